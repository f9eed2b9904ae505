-- +goose Up

-- Every step that was taken, with its exact bytes. The ledger commits to them.
CREATE TABLE openness_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX openness_record_seq ON openness_record (node, seq);

-- Read model: the state of each series for which any step was taken. series is the first 16 digits of a hash of the next
-- three columns.
CREATE TABLE openness_series (
	node        BIGINT NOT NULL,
	series      TEXT   NOT NULL,
	owner       BIGINT NOT NULL, -- the node that answers for the series
	variable    TEXT   NOT NULL,
	source      TEXT   NOT NULL,
	state       TEXT   NOT NULL, -- internal, proposed, reviewed, approved
	attribute   TEXT   NOT NULL, -- active, on_request, never; empty while internal
	basis       TEXT   NOT NULL,
	reason      TEXT   NOT NULL, -- why it was last refused or withdrawn
	proposed_by TEXT   NOT NULL, -- which person, so that another one reviews
	reviewed_by TEXT   NOT NULL,
	at_ms       BIGINT NOT NULL, -- of the last step
	public_seq  BIGINT NOT NULL, -- number of the ledger entry that last changed whether it is public
	PRIMARY KEY (node, series)
);

CREATE INDEX openness_series_public ON openness_series (node, public_seq);

-- Read model: what was done to each series.
CREATE TABLE openness_step (
	node      BIGINT NOT NULL,
	series    TEXT   NOT NULL,
	seq       BIGINT NOT NULL,
	step      TEXT   NOT NULL,
	attribute TEXT   NOT NULL,
	basis     TEXT   NOT NULL,
	reason    TEXT   NOT NULL,
	actor     TEXT   NOT NULL,
	at_ms     BIGINT NOT NULL,
	record    TEXT   NOT NULL,
	PRIMARY KEY (node, series, seq)
);
