-- +goose Up

-- When the beneficiary said which codes are crossed out: a code that comes late is held against what was used before that.
ALTER TABLE evidence_means ADD COLUMN open_seq BIGINT NOT NULL DEFAULT 0; -- or 0: never asked

UPDATE evidence_means SET open_seq = (
	SELECT MAX(r.seq) FROM evidence_record r
	WHERE r.node = evidence_means.node AND r.kind = 'evidence.means' AND r.body::json ->> 'means' = evidence_means.id AND r.body::json ->> 'what' = 'reconciled'
) WHERE first_open > 0;
