-- +goose Up

-- Every word that was given or withdrawn, with its exact bytes.
CREATE TABLE consent_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX consent_record_seq ON consent_record (node, seq);

-- Read model: what a person said last to a purpose about a group of data.
CREATE TABLE consent_word (
	node    BIGINT   NOT NULL,
	person  TEXT     NOT NULL,
	purpose TEXT     NOT NULL,
	part    TEXT     NOT NULL, -- the group
	given   SMALLINT NOT NULL,
	shown   TEXT     NOT NULL,
	wording TEXT     NOT NULL, -- which text the person was shown
	at_ms   BIGINT   NOT NULL,
	channel TEXT     NOT NULL,
	PRIMARY KEY (node, person, purpose, part)
) WITHOUT ROWID;

CREATE INDEX consent_word_purpose ON consent_word (node, purpose, part, given, person);
