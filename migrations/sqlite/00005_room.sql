-- +goose Up

-- The same as on PostgreSQL, where it matters that the state is in no index's condition.
DROP INDEX records_review;
CREATE INDEX records_review ON records (account_id, id) WHERE type = 'User' AND user_id IS NULL AND held_domain IS NULL;

-- +goose Down
-- Merged rows that were written meanwhile keep their provenance in its newer form.
DROP INDEX records_review;
CREATE INDEX records_review ON records (account_id, id) WHERE state = 'pendingMerge';
