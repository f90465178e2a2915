-- +goose Up

-- Mails with links to license keys (rule L9). Of a link its hash is kept, keyed with the account's secret; of the key nothing.
CREATE TABLE license_mails (
    account_id uuid    NOT NULL,
    id         uuid    NOT NULL, -- also of its job
    license_id uuid    NOT NULL,
    user_id    uuid    NOT NULL,
    address    text    COLLATE "C" NOT NULL, -- normalised
    link_hash  text    COLLATE "C" NOT NULL,
    created    bigint  NOT NULL,
    expires    bigint  NOT NULL,
    sent       bigint,           -- when the mail server took the mail
    opened     bigint,           -- when the key was shown, which uses up the link
    replaced   bigint,           -- when a newer mail about the license was sent
    refused    bigint,           -- when it was given up
    why        text,             -- and why
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX license_mails_link    ON license_mails (account_id, link_hash);
CREATE        INDEX license_mails_user    ON license_mails (account_id, user_id, created);
CREATE        INDEX license_mails_license ON license_mails (account_id, license_id);
CREATE        INDEX license_mails_expires ON license_mails (account_id, expires);

-- +goose Down
DROP TABLE license_mails;
