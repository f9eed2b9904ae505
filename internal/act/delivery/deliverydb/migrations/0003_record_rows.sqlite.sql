-- +goose Up

-- Records of visits are longer than SQLite keeps in the tree of a table WITHOUT ROWID: each took a page of overflow besides, twice the room.
ALTER TABLE delivery_record RENAME TO delivery_record_before;

CREATE TABLE delivery_record (
	node BIGINT NOT NULL,
	id   TEXT   NOT NULL,
	kind TEXT   NOT NULL,
	seq  BIGINT NOT NULL,
	body TEXT   NOT NULL,
	PRIMARY KEY (node, id)
);

INSERT INTO delivery_record (node, id, kind, seq, body) SELECT node, id, kind, seq, body FROM delivery_record_before ORDER BY node, seq;

DROP TABLE delivery_record_before;

CREATE UNIQUE INDEX delivery_record_seq ON delivery_record (node, seq);
