-- +goose Up

-- Every rating, order, note on an order and file, with its exact bytes. The ledger commits to them.
CREATE TABLE feedback_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX feedback_record_seq ON feedback_record (node, seq);

-- Read model: ratings, one for each item.
CREATE TABLE feedback_rating (
	node       BIGINT   NOT NULL,
	about_kind TEXT     NOT NULL,
	about_id   TEXT     NOT NULL,
	person     TEXT     NOT NULL,
	provider   TEXT     NOT NULL,
	level      SMALLINT NOT NULL,
	at_ms      BIGINT   NOT NULL,
	seq        BIGINT   NOT NULL,
	PRIMARY KEY (node, about_kind, about_id)
) WITHOUT ROWID;

CREATE INDEX feedback_rating_person ON feedback_rating (node, person, seq);
CREATE INDEX feedback_rating_provider ON feedback_rating (node, provider, at_ms);

-- Read model: work orders. Their words are sealed in the records.
CREATE TABLE feedback_order (
	node        BIGINT   NOT NULL,
	case_id     TEXT     NOT NULL,
	number      TEXT     NOT NULL, -- of the hotline, or empty
	person      TEXT     NOT NULL, -- or empty
	provider    TEXT     NOT NULL, -- or empty
	handed      SMALLINT NOT NULL, -- to the provider, once at least
	about_kind  TEXT     NOT NULL,
	about_id    TEXT     NOT NULL,
	received_on TEXT     NOT NULL,
	seq         BIGINT   NOT NULL,
	PRIMARY KEY (node, case_id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX feedback_order_number ON feedback_order (node, number) WHERE number <> '';
CREATE INDEX feedback_order_person ON feedback_order (node, person, seq);
CREATE INDEX feedback_order_provider ON feedback_order (node, provider, seq);
CREATE INDEX feedback_order_about ON feedback_order (node, about_kind, about_id, seq);

-- Read model: which entries of the ledger are the notes on an order.
CREATE TABLE feedback_note (
	node    BIGINT NOT NULL,
	case_id TEXT   NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (node, case_id, seq)
) WITHOUT ROWID;

-- What subjects are compared by: keyed hashes of their pairs of letters. They go with the person.
CREATE TABLE feedback_token (
	node    BIGINT NOT NULL,
	token   TEXT   NOT NULL,
	case_id TEXT   NOT NULL,
	PRIMARY KEY (node, token, case_id)
) WITHOUT ROWID;

CREATE INDEX feedback_token_case ON feedback_token (node, case_id);
