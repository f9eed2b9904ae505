-- +goose Up

-- A list of townships as it was imported. The highest number is the version of them all.
CREATE TABLE region_import (
	import      BIGINT NOT NULL,
	imported_ms BIGINT NOT NULL,
	actor       TEXT   NOT NULL,
	name        TEXT   NOT NULL, -- of the file
	added       BIGINT NOT NULL, -- versions of townships that it brought
	sha256      TEXT   NOT NULL, -- of the file's bytes
	file_base64 TEXT   NOT NULL, -- the exact bytes; as text they might be GB18030, which is no text to a database
	PRIMARY KEY (import)
);

-- Versions of townships. Rows are only added: a later import for the same day says when that version ended.
CREATE TABLE region_township (
	code      TEXT     NOT NULL,
	from_on   TEXT     NOT NULL,
	import    BIGINT   NOT NULL,
	until_on  TEXT     NOT NULL, -- the day after the last, empty while it goes on
	name_zh   TEXT     NOT NULL,
	name_en   TEXT     NOT NULL,
	parent    TEXT     NOT NULL, -- code of the county
	kind      TEXT     NOT NULL,
	synthetic SMALLINT NOT NULL, -- 1 for a place that was made up
	source    TEXT     NOT NULL,
	PRIMARY KEY (code, from_on, import),
	FOREIGN KEY (import) REFERENCES region_import (import)
);
