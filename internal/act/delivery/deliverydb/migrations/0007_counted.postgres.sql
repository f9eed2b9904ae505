-- +goose Up

-- When a visit came to count as having taken place, reported as over or taken in afterwards: what came after the sample of its month is found without the
-- bodies of the month.
ALTER TABLE delivery_visit ADD COLUMN counted_ms BIGINT NOT NULL DEFAULT 0; -- or 0

UPDATE delivery_visit SET counted_ms = GREATEST(COALESCE((body::json ->> 'finished_ms')::bigint, 0), COALESCE((body::json -> 'accepted' ->> 'at_ms')::bigint, 0));

CREATE INDEX delivery_visit_counted ON delivery_visit (node, month, counted_ms);
