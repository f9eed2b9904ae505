-- +goose Up

-- An imported year. The highest version is in force; earlier ones stay. A calendar belongs to no node.
CREATE TABLE calendar_year (
	year        BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	imported_ms BIGINT NOT NULL,
	actor       TEXT   NOT NULL,
	name        TEXT   NOT NULL, -- of the file
	sha256      TEXT   NOT NULL, -- of the file's bytes
	file_base64 TEXT   NOT NULL, -- the exact bytes; as text they might be GB18030, which is no text to a database
	PRIMARY KEY (year, version)
);

-- What the file said when it was imported: a later program may read files otherwise, but not what was decided by.
CREATE TABLE calendar_day (
	year    BIGINT NOT NULL,
	version BIGINT NOT NULL,
	day_on  TEXT   NOT NULL,
	kind    TEXT   NOT NULL, -- off, work
	name_zh TEXT   NOT NULL,
	name_en TEXT   NOT NULL,
	source  TEXT   NOT NULL, -- number of the notice
	PRIMARY KEY (year, version, day_on),
	FOREIGN KEY (year, version) REFERENCES calendar_year (year, version)
);
