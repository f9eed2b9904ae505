-- +goose Up

-- Read model: plans of providers' days that may be adopted, with what came of them.
CREATE TABLE delivery_proposal (
	node     BIGINT NOT NULL,
	id       TEXT   NOT NULL,
	provider TEXT   NOT NULL,
	on_day   TEXT   NOT NULL, -- YYYY-MM-DD
	seq      BIGINT NOT NULL, -- in which order those of a day were made
	body     TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE INDEX delivery_proposal_day ON delivery_proposal (node, provider, on_day, seq);
