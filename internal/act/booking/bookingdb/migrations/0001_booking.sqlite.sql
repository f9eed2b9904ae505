-- +goose Up

-- Every change of what is booked, with its exact bytes. The ledger commits to them.
CREATE TABLE booking_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_record_seq ON booking_record (node, seq);

-- Read model: so many units of an offer.
CREATE TABLE booking_pool (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

-- Read model: units that are or were kept for somebody.
CREATE TABLE booking_hold (
	node       BIGINT NOT NULL,
	id         TEXT   NOT NULL,
	pool       TEXT   NOT NULL,
	person     TEXT   NOT NULL,
	state      TEXT   NOT NULL, -- held, taken, released, expired
	units      BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	claim      TEXT   NOT NULL, -- key of the caller; the hold's own id where the line made it
	body       TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_hold_claim ON booking_hold (node, pool, claim);
CREATE INDEX booking_hold_state ON booking_hold (node, pool, state, expires_ms, units);
CREATE INDEX booking_hold_due ON booking_hold (node, state, expires_ms, pool);
CREATE INDEX booking_hold_person ON booking_hold (node, person, id);

-- Read model: the line of each pool.
CREATE TABLE booking_wait (
	node     BIGINT   NOT NULL,
	id       TEXT     NOT NULL,
	pool     TEXT     NOT NULL,
	n        BIGINT   NOT NULL, -- the order
	person   TEXT     NOT NULL,
	standing TEXT     NOT NULL,
	open     SMALLINT NOT NULL, -- waiting or offered
	body     TEXT     NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_wait_n ON booking_wait (node, pool, n);
CREATE INDEX booking_wait_line ON booking_wait (node, pool, open, n);
CREATE INDEX booking_wait_person ON booking_wait (node, person, id);

-- Read model: hours of posts.
CREATE TABLE booking_slot (
	node          BIGINT   NOT NULL,
	id            TEXT     NOT NULL,
	post          TEXT     NOT NULL,
	provider      TEXT     NOT NULL,
	worker        TEXT     NOT NULL,
	person        TEXT     NOT NULL,
	from_ms       BIGINT   NOT NULL,
	busy_from_ms  BIGINT   NOT NULL, -- with the way there and back
	busy_until_ms BIGINT   NOT NULL,
	cancelled     SMALLINT NOT NULL,
	claim         TEXT     NOT NULL, -- key of the caller
	body          TEXT     NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_slot_claim ON booking_slot (node, post, claim);
CREATE INDEX booking_slot_busy ON booking_slot (node, post, cancelled, busy_from_ms, busy_until_ms);
CREATE INDEX booking_slot_post ON booking_slot (node, post, from_ms, id);
CREATE INDEX booking_slot_provider ON booking_slot (node, provider, from_ms, id);
CREATE INDEX booking_slot_person ON booking_slot (node, person, id);
CREATE INDEX booking_slot_worker ON booking_slot (node, worker, id);

-- Read model: devices in somebody's hands.
CREATE TABLE booking_loan (
	node   BIGINT NOT NULL,
	id     TEXT   NOT NULL,
	pool   TEXT   NOT NULL,
	hold   TEXT   NOT NULL,
	person TEXT   NOT NULL,
	state  TEXT   NOT NULL,
	due_on TEXT   NOT NULL,
	body   TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_loan_hold ON booking_loan (node, hold);
CREATE INDEX booking_loan_out ON booking_loan (node, pool, state, due_on, id);
CREATE INDEX booking_loan_person ON booking_loan (node, person, id);

-- Read model: addresses at which calendar programs read slots.
CREATE TABLE booking_feed (
	node    BIGINT   NOT NULL,
	id      TEXT     NOT NULL,
	hash    TEXT     NOT NULL, -- of the secret
	account TEXT     NOT NULL,
	closed  SMALLINT NOT NULL,
	body    TEXT     NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX booking_feed_hash ON booking_feed (node, hash);
CREATE INDEX booking_feed_account ON booking_feed (node, account, closed, id);
