-- +goose Up

-- Mails that ask whether a typed address is its owner's (rule M5). What they hold is kept as
-- hashes, keyed with the account's secret. At most one of an address is open.
CREATE TABLE confirmations (
    account_id uuid    NOT NULL,
    id         uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    record_id  uuid    NOT NULL,
    address    text    COLLATE "C" NOT NULL, -- normalised
    code_hash  text    COLLATE "C" NOT NULL,
    link_hash  text    COLLATE "C" NOT NULL,
    created    bigint  NOT NULL,
    expires    bigint  NOT NULL,
    attempts   integer NOT NULL DEFAULT 0, -- wrong codes
    used       bigint,                     -- when it was used up, or gave way to a newer one
    sent       bigint,                     -- when the mail server took the mail
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX confirmations_link    ON confirmations (account_id, link_hash);
CREATE UNIQUE INDEX confirmations_open    ON confirmations (account_id, address) WHERE used IS NULL;
CREATE        INDEX confirmations_address ON confirmations (account_id, address, created);
CREATE        INDEX confirmations_expires ON confirmations (account_id, expires);

-- +goose Down
DROP TABLE confirmations;
