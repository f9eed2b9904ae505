-- +goose Up

-- Every event of a message, with its exact bytes. The ledger commits to them. Neither address nor text stands in them.
CREATE TABLE notify_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX notify_record_seq ON notify_record (node, seq);

-- Read model: each message as its events say it is.
CREATE TABLE notify_message (
	node    BIGINT NOT NULL,
	id      TEXT   NOT NULL,
	person  TEXT   NOT NULL,
	channel TEXT   NOT NULL, -- sms, voice, letter
	about   TEXT   NOT NULL, -- the case
	next_ms BIGINT NOT NULL, -- when it may be tried next; 0 when it is not any more
	ref     TEXT   NOT NULL, -- the gateway's name for it, or empty
	body    TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX notify_message_due ON notify_message (node, next_ms, id);
CREATE INDEX notify_message_person ON notify_message (node, person, id);
CREATE INDEX notify_message_about ON notify_message (node, about, id);
CREATE INDEX notify_message_ref ON notify_message (node, ref);

-- Read model: which entries of the ledger are the events of a message.
CREATE TABLE notify_step (
	node    BIGINT NOT NULL,
	message TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, message, seq)
);
