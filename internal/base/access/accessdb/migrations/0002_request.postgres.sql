-- +goose Up

-- What waits for a second administrator, one thing for an account. Follows from the records.
CREATE TABLE access_request (
	node     BIGINT NOT NULL,
	account  TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	what     TEXT   NOT NULL,
	asked_by TEXT   NOT NULL,
	at_ms    BIGINT NOT NULL,
	issuer   TEXT   NOT NULL,
	subject  TEXT   NOT NULL,
	PRIMARY KEY (node, account)
);

-- Credentials: passwords that were given out and that nobody has confirmed.
CREATE TABLE access_waiting (
	node    BIGINT NOT NULL,
	account TEXT   NOT NULL,
	hash    TEXT   NOT NULL,
	PRIMARY KEY (node, account)
);
