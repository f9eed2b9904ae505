-- +goose Up

-- Every diagnosis, with its exact bytes. The ledger commits to them.
CREATE TABLE eldercare_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX eldercare_record_seq ON eldercare_record (node, seq);
