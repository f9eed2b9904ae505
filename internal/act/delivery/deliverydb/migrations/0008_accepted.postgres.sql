-- +goose Up

-- Of a visit that was marked missed and accepted after all, the carer whose reports that rests on: her page of the day asks for its code whenever it is
-- read. Of all others it is empty.
ALTER TABLE delivery_visit ADD COLUMN accepted TEXT NOT NULL DEFAULT '';

UPDATE delivery_visit SET accepted = COALESCE(body::json -> 'accepted' ->> 'carer', '');

CREATE INDEX delivery_visit_accepted ON delivery_visit (node, accepted, month) WHERE accepted <> '';
