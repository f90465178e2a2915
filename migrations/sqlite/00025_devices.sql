-- +goose Up

-- Devices that a merge has given to another license are found by the one that they had (rule M8), and those that are forgotten by
-- when they were released.
CREATE INDEX devices_home ON devices (account_id, home_license) WHERE home_license IS NOT NULL;
CREATE INDEX devices_released ON devices (released) WHERE state = 'released';

-- How often the account's key for license files was changed, from 1; 0 for never.
ALTER TABLE accounts ADD COLUMN license_keys integer NOT NULL DEFAULT 0;

-- +goose Down

ALTER TABLE accounts DROP COLUMN license_keys;
DROP INDEX devices_released;
DROP INDEX devices_home;
