-- +goose Up

-- Pages of a provider's month stand in the order of time.
DROP INDEX delivery_visit_provider;

CREATE INDEX delivery_visit_when ON delivery_visit (node, provider, month, from_ms, id);
