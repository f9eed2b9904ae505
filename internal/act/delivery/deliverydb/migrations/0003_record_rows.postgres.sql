-- +goose Up

-- PostgreSQL keeps long rows as they are: the table is there and stays.
CREATE TABLE IF NOT EXISTS delivery_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX IF NOT EXISTS delivery_record_seq ON delivery_record (node, seq);
