-- +goose Up
SELECT 1; -- what this version changes is PostgreSQL's alone

-- +goose Down
SELECT 1;
