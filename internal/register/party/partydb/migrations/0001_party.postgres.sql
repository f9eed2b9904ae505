-- +goose Up

-- What was decided about persons and organisations, in exact bytes, and one row for each batch and each list.
CREATE TABLE party_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX party_record_seq ON party_record (node, seq);

-- A batch begun: its rows are invisible.
CREATE TABLE party_load (
	node     BIGINT NOT NULL,
	batch    BIGINT NOT NULL,
	begun_ms BIGINT NOT NULL,
	actor    TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	PRIMARY KEY (node, batch)
);

-- The one last row that makes a batch visible.
CREATE TABLE party_batch (
	node       BIGINT NOT NULL,
	batch      BIGINT NOT NULL,
	seq        BIGINT NOT NULL, -- number of its ledger entry
	name       TEXT   NOT NULL,
	sha256     TEXT   NOT NULL, -- of the file; empty for a correction
	as_on      TEXT   NOT NULL, -- the day that it speaks of
	persons    BIGINT NOT NULL,
	households BIGINT NOT NULL,
	actor      TEXT   NOT NULL,
	at_ms      BIGINT NOT NULL,
	PRIMARY KEY (node, batch)
);

CREATE INDEX party_batch_sum ON party_batch (node, sha256, batch);

-- The versions of a person. An erased person's are empty.
CREATE TABLE party_person (
	node      BIGINT NOT NULL,
	person    TEXT   NOT NULL,
	batch     BIGINT NOT NULL,
	household TEXT   NOT NULL,
	region    TEXT   NOT NULL, -- empty: erased
	cohort    BIGINT NOT NULL, -- first year of the five-year band of birth; 0 unknown
	names     TEXT   NOT NULL, -- sealed
	facts     TEXT   NOT NULL, -- sealed
	PRIMARY KEY (node, person, batch)
);

CREATE INDEX party_person_place ON party_person (node, region, cohort, person, batch);

CREATE INDEX party_person_household ON party_person (node, household, person, batch);

CREATE INDEX party_person_batch ON party_person (node, batch, person);

CREATE TABLE party_household (
	node      BIGINT NOT NULL,
	household TEXT   NOT NULL,
	batch     BIGINT NOT NULL,
	region    TEXT   NOT NULL,
	kind      TEXT   NOT NULL,
	residence TEXT   NOT NULL,
	PRIMARY KEY (node, household, batch)
);

CREATE INDEX party_household_batch ON party_household (node, batch, household);

-- Look-up by keyed hash. of is a person or a household.
CREATE TABLE party_token (
	node    BIGINT NOT NULL,
	purpose TEXT   NOT NULL,
	token   TEXT   NOT NULL,
	of      TEXT   NOT NULL,
	batch   BIGINT NOT NULL,
	PRIMARY KEY (node, purpose, token, of, batch)
);

CREATE INDEX party_token_of ON party_token (node, of);

-- Read models of records.
CREATE TABLE party_standing (
	node        BIGINT   NOT NULL,
	person      TEXT     NOT NULL,
	erased      SMALLINT NOT NULL,
	merged_into TEXT     NOT NULL,
	PRIMARY KEY (node, person)
);

CREATE TABLE party_organisation (
	node    BIGINT NOT NULL,
	org     TEXT   NOT NULL,
	name_zh TEXT   NOT NULL,
	name_en TEXT   NOT NULL,
	credit  TEXT   NOT NULL,
	kind    TEXT   NOT NULL,
	region  TEXT   NOT NULL,
	PRIMARY KEY (node, org)
);

CREATE TABLE party_relation (
	node     BIGINT NOT NULL,
	relation TEXT   NOT NULL,
	person   TEXT   NOT NULL,
	other    TEXT   NOT NULL,
	kind     TEXT   NOT NULL,
	shown    TEXT   NOT NULL,
	from_on  TEXT   NOT NULL,
	ended_ms BIGINT NOT NULL,
	PRIMARY KEY (node, relation)
);

CREATE INDEX party_relation_person ON party_relation (node, person, relation);

CREATE INDEX party_relation_other ON party_relation (node, other, relation);

CREATE TABLE party_mandate (
	node     BIGINT NOT NULL,
	mandate  TEXT   NOT NULL,
	given_by TEXT   NOT NULL,
	held_by  TEXT   NOT NULL,
	what     TEXT   NOT NULL, -- rights, with a space between
	from_on  TEXT   NOT NULL,
	until_on TEXT   NOT NULL,
	shown    TEXT   NOT NULL,
	paper    TEXT   NOT NULL, -- sealed
	ended_ms BIGINT NOT NULL,
	PRIMARY KEY (node, mandate)
);

CREATE INDEX party_mandate_given ON party_mandate (node, given_by, mandate);

CREATE INDEX party_mandate_held ON party_mandate (node, held_by, mandate);

CREATE TABLE party_list (
	node    BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	at_ms   BIGINT NOT NULL,
	region  TEXT   NOT NULL,
	cohort  BIGINT NOT NULL,
	purpose TEXT   NOT NULL,
	basis   TEXT   NOT NULL,
	actor   TEXT   NOT NULL,
	without TEXT     NOT NULL, -- persons who were left out, with a space between
	chosen  SMALLINT NOT NULL, -- 1: nobody but these
	taken   TEXT     NOT NULL,
	PRIMARY KEY (node, seq)
);
