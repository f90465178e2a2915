-- +goose Up

-- Mails with links to license keys (rule L9). Of a link its hash is kept, keyed with the account's secret; of the key nothing.
CREATE TABLE license_mails (
    account_id text    NOT NULL,
    id         text    NOT NULL, -- also of its job
    license_id text    NOT NULL,
    user_id    text    NOT NULL,
    address    text    NOT NULL, -- normalised
    link_hash  text    NOT NULL,
    created    integer NOT NULL,
    expires    integer NOT NULL,
    sent       integer,          -- when the mail server took the mail
    opened     integer,          -- when the key was shown, which uses up the link
    replaced   integer,          -- when a newer mail about the license was sent
    refused    integer,          -- when it was given up
    why        text,             -- and why
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX license_mails_link    ON license_mails (account_id, link_hash);
CREATE        INDEX license_mails_user    ON license_mails (account_id, user_id, created);
CREATE        INDEX license_mails_license ON license_mails (account_id, license_id);
CREATE        INDEX license_mails_expires ON license_mails (account_id, expires);

-- +goose Down
DROP TABLE license_mails;
