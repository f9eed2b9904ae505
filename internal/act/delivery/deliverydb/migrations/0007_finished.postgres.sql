-- +goose Up

-- When the node heard that a visit is over: what was reported after the sample of its month is found without the bodies of the month.
ALTER TABLE delivery_visit ADD COLUMN finished_ms BIGINT NOT NULL DEFAULT 0; -- or 0

UPDATE delivery_visit SET finished_ms = COALESCE((body::json ->> 'finished_ms')::bigint, 0);

CREATE INDEX delivery_visit_finished ON delivery_visit (node, month, finished_ms);
