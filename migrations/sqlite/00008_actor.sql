-- +goose Up

-- The administrator who decided (rule O4); NULL in the entries of what sources say.
ALTER TABLE log ADD COLUMN actor text;

-- +goose Down
ALTER TABLE log DROP COLUMN actor;
