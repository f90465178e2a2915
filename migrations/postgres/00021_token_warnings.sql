-- +goose Up

-- How many days before its end a token was last warned of; null: not yet. 0 is no warning any more, since it was replaced.
ALTER TABLE tokens ADD COLUMN warned integer;
CREATE INDEX tokens_expiring ON tokens (expires, id) WHERE revoked IS NULL;

-- +goose Down

DROP INDEX tokens_expiring;
ALTER TABLE tokens DROP COLUMN warned;
