-- +goose Up

-- Every action on a case, with its exact bytes. The ledger commits to them.
CREATE TABLE casework_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE UNIQUE INDEX casework_record_seq ON casework_record (node, seq);

-- Read model: each case as its actions say it is. The columns from owner on are its place in the one queue it stands in;
-- owner is empty once it has ended.
CREATE TABLE casework_case (
	node       BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	number     TEXT   NOT NULL, -- by which people speak of it
	person     TEXT   NOT NULL, -- whom it is about
	machine    TEXT   NOT NULL,
	item       TEXT   NOT NULL, -- code of what is asked for
	owner      TEXT   NOT NULL, -- the right of whoever must act
	province   TEXT   NOT NULL,
	prefecture TEXT   NOT NULL,
	county     TEXT   NOT NULL,
	township   TEXT   NOT NULL,
	due_on     TEXT   NOT NULL,
	assignee   TEXT   NOT NULL, -- account, or empty
	body       TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

CREATE INDEX casework_case_queue ON casework_case (node, owner, due_on, id);
CREATE INDEX casework_case_county ON casework_case (node, owner, county, due_on, id);
CREATE INDEX casework_case_township ON casework_case (node, owner, township, due_on, id);
CREATE INDEX casework_case_assignee ON casework_case (node, owner, assignee, due_on, id);
CREATE INDEX casework_case_number ON casework_case (node, number);
CREATE INDEX casework_case_person ON casework_case (node, person, id);

-- Read model: which entries of the ledger are the actions of a case.
CREATE TABLE casework_step (
	node    BIGINT NOT NULL,
	case_id TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, case_id, seq)
);
