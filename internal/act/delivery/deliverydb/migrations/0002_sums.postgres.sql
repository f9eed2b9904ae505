-- +goose Up

-- What is added up of a visit and what is listed of a settlement stand in columns: a month of a county is 50,000 visits, whose bodies nobody reads to
-- count them.
ALTER TABLE delivery_visit ADD COLUMN took SMALLINT NOT NULL DEFAULT 0;  -- it took place, as its carer says
ALTER TABLE delivery_visit ADD COLUMN whole SMALLINT NOT NULL DEFAULT 0; -- everybody who was planned was there
ALTER TABLE delivery_visit ADD COLUMN share_fen BIGINT NOT NULL DEFAULT 0;

UPDATE delivery_visit SET
	took = CASE WHEN body::json ->> 'state' IN ('finished', 'settled') THEN 1 ELSE 0 END,
	whole = CASE WHEN NOT (body::json ->> 'together')::boolean OR COALESCE(json_array_length(body::json -> 'attended'), 0) = json_array_length(body::json -> 'posts') THEN 1 ELSE 0 END,
	share_fen = (body::json ->> 'share_fen')::bigint;

CREATE INDEX delivery_visit_sums ON delivery_visit (node, month, provider, took, id, whole, share_fen);

ALTER TABLE delivery_settlement ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery_settlement ADD COLUMN total_fen BIGINT NOT NULL DEFAULT 0;

UPDATE delivery_settlement SET state = body::json ->> 'state', total_fen = (body::json -> 'result' ->> 'total_fen')::bigint;
