-- +goose Up

-- Nothing: it is PostgreSQL that keeps long rows apart at another length from here on.
SELECT 1;

-- +goose Down
SELECT 1;
