-- +goose Up

-- Room on each page for the new version of a row that changes: where it fits there, and no
-- indexed column differs, no index has to be written (PostgreSQL's heap-only tuples). People are
-- changed far more often than made: suspended, revived, linked with what another source says.
ALTER TABLE records SET (fillfactor = 70);

-- Most rows of people are a little longer than what PostgreSQL compresses. LZ4 takes a third of
-- pglz's time for it; a server that was built without stays with pglz.
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE 'ALTER TABLE records ALTER COLUMN body SET COMPRESSION lz4, ALTER COLUMN search SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN
    NULL;
END
$$;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE records RESET (fillfactor);
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE 'ALTER TABLE records ALTER COLUMN body SET COMPRESSION default, ALTER COLUMN search SET COMPRESSION default';
EXCEPTION WHEN feature_not_supported OR syntax_error THEN
    NULL;
END
$$;
-- +goose StatementEnd
