-- +goose Up

-- When seats of a pool come free: those in grace and those that are held for a while (rules L6 and L7).
CREATE INDEX licenses_ending ON licenses (account_id, pool_id, until) WHERE until IS NOT NULL;

-- +goose Down

DROP INDEX licenses_ending;
