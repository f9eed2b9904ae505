-- +goose Up

-- Mandates that are offered online and that nobody has accepted yet.
CREATE TABLE party_offer (
	node       BIGINT NOT NULL,
	mandate    TEXT   NOT NULL, -- that it becomes
	given_by   TEXT   NOT NULL,
	name       TEXT   NOT NULL, -- sealed: what the giver calls the other
	what       TEXT   NOT NULL,
	until_on   TEXT   NOT NULL,
	code_key   TEXT   NOT NULL, -- SHA-256 of code and name
	made_ms    BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	ended_ms   BIGINT NOT NULL,
	PRIMARY KEY (node, mandate)
) WITHOUT ROWID;

CREATE INDEX party_offer_given ON party_offer (node, given_by, mandate);

CREATE INDEX party_offer_key ON party_offer (node, code_key);

-- What the giver calls who holds the mandate, sealed.
ALTER TABLE party_mandate ADD COLUMN name TEXT NOT NULL DEFAULT '';
