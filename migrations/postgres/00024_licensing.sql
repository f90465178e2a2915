-- +goose Up

-- Pools of seats (rule L1). What is held of a pool, and who waits for it, is counted with each change, in its transaction.
CREATE TABLE pools (
    account_id uuid NOT NULL,
    id         uuid NOT NULL,
    name       text NOT NULL,
    name_key   text NOT NULL, -- the name as names are compared
    settings   text NOT NULL, -- JSON
    used       bigint NOT NULL DEFAULT 0,
    waiting    bigint NOT NULL DEFAULT 0,
    last       bigint NOT NULL DEFAULT 0, -- when somebody last began to wait
    alerted    bigint NOT NULL DEFAULT 0, -- the highest threshold of which contacts were told, percent (rule L9)
    created    bigint NOT NULL,
    modified   bigint NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX pools_name ON pools (account_id, name_key);

-- Who is given the licenses of which pool (rule L6).
CREATE TABLE license_rules (
    account_id uuid NOT NULL,
    id         uuid NOT NULL,
    number     bigint NOT NULL,
    pool_id    uuid NOT NULL,
    conditions text NOT NULL, -- JSON
    created    bigint NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX license_rules_number ON license_rules (account_id, number);

-- Licenses of people (rules L2 to L7): those who wait for a seat are here, free seats are not.
CREATE TABLE licenses (
    account_id uuid NOT NULL,
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    product    text NOT NULL,
    state      text NOT NULL,
    pool_id    uuid,   -- whose seat it has
    wants      uuid,   -- for whose seat it waits
    rule_id    uuid,   -- what gave it
    direct     boolean NOT NULL,
    devices    bigint NOT NULL,
    asks       bigint NOT NULL,
    priority   bigint NOT NULL,
    why        text,
    homes      text,   -- users from whom it came by merges (rule M8)
    home       uuid,   -- the last of them
    requested  bigint NOT NULL,
    granted    bigint,
    until      bigint,
    key_hash   text,   -- of the key that a device activates with
    PRIMARY KEY (account_id, id)
);
CREATE INDEX licenses_user ON licenses (account_id, user_id);
CREATE INDEX licenses_home ON licenses (account_id, home) WHERE home IS NOT NULL;
CREATE INDEX licenses_queue ON licenses (account_id, wants, priority DESC, requested, id) WHERE wants IS NOT NULL;
CREATE INDEX licenses_pool ON licenses (account_id, pool_id, id) WHERE pool_id IS NOT NULL;
CREATE INDEX licenses_until ON licenses (until) WHERE until IS NOT NULL;
CREATE INDEX licenses_key ON licenses (key_hash);

-- Devices that work by licenses (rule L8).
CREATE TABLE devices (
    account_id   uuid NOT NULL,
    id           uuid NOT NULL,
    license_id   uuid NOT NULL,
    home_license uuid,   -- the license that it had before a merge (rule M8)
    user_id      uuid NOT NULL,
    fingerprint  text NOT NULL, -- hash of what the client calls itself by
    hardware     text,   -- hash of what the machine is known by
    name         text,
    platform     text,
    version      text,
    state        text NOT NULL, -- active, released
    activated    bigint NOT NULL,
    seen         bigint NOT NULL,
    file_until   bigint,   -- end of the last offline license file, which holds the slot until then
    released     bigint,
    released_by  text,   -- user, administrator, silence, license
    PRIMARY KEY (account_id, id)
);
CREATE INDEX devices_license ON devices (account_id, license_id, state);
CREATE INDEX devices_user ON devices (account_id, user_id);
CREATE INDEX devices_seen ON devices (seen) WHERE state = 'active';

-- +goose Down

DROP TABLE devices;
DROP TABLE licenses;
DROP TABLE license_rules;
DROP TABLE pools;
