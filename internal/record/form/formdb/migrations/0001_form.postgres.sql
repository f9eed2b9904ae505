-- +goose Up

-- Every edition, sheet and filled form, with its exact bytes. The ledger commits to them.
CREATE TABLE form_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX form_record_seq ON form_record (node, seq);

-- Read model: editions of forms. Their text stands in the record.
CREATE TABLE form_edition (
	node    BIGINT NOT NULL,
	version TEXT   NOT NULL, -- hash of all that the layout says
	form    TEXT   NOT NULL,
	record  TEXT   NOT NULL,
	actor   TEXT   NOT NULL,
	at_ms   BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, version)
);

CREATE INDEX form_edition_form ON form_edition (node, form, seq);

-- Read model: forms on paper.
CREATE TABLE form_sheet (
	node    BIGINT NOT NULL,
	code    TEXT   NOT NULL,
	record  TEXT   NOT NULL,
	version TEXT   NOT NULL,
	subject TEXT   NOT NULL,
	region  TEXT   NOT NULL,
	actor   TEXT   NOT NULL,
	at_ms   BIGINT NOT NULL,
	used_by TEXT   NOT NULL, -- the filling that was keyed in from it, or empty
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, code)
);

-- Read model: filled forms. The answers are sealed in the record of the same id.
CREATE TABLE form_filling (
	node          BIGINT   NOT NULL,
	id            TEXT     NOT NULL,
	form          TEXT     NOT NULL,
	version       TEXT     NOT NULL,
	subject       TEXT     NOT NULL,
	case_id       TEXT     NOT NULL,
	region        TEXT     NOT NULL,
	channel       TEXT     NOT NULL,
	actor         TEXT     NOT NULL,
	on_behalf     SMALLINT NOT NULL,
	sheet         TEXT     NOT NULL,
	supersedes    TEXT     NOT NULL,
	superseded_by TEXT     NOT NULL,
	at_ms         BIGINT   NOT NULL,
	seq           BIGINT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX form_filling_subject ON form_filling (node, subject, seq);
