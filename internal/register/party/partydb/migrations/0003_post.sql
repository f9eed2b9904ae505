-- +goose Up

-- Who works for which organisation: read models of records. Qualifications carry sealed numbers.
CREATE TABLE party_post (
	node           BIGINT NOT NULL,
	post           TEXT   NOT NULL,
	seq            BIGINT NOT NULL, -- of the entry that made it what it is
	person         TEXT   NOT NULL,
	organisation   TEXT   NOT NULL,
	kind           TEXT   NOT NULL,
	base           TEXT   NOT NULL,
	qualifications TEXT   NOT NULL, -- JSON
	languages      TEXT   NOT NULL, -- codes, with a space between
	shifts         TEXT   NOT NULL, -- JSON
	from_on        TEXT   NOT NULL,
	until_on       TEXT   NOT NULL,
	ended_ms       BIGINT NOT NULL,
	PRIMARY KEY (node, post)
);

CREATE INDEX party_post_person ON party_post (node, person, post);

CREATE INDEX party_post_organisation ON party_post (node, organisation, post);
