-- +goose Up

-- Codes that are mailed to addresses, by which devices activate without a key (rules M5 and L8). They belong to no account: which
-- one an address leads to is found once its mailbox is proved. An address has one code, the latest; what is over is forgotten
-- within the hour.
CREATE TABLE device_codes (
    address   text    COLLATE "C" NOT NULL PRIMARY KEY, -- normalised
    id        uuid    NOT NULL,  -- of the code, and the mail's Message-ID
    code_hash text    COLLATE "C" NOT NULL,             -- keyed
    asked     text    NOT NULL,  -- the account that whoever asked has named; '' for none
    language  text    NOT NULL,
    created   bigint  NOT NULL,
    expires   bigint  NOT NULL,
    sent      bigint,            -- when the mail server took the mail
    used      bigint             -- when somebody activated by it
);
CREATE UNIQUE INDEX device_codes_id      ON device_codes (id);
CREATE        INDEX device_codes_expires ON device_codes (expires);

-- How often something was asked or guessed within a span: one row for an address, a client, a domain, and all.
CREATE TABLE device_limits (
    scope text    COLLATE "C" NOT NULL PRIMARY KEY, -- keyed hash of what is counted
    n     integer NOT NULL,
    ends  bigint  NOT NULL       -- when it is counted anew
);
CREATE INDEX device_limits_ends ON device_limits (ends);

-- Which accounts speak for an address.
CREATE INDEX domains_domain             ON domains (domain);
CREATE INDEX approved_addresses_address ON approved_addresses (address);

-- +goose Down
DROP INDEX approved_addresses_address;
DROP INDEX domains_domain;
DROP TABLE device_limits;
DROP TABLE device_codes;
