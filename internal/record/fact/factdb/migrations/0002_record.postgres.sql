-- +goose Up

-- What became of each file: the manifest of a batch, or that the file was turned away. The ledger commits to the bytes.
CREATE TABLE fact_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX fact_record_seq ON fact_record (node, seq);

-- The place a batch is about, such as 520526@county, and its record.
ALTER TABLE fact_batch ADD COLUMN region TEXT NOT NULL DEFAULT '';

ALTER TABLE fact_batch ADD COLUMN record TEXT NOT NULL DEFAULT '';
