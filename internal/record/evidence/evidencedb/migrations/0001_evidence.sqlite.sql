-- +goose Up

-- Every statement, change of means, refusal, suspicion and file, with its exact bytes. The ledger commits to them.
CREATE TABLE evidence_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX evidence_record_seq ON evidence_record (node, seq);

-- Read model: what was said of things.
CREATE TABLE evidence_statement (
	node       BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	about_kind TEXT   NOT NULL,
	about_id   TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	region     TEXT   NOT NULL,
	way        TEXT   NOT NULL,
	says       TEXT   NOT NULL,
	at_ms      BIGINT NOT NULL,
	claimed_ms BIGINT NOT NULL,
	deliverer  TEXT   NOT NULL,
	files      TEXT   NOT NULL, -- SHA-256, with spaces between
	by_actor   TEXT   NOT NULL,
	by_person  TEXT   NOT NULL,
	means      TEXT   NOT NULL, -- or empty
	place      BIGINT NOT NULL, -- of a code or a tap, or 0
	seq        BIGINT NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE INDEX evidence_statement_about ON evidence_statement (node, about_kind, about_id, seq);
CREATE INDEX evidence_statement_person ON evidence_statement (node, person, seq);
-- A code confirms once.
CREATE UNIQUE INDEX evidence_statement_used ON evidence_statement (node, means, place) WHERE place > 0;

-- Read model: what was found about the codes of things.
CREATE TABLE evidence_suspicion (
	node       BIGINT NOT NULL,
	seq        BIGINT NOT NULL,
	about_kind TEXT   NOT NULL,
	about_id   TEXT   NOT NULL,
	id         TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	reason     TEXT   NOT NULL,
	means      TEXT   NOT NULL,
	at_ms      BIGINT NOT NULL,
	PRIMARY KEY (node, seq, about_kind, about_id)
) WITHOUT ROWID;

CREATE INDEX evidence_suspicion_about ON evidence_suspicion (node, about_kind, about_id, seq);

-- Read model: sheets of codes, tags and numbers. What makes them work is sealed in the record of the same id.
CREATE TABLE evidence_means (
	node            BIGINT NOT NULL,
	id              TEXT   NOT NULL,
	kind            TEXT   NOT NULL,
	person          TEXT   NOT NULL,
	region          TEXT   NOT NULL,
	by_actor        TEXT   NOT NULL,
	by_person       TEXT   NOT NULL,
	at_ms           BIGINT NOT NULL,
	size            BIGINT NOT NULL,
	last_used       BIGINT NOT NULL,
	first_open      BIGINT NOT NULL,
	seconded        TEXT   NOT NULL,
	seconded_person TEXT   NOT NULL,
	ended_ms        BIGINT NOT NULL, -- or 0
	seq             BIGINT NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

-- A person has one of each kind at a time.
CREATE UNIQUE INDEX evidence_means_live ON evidence_means (node, person, kind) WHERE ended_ms = 0;
CREATE INDEX evidence_means_person ON evidence_means (node, person, seq);

-- Read model: codes, taps and calls that were not accepted.
CREATE TABLE evidence_refusal (
	node       BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	day        TEXT   NOT NULL,
	about_kind TEXT   NOT NULL,
	about_id   TEXT   NOT NULL,
	person     TEXT   NOT NULL, -- or empty
	way        TEXT   NOT NULL,
	by_actor   TEXT   NOT NULL,
	at_ms      BIGINT NOT NULL,
	seq        BIGINT NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE INDEX evidence_refusal_actor ON evidence_refusal (node, day, by_actor);
CREATE INDEX evidence_refusal_person ON evidence_refusal (node, day, person);

-- Read model: files that lie in the folder.
CREATE TABLE evidence_file (
	node   BIGINT NOT NULL,
	sha256 TEXT   NOT NULL,
	id     TEXT   NOT NULL,
	bytes  BIGINT NOT NULL,
	type   TEXT   NOT NULL,
	person TEXT   NOT NULL, -- or empty
	region TEXT   NOT NULL,
	by_actor TEXT  NOT NULL,
	at_ms  BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (node, sha256)
) WITHOUT ROWID;

CREATE INDEX evidence_file_person ON evidence_file (node, person, seq);
