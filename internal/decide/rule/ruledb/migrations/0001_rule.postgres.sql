-- +goose Up

-- Every proposal, report, adoption, decision and run, with its exact bytes. The ledger commits to them.
CREATE TABLE rule_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX rule_record_seq ON rule_record (node, seq);

-- Read model: versions of rule sets. Their text stands in the record.
CREATE TABLE rule_version (
	node    BIGINT NOT NULL,
	version TEXT   NOT NULL, -- hash of all that the set says
	rules   TEXT   NOT NULL, -- the set
	source  TEXT   NOT NULL,
	actor   TEXT   NOT NULL,
	person  TEXT   NOT NULL, -- so that another one adopts
	at_ms   BIGINT NOT NULL,
	record  TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, version)
);

CREATE INDEX rule_version_rules ON rule_version (node, rules, seq);

-- Read model: reports on what a version would do. The report stands in the record of the same id.
CREATE TABLE rule_comparison (
	node           BIGINT NOT NULL,
	id             TEXT   NOT NULL,
	version        TEXT   NOT NULL,
	before_version TEXT   NOT NULL, -- empty when none held
	at_ms          BIGINT NOT NULL,
	seq            BIGINT NOT NULL,
	PRIMARY KEY (node, id)
);

-- Read model: which version holds from which day on.
CREATE TABLE rule_adoption (
	node       BIGINT NOT NULL,
	rules      TEXT   NOT NULL,
	from_on    TEXT   NOT NULL,
	seq        BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	version    TEXT   NOT NULL,
	comparison TEXT   NOT NULL,
	basis      TEXT   NOT NULL,
	actor      TEXT   NOT NULL,
	at_ms      BIGINT NOT NULL,
	PRIMARY KEY (node, rules, from_on, seq)
);

-- Read model: decisions about persons. What they rest on and say is sealed in the record of the same id.
CREATE TABLE rule_decision (
	node          BIGINT NOT NULL,
	id            TEXT   NOT NULL,
	subject       TEXT   NOT NULL,
	case_id       TEXT   NOT NULL,
	rules         TEXT   NOT NULL,
	version       TEXT   NOT NULL,
	decided_on    TEXT   NOT NULL,
	region        TEXT   NOT NULL,
	actor         TEXT   NOT NULL,
	at_ms         BIGINT NOT NULL,
	supersedes    TEXT   NOT NULL,
	superseded_by TEXT   NOT NULL,
	seq           BIGINT NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX rule_decision_subject ON rule_decision (node, subject, seq);
