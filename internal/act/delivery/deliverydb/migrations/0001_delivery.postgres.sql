-- +goose Up

-- Every event, with its exact bytes. The ledger commits to them.
CREATE TABLE delivery_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX delivery_record_seq ON delivery_record (node, seq);

-- Read model: plans as their events say they are.
CREATE TABLE delivery_plan (
	node   BIGINT NOT NULL,
	id     TEXT   NOT NULL,
	person TEXT   NOT NULL,
	body   TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX delivery_plan_person ON delivery_plan (node, person, id);

-- Read model: visits.
CREATE TABLE delivery_visit (
	node     BIGINT NOT NULL,
	id       TEXT   NOT NULL,
	plan     TEXT   NOT NULL,
	person   TEXT   NOT NULL,
	provider TEXT   NOT NULL,
	month    TEXT   NOT NULL, -- YYYY-MM
	from_ms  BIGINT NOT NULL,
	body     TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX delivery_visit_plan ON delivery_visit (node, plan, month, id);
CREATE INDEX delivery_visit_person ON delivery_visit (node, person, from_ms, id);
CREATE INDEX delivery_visit_provider ON delivery_visit (node, provider, month, id);
CREATE INDEX delivery_visit_month ON delivery_visit (node, month, id);

-- Read model: whose day a visit is in: one post, or two who go together.
CREATE TABLE delivery_turn (
	node   BIGINT NOT NULL,
	post   TEXT   NOT NULL,
	on_day TEXT   NOT NULL, -- YYYY-MM-DD
	visit  TEXT   NOT NULL,
	PRIMARY KEY (node, post, on_day, visit)
);

CREATE INDEX delivery_turn_visit ON delivery_turn (node, visit);

-- Read model: what devices reported, with what did not fit. The digest tells reports under one identifier apart.
CREATE TABLE delivery_move (
	node    BIGINT NOT NULL,
	id      TEXT   NOT NULL, -- the device's own
	digest  TEXT   NOT NULL,
	visit   TEXT   NOT NULL,
	outcome TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	body    TEXT   NOT NULL,
	PRIMARY KEY (node, id, digest)
);

CREATE INDEX delivery_move_visit ON delivery_move (node, visit, outcome, seq);

-- Read model: settlements.
CREATE TABLE delivery_settlement (
	node     BIGINT NOT NULL,
	id       TEXT   NOT NULL,
	provider TEXT   NOT NULL,
	month    TEXT   NOT NULL,
	seq      BIGINT NOT NULL, -- in which order those of a provider were drawn up
	body     TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX delivery_settlement_provider ON delivery_settlement (node, provider, month, seq);

-- Read model: the lines of settlements that were not taken back. A visit has its first line, and each that corrects it, once:
-- that nothing is paid twice is this key.
CREATE TABLE delivery_line (
	node       BIGINT   NOT NULL,
	visit      TEXT     NOT NULL,
	n          SMALLINT NOT NULL,
	provider   TEXT     NOT NULL,
	settlement TEXT     NOT NULL,
	body       TEXT     NOT NULL,
	PRIMARY KEY (node, visit, n)
);

CREATE INDEX delivery_line_provider ON delivery_line (node, provider, visit, n);
CREATE INDEX delivery_line_settlement ON delivery_line (node, settlement);

-- Read model: where payees are paid. The number of a person's account is sealed under the person's key.
CREATE TABLE delivery_account (
	node  BIGINT NOT NULL,
	payee TEXT   NOT NULL,
	body  TEXT   NOT NULL,
	PRIMARY KEY (node, payee)
);

-- Read model: audits, one a place and month.
CREATE TABLE delivery_audit (
	node  BIGINT NOT NULL,
	id    TEXT   NOT NULL,
	place TEXT   NOT NULL, -- code@level
	month TEXT   NOT NULL,
	body  TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX delivery_audit_month ON delivery_audit (node, place, month);

-- Read model: what persons said in an audit; who was not reached may be called again.
CREATE TABLE delivery_check (
	node  BIGINT NOT NULL,
	audit TEXT   NOT NULL,
	visit TEXT   NOT NULL,
	body  TEXT   NOT NULL,
	PRIMARY KEY (node, audit, visit)
);

-- Read model: anomalies that were answered. Anomalies themselves are computed from visits each time.
CREATE TABLE delivery_answer (
	node    BIGINT NOT NULL,
	anomaly TEXT   NOT NULL,
	month   TEXT   NOT NULL,
	body    TEXT   NOT NULL,
	PRIMARY KEY (node, anomaly)
);

CREATE INDEX delivery_answer_month ON delivery_answer (node, month, anomaly);
