-- +goose Up

-- Room on each page for the new version of a row that changes: where it fits there, and no column
-- differs that an index or its condition names, no index has to be written (PostgreSQL's heap-only
-- tuples). People are changed far more often than made: suspended, revived, linked with what
-- another source says.
ALTER TABLE records SET (fillfactor = 70);

-- So the records that wait for a decision are found by what only they have in common with a few
-- others, and not by their state, which changes whenever somebody is suspended.
DROP INDEX records_review;
CREATE INDEX records_review ON records (account_id, id) WHERE type = 'User' AND user_id IS NULL AND held_domain IS NULL;

-- Most rows of people are a little longer than what PostgreSQL compresses. LZ4 takes a third of
-- pglz's time for it; a server that was built without stays with pglz.
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE records ALTER COLUMN body SET COMPRESSION lz4, ALTER COLUMN search SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- Merged rows that were written meanwhile keep their provenance in its newer form.
DROP INDEX records_review;
CREATE INDEX records_review ON records (account_id, id) WHERE state = 'pendingMerge';
ALTER TABLE records RESET (fillfactor);
ALTER TABLE records ALTER COLUMN body SET COMPRESSION default, ALTER COLUMN search SET COMPRESSION default;
