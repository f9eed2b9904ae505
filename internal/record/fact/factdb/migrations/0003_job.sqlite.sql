-- +goose Up

-- Imports by page: how far each has come. No record: the ledger hears of what was published or turned away.
CREATE TABLE fact_job (
	node      BIGINT   NOT NULL,
	id        TEXT     NOT NULL,
	actor     TEXT     NOT NULL,
	name      TEXT     NOT NULL, -- of the file
	sha256    TEXT     NOT NULL, -- of its bytes
	dry       SMALLINT NOT NULL, -- 1: only checked
	state     TEXT     NOT NULL, -- waiting, checking, storing; done, refused, cancelled, interrupted, failed
	checked   BIGINT   NOT NULL, -- rows
	fresh     BIGINT   NOT NULL,
	stored    BIGINT   NOT NULL,
	unchanged BIGINT   NOT NULL,
	faults    BIGINT   NOT NULL,
	marks     TEXT     NOT NULL, -- csv or xlsx: the file can be given back with them; empty when it cannot
	batch     BIGINT   NOT NULL, -- the load, 0 before there is one
	record    TEXT     NOT NULL, -- of the published batch
	problem   TEXT     NOT NULL, -- why it failed: JSON
	rejected  TEXT     NOT NULL, -- what was wrong with the file: JSON, dropped with the file
	begun_ms  BIGINT   NOT NULL,
	ended_ms  BIGINT   NOT NULL, -- 0 while it has not
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE INDEX fact_job_actor ON fact_job (node, actor, begun_ms);

CREATE INDEX fact_job_ended ON fact_job (node, ended_ms);
