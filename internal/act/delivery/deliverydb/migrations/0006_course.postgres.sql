-- +goose Up

-- How far a settlement has come stands beside it: a month's page asks for the payments of 100 visits, and a settlement is the lines of 7,000.
ALTER TABLE delivery_settlement ADD COLUMN course TEXT NOT NULL DEFAULT '{}';

UPDATE delivery_settlement SET course = (body::jsonb - 'id' - 'input' - 'result' - 'sha256' - 'at')::text;
