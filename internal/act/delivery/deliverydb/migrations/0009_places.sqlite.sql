-- +goose Up

-- Where a visit takes place: the places of a month that no sample covers are found without the bodies of the month.
ALTER TABLE delivery_visit ADD COLUMN place TEXT NOT NULL DEFAULT ''; -- code@level

UPDATE delivery_visit SET place = COALESCE(json_extract(body, '$.at'), '');

CREATE INDEX delivery_visit_place ON delivery_visit (node, month, place, took);
