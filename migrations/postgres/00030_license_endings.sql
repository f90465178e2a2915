-- +goose Up

-- When seats of a pool come free: those in grace and those that are held for a while (rules L6 and L7).
CREATE INDEX licenses_ending ON licenses (account_id, pool_id, until) WHERE until IS NOT NULL;

-- The thresholds of which contacts were told, in the place of the highest (rule L9): JSON, by threshold since when the pool has been below it,
-- 0 where it is not. A pool that swings about a threshold below the highest is not told of twice either.
ALTER TABLE pools ADD COLUMN alerts text;
UPDATE pools SET alerts = CASE
       WHEN alerted >= 100 THEN '{"100":' || CAST(COALESCE(below, 0) AS text) || ',"80":0,"90":0}'
       WHEN alerted >= 90  THEN '{"80":0,"90":' || CAST(COALESCE(below, 0) AS text) || '}'
       ELSE '{"80":' || CAST(COALESCE(below, 0) AS text) || '}' END
 WHERE alerted >= 80;
ALTER TABLE pools DROP COLUMN alerted;
ALTER TABLE pools DROP COLUMN below;

-- +goose Down

ALTER TABLE pools ADD COLUMN below bigint;
ALTER TABLE pools ADD COLUMN alerted integer NOT NULL DEFAULT 0;
UPDATE pools SET alerted = CASE WHEN alerts LIKE '%"100":%' THEN 100 WHEN alerts LIKE '%"90":%' THEN 90 ELSE 80 END WHERE alerts IS NOT NULL;
ALTER TABLE pools DROP COLUMN alerts;
DROP INDEX licenses_ending;
