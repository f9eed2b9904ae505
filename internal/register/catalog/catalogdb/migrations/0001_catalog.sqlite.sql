-- +goose Up

-- Everything that was entered, declared, assigned or published, with its exact bytes. The ledger commits to them.
CREATE TABLE catalog_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX catalog_record_seq ON catalog_record (node, seq);

-- Read model: providers, locations and services as they were entered last. body is what the record says of the thing.
CREATE TABLE catalog_entry (
	node   BIGINT NOT NULL,
	sort   TEXT   NOT NULL, -- provider, location, service
	id     TEXT   NOT NULL,
	seq    BIGINT NOT NULL,
	at_ms  BIGINT NOT NULL,
	person TEXT   NOT NULL, -- who entered it, so that another one publishes
	body   TEXT   NOT NULL,
	PRIMARY KEY (node, sort, id)
) WITHOUT ROWID;

-- Read model: the last declaration for each offer and unit. An empty number was not declared.
CREATE TABLE catalog_capacity (
	node        BIGINT NOT NULL,
	offer       TEXT   NOT NULL,
	unit        TEXT   NOT NULL,
	capacity    BIGINT,
	funded      BIGINT,
	vacancy     BIGINT,
	waiting     BIGINT,
	status      TEXT   NOT NULL,
	as_of_on    TEXT   NOT NULL,
	source      TEXT   NOT NULL,
	declared_by TEXT   NOT NULL, -- provider, official
	account     TEXT   NOT NULL,
	at_ms       BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	PRIMARY KEY (node, offer, unit)
) WITHOUT ROWID;

-- Read model: the accounts that act for a provider.
CREATE TABLE catalog_agent (
	node     BIGINT NOT NULL,
	provider TEXT   NOT NULL,
	account  TEXT   NOT NULL,
	PRIMARY KEY (node, provider, account)
) WITHOUT ROWID;

-- Read model: what visitors read of each service, as it was published, and what was published and withdrawn before.
CREATE TABLE catalog_publication (
	node    BIGINT   NOT NULL,
	service TEXT     NOT NULL,
	seq     BIGINT   NOT NULL,
	state   TEXT     NOT NULL, -- published, internal
	entered BIGINT   NOT NULL, -- number of the entry that was reviewed
	latest  SMALLINT NOT NULL, -- 1 for the last step of the service
	reason  TEXT     NOT NULL,
	actor   TEXT     NOT NULL,
	at_ms   BIGINT   NOT NULL,
	body    TEXT     NOT NULL, -- the bundle; empty when withdrawn
	PRIMARY KEY (node, service, seq)
) WITHOUT ROWID;

CREATE INDEX catalog_publication_latest ON catalog_publication (node, latest, state);
