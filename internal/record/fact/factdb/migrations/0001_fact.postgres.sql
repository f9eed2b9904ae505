-- +goose Up

-- A variable with its source: what a published line of a yearbook is.
CREATE TABLE fact_series (
	node     BIGINT NOT NULL,
	series   BIGINT NOT NULL,
	variable TEXT   NOT NULL,
	version  BIGINT NOT NULL, -- of the variable's definition
	owner    BIGINT NOT NULL, -- the node that answers for it
	source   TEXT   NOT NULL,
	PRIMARY KEY (node, series),
	UNIQUE (node, variable, version, owner, source)
);

-- A load begun. state: 0 under way, 1 published, 2 abandoned.
CREATE TABLE fact_load (
	node     BIGINT   NOT NULL,
	batch    BIGINT   NOT NULL,
	begun_ms BIGINT   NOT NULL,
	actor    TEXT     NOT NULL,
	name     TEXT     NOT NULL,
	state    SMALLINT NOT NULL,
	PRIMARY KEY (node, batch)
);

-- The one last row that makes a load visible. seq is the order of publication.
CREATE TABLE fact_batch (
	node         BIGINT NOT NULL,
	batch        BIGINT NOT NULL,
	seq          BIGINT NOT NULL,
	published_ms BIGINT NOT NULL,
	actor        TEXT   NOT NULL,
	name         TEXT   NOT NULL,
	sha256       TEXT   NOT NULL,
	cells        BIGINT NOT NULL,
	PRIMARY KEY (node, batch),
	UNIQUE (node, seq),
	FOREIGN KEY (node, batch) REFERENCES fact_load (node, batch)
);

-- What the cells of one map of one load have in common, written once for all of them.
CREATE TABLE fact_sheet (
	node      BIGINT   NOT NULL,
	batch     BIGINT   NOT NULL,
	sheet     BIGINT   NOT NULL,
	variable  TEXT     NOT NULL,
	period    TEXT     NOT NULL,
	sex       TEXT     NOT NULL,
	residence TEXT     NOT NULL,
	age       TEXT     NOT NULL,
	level     SMALLINT NOT NULL,
	vintage   TEXT     NOT NULL,
	PRIMARY KEY (node, batch, sheet),
	UNIQUE (node, variable, period, sex, residence, age, level, vintage, batch),
	FOREIGN KEY (node, batch) REFERENCES fact_load (node, batch)
);

-- The cells, one map next to the other. No foreign key: it would be looked up for every one of millions of rows.
CREATE TABLE fact_observation (
	node     BIGINT   NOT NULL,
	batch    BIGINT   NOT NULL,
	sheet    BIGINT   NOT NULL,
	region   TEXT     NOT NULL,
	series   BIGINT   NOT NULL,
	state    SMALLINT NOT NULL, -- 1 observed, 2 missing, 3 suppressed, 4 not applicable
	decimals SMALLINT NOT NULL, -- as published
	value    DOUBLE PRECISION,  -- null unless observed
	PRIMARY KEY (node, batch, sheet, region)
);

-- Read model: what each sheet holds. Rebuilt from fact_observation.
CREATE TABLE fact_holding (
	node     BIGINT NOT NULL,
	batch    BIGINT NOT NULL,
	sheet    BIGINT NOT NULL,
	cells    BIGINT NOT NULL,
	observed BIGINT NOT NULL,
	sources  BIGINT NOT NULL, -- how many different ones
	source   TEXT   NOT NULL, -- the first in byte order
	PRIMARY KEY (node, batch, sheet)
);
