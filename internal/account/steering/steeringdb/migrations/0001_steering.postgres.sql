-- +goose Up

-- What was done, as exact bytes: steps of tasks, local bodies, duty lists. Only ever added to.
CREATE TABLE steering_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL, -- of the ledger entry
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX steering_record_seq ON steering_record (node, seq);

-- Read model: tasks as their events leave them.
CREATE TABLE steering_task (
	node       BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	state      TEXT   NOT NULL,
	action     BIGINT NOT NULL,
	province   TEXT   NOT NULL,
	prefecture TEXT   NOT NULL,
	county     TEXT   NOT NULL,
	township   TEXT   NOT NULL,
	late_on    TEXT   NOT NULL, -- the last day on which it is not overdue; empty when it never is
	body       TEXT   NOT NULL, -- the whole task as JSON
	PRIMARY KEY (node, id)
);

-- A page of tasks counts them three times; this holds what is counted by, without the bodies.
CREATE INDEX steering_task_count ON steering_task (node, state, late_on, action, province, prefecture, county, township);

-- Read model: which entries of the ledger changed a task.
CREATE TABLE steering_step (
	node BIGINT NOT NULL,
	task TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	PRIMARY KEY (node, task, seq)
);

-- Read model: which local body carries out a function of government, from a day on.
CREATE TABLE steering_body (
	node     BIGINT   NOT NULL,
	region   TEXT     NOT NULL,
	level    SMALLINT NOT NULL,
	owner    TEXT     NOT NULL,
	from_on  TEXT     NOT NULL,
	name     TEXT     NOT NULL,
	PRIMARY KEY (node, region, level, owner, from_on)
);

-- Read model: duty lists of townships.
CREATE TABLE steering_duty (
	node     BIGINT   NOT NULL,
	region   TEXT     NOT NULL,
	level    SMALLINT NOT NULL,
	code     TEXT     NOT NULL,
	from_on  TEXT     NOT NULL,
	until_on TEXT     NOT NULL, -- empty while it holds
	kind     TEXT     NOT NULL,
	text     TEXT     NOT NULL,
	PRIMARY KEY (node, region, level, code, from_on)
);
