-- +goose Up

-- Accounts of machines. token is the SHA-256 of what the machine holds. Follows from the records.
CREATE TABLE access_machine (
	node         BIGINT NOT NULL,
	id           TEXT   NOT NULL,
	name         TEXT   NOT NULL,
	may          TEXT   NOT NULL, -- its right
	region       TEXT   NOT NULL,
	token        TEXT   NOT NULL,
	by_actor     TEXT   NOT NULL,
	made_ms      BIGINT NOT NULL,
	confirmed_by TEXT   NOT NULL,
	confirmed_ms BIGINT NOT NULL, -- or 0
	ended_ms     BIGINT NOT NULL, -- or 0
	PRIMARY KEY (node, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX access_machine_token ON access_machine (node, token);
