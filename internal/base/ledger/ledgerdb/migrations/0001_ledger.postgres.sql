-- +goose Up

-- The chain. header holds the bytes that were hashed; kind, actor and at_ms repeat what it says, to be searched.
CREATE TABLE ledger_entry (
	node   BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	kind   TEXT   NOT NULL,
	actor  TEXT   NOT NULL,
	at_ms  BIGINT NOT NULL,
	header TEXT   NOT NULL,
	leaf   TEXT   NOT NULL,
	head   TEXT   NOT NULL,
	PRIMARY KEY (node, seq)
);

CREATE INDEX ledger_entry_kind ON ledger_entry (node, kind, seq);

CREATE INDEX ledger_entry_actor ON ledger_entry (node, actor, seq);

-- The last number and head of a node: whoever appends takes this row first.
CREATE TABLE ledger_head (
	node BIGINT NOT NULL,
	seq  BIGINT NOT NULL,
	head TEXT   NOT NULL,
	PRIMARY KEY (node)
);

-- Whose data an entry is about, so that a person can see every use of it.
CREATE TABLE ledger_subject (
	node    BIGINT NOT NULL,
	subject TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, subject, seq)
);

CREATE INDEX ledger_subject_seq ON ledger_subject (node, seq);

-- Signed heads. One signature for each algorithm in use.
CREATE TABLE ledger_checkpoint (
	node      BIGINT NOT NULL,
	seq       BIGINT NOT NULL,
	algorithm TEXT   NOT NULL,
	head      TEXT   NOT NULL,
	at_ms     BIGINT NOT NULL,
	key       TEXT   NOT NULL,
	signature TEXT   NOT NULL,
	PRIMARY KEY (node, seq, algorithm)
);

-- The public keys that signed them. A later key is introduced by the one before it, which signed it.
CREATE TABLE ledger_key (
	node         BIGINT NOT NULL,
	key          TEXT   NOT NULL,
	algorithm    TEXT   NOT NULL,
	public       TEXT   NOT NULL,
	introduced   TEXT   NOT NULL, -- by which key, or empty for the first
	introduction TEXT   NOT NULL, -- that key's signature, or empty
	PRIMARY KEY (node, key)
);
