-- +goose Up

-- What a node needs before it may have any other key: its row is the sign that this keyring belongs to it.
CREATE TABLE keyring_node (
	node   BIGINT NOT NULL,
	secret TEXT   NOT NULL, -- for look-up tokens
	PRIMARY KEY (node)
);

-- One key for each person. An empty secret is a tombstone.
CREATE TABLE keyring_subject (
	node    BIGINT NOT NULL,
	subject TEXT   NOT NULL,
	secret  TEXT   NOT NULL,
	PRIMARY KEY (node, subject)
);

-- The keys that sign, numbered as they follow one another. Only the last of an algorithm still has its secret.
CREATE TABLE keyring_signing (
	node         BIGINT NOT NULL,
	algorithm    TEXT   NOT NULL,
	number       BIGINT NOT NULL,
	key          TEXT   NOT NULL,
	public       TEXT   NOT NULL,
	secret       TEXT   NOT NULL,
	introduced   TEXT   NOT NULL, -- by which key, or empty for the first
	introduction TEXT   NOT NULL, -- that key's signature
	PRIMARY KEY (node, algorithm, number)
);
