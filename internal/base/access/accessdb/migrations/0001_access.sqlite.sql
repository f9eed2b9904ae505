-- +goose Up

-- The tenants of this program. slug and host are each node's own; the use case sees to it.
CREATE TABLE access_node (
	node       BIGINT   NOT NULL,
	id         TEXT     NOT NULL,
	slug       TEXT     NOT NULL,
	host       TEXT     NOT NULL,
	name_zh    TEXT     NOT NULL,
	name_en    TEXT     NOT NULL,
	region     TEXT     NOT NULL,
	synthetic  SMALLINT NOT NULL,
	created_ms BIGINT   NOT NULL,
	PRIMARY KEY (node)
) WITHOUT ROWID;

-- Records: what was decided about accounts, in exact bytes. The room's other tables down to access_token follow from them.
CREATE TABLE access_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX access_record_seq ON access_record (node, seq);

-- Accounts. What names the person is sealed under the person's key.
CREATE TABLE access_account (
	node         BIGINT NOT NULL,
	id           TEXT   NOT NULL,
	person       TEXT   NOT NULL,
	home         TEXT   NOT NULL,
	state        TEXT   NOT NULL,
	made_ms      BIGINT NOT NULL,
	user_sealed  TEXT   NOT NULL,
	name_sealed  TEXT   NOT NULL,
	phone_sealed TEXT   NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

-- Roles in regions, those of the past too.
CREATE TABLE access_mandate (
	node     BIGINT NOT NULL,
	id       TEXT   NOT NULL,
	account  TEXT   NOT NULL,
	role     TEXT   NOT NULL,
	region   TEXT   NOT NULL,
	from_on  TEXT   NOT NULL,
	until_on TEXT   NOT NULL,
	given_ms BIGINT NOT NULL,
	taken_ms BIGINT NOT NULL,
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE INDEX access_mandate_account ON access_mandate (node, account, id);

-- Which account belongs to which person at a sign-on provider.
CREATE TABLE access_link (
	node    BIGINT NOT NULL,
	account TEXT   NOT NULL,
	issuer  TEXT   NOT NULL,
	subject TEXT   NOT NULL,
	PRIMARY KEY (node, account)
) WITHOUT ROWID;

-- Look-up by keyed hash. Deleted when the person is erased.
CREATE TABLE access_token (
	node    BIGINT NOT NULL,
	purpose TEXT   NOT NULL,
	token   TEXT   NOT NULL,
	account TEXT   NOT NULL,
	PRIMARY KEY (node, purpose, token)
) WITHOUT ROWID;

CREATE INDEX access_token_account ON access_token (node, account);

-- Credentials.
CREATE TABLE access_password (
	node    BIGINT   NOT NULL,
	account TEXT     NOT NULL,
	hash    TEXT     NOT NULL,
	set_ms  BIGINT   NOT NULL,
	once    SMALLINT NOT NULL,
	PRIMARY KEY (node, account)
) WITHOUT ROWID;

CREATE TABLE access_factor (
	node    BIGINT NOT NULL,
	account TEXT   NOT NULL,
	secret  TEXT   NOT NULL,
	step    BIGINT NOT NULL,
	pending TEXT   NOT NULL,
	PRIMARY KEY (node, account)
) WITHOUT ROWID;

CREATE TABLE access_recovery (
	node    BIGINT NOT NULL,
	account TEXT   NOT NULL,
	hash    TEXT   NOT NULL,
	PRIMARY KEY (node, account, hash)
) WITHOUT ROWID;

-- Open sign-ins. token is the SHA-256 of what the browser holds.
CREATE TABLE access_session (
	node       BIGINT NOT NULL,
	token      TEXT   NOT NULL,
	account    TEXT   NOT NULL,
	data       TEXT   NOT NULL,
	made_ms    BIGINT NOT NULL,
	seen_ms    BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	PRIMARY KEY (node, token)
) WITHOUT ROWID;

CREATE INDEX access_session_account ON access_session (node, account);

CREATE INDEX access_session_expires ON access_session (node, expires_ms);

-- Failed attempts. token is a keyed hash of the user name, the account or the address.
CREATE TABLE access_throttle (
	node    BIGINT NOT NULL,
	subject TEXT   NOT NULL,
	token   TEXT   NOT NULL,
	strikes BIGINT NOT NULL,
	last_ms BIGINT NOT NULL,
	PRIMARY KEY (node, subject, token)
) WITHOUT ROWID;

CREATE INDEX access_throttle_last ON access_throttle (node, last_ms);
