-- +goose Up

-- What an administrator says of a person in the place of all sources (rules M1 and M6).
ALTER TABLE users ADD COLUMN stopped boolean NOT NULL DEFAULT 0; -- suspended until somebody resumes it
ALTER TABLE users ADD COLUMN edits   text; -- JSON: set, by attribute, and clear

-- +goose Down
ALTER TABLE users DROP COLUMN edits;
ALTER TABLE users DROP COLUMN stopped;
