-- +goose Up

-- Domains that are claimed, proved, and proved again every day (rules D1 to D4). The level is the
-- effective one, and with subdomains all that the intake needs; the rest is for whoever proves.
CREATE TABLE domains_new (
    account_id   text    NOT NULL REFERENCES accounts (id),
    domain       text    NOT NULL, -- A-label form, lower case
    level        text    NOT NULL CHECK (level IN ('approved', 'verified', 'none')),
    created      integer NOT NULL,
    state        text    NOT NULL CHECK (state IN ('claimed', 'approved', 'verified', 'stale', 'revoked', 'contested')),
    subdomains   boolean NOT NULL DEFAULT false, -- the level holds for what is below the domain, too
    method       text    CHECK (method IN ('dns', 'file', 'word')), -- what the level rests on
    since        integer NOT NULL, -- when the state began
    token        text,             -- what a proof has to show; null for what nobody claims
    wider        boolean NOT NULL DEFAULT false, -- the next proof is to tick subdomains
    claimed      integer, -- since when the claim waits for its proof
    verified     integer, -- when it was first proved, of the present state or the one before it
    last_checked integer,
    last_proved  integer,
    failures     text    NOT NULL DEFAULT '', -- times of the failed checks that still count, blanks between them
    due          integer, -- when it is to be checked again
    PRIMARY KEY (account_id, domain),
    CHECK ((level = 'verified') = (state = 'verified'))
);
INSERT INTO domains_new (account_id, domain, level, created, state, method, since)
SELECT account_id, domain, 'approved', created, 'approved', 'word', created FROM domains; -- nothing could be proved so far
DROP TABLE domains;
ALTER TABLE domains_new RENAME TO domains;

-- A proved domain is one account's (rule D3). Beside accounts.name, this is the one unique index
-- that does not begin with the account.
CREATE UNIQUE INDEX domains_owner ON domains (domain) WHERE state IN ('verified', 'stale');
CREATE INDEX domains_due ON domains (due) WHERE due IS NOT NULL;

-- An administrator's word for single mailboxes (rule D1).
CREATE TABLE approved_addresses (
    account_id text    NOT NULL REFERENCES accounts (id),
    address    text    NOT NULL, -- in normal form (rule M3)
    domain     text    NOT NULL, -- A-label form, lower case
    created    integer NOT NULL,
    PRIMARY KEY (account_id, address)
);
CREATE INDEX approved_addresses_domain ON approved_addresses (account_id, domain);

-- +goose Down
DROP TABLE approved_addresses;
CREATE TABLE domains_old (
    account_id text   NOT NULL REFERENCES accounts (id),
    domain     text   NOT NULL, -- A-label form, lower case
    level      text   NOT NULL CHECK (level IN ('approved', 'verified')),
    created    integer NOT NULL,
    PRIMARY KEY (account_id, domain)
);
INSERT INTO domains_old (account_id, domain, level, created)
SELECT account_id, domain, level, created FROM domains WHERE level <> 'none';
DROP TABLE domains;
ALTER TABLE domains_old RENAME TO domains;
