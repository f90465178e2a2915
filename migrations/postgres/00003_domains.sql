-- +goose Up

-- Domains that are claimed, proved, and proved again every day (rules D1 to D4). The level is the
-- effective one, and with subdomains all that the intake needs; the rest is for whoever proves.
ALTER TABLE domains DROP CONSTRAINT domains_level_check;
UPDATE domains SET level = 'approved'; -- nothing could be proved so far
ALTER TABLE domains
    ADD CONSTRAINT domains_level_check CHECK (level IN ('approved', 'verified', 'none')),
    ADD COLUMN state        text    NOT NULL DEFAULT 'approved' CHECK (state IN ('claimed', 'approved', 'verified', 'stale', 'revoked', 'contested')),
    ADD COLUMN subdomains   boolean NOT NULL DEFAULT false, -- the level holds for what is below the domain, too
    ADD COLUMN method       text    CHECK (method IN ('dns', 'file', 'word')), -- what the level rests on
    ADD COLUMN since        bigint  NOT NULL DEFAULT 0, -- when the state began
    ADD COLUMN token        text    COLLATE "C",        -- what a proof has to show; null for what nobody claims
    ADD COLUMN wider        boolean NOT NULL DEFAULT false, -- the next proof is to tick subdomains
    ADD COLUMN claimed      bigint,  -- since when the claim waits for its proof
    ADD COLUMN verified     bigint,  -- when it was first proved, of the present state or the one before it
    ADD COLUMN last_checked bigint,
    ADD COLUMN last_proved  bigint,
    ADD COLUMN failures     text    NOT NULL DEFAULT '', -- times of the failed checks that still count, blanks between them
    ADD COLUMN due          bigint,  -- when it is to be checked again
    ADD CHECK ((level = 'verified') = (state = 'verified'));
UPDATE domains SET since = created, method = 'word';
ALTER TABLE domains ALTER COLUMN state DROP DEFAULT, ALTER COLUMN since DROP DEFAULT;

-- A proved domain is one account's (rule D3). Beside accounts.name, this is the one unique index
-- that does not begin with the account.
CREATE UNIQUE INDEX domains_owner ON domains (domain) WHERE state IN ('verified', 'stale');
CREATE INDEX domains_due ON domains (due) WHERE due IS NOT NULL;

-- An administrator's word for single mailboxes (rule D1).
CREATE TABLE approved_addresses (
    account_id uuid   NOT NULL REFERENCES accounts (id),
    address    text   COLLATE "C" NOT NULL, -- in normal form (rule M3)
    domain     text   COLLATE "C" NOT NULL, -- A-label form, lower case
    created    bigint NOT NULL,
    PRIMARY KEY (account_id, address)
);
CREATE INDEX approved_addresses_domain ON approved_addresses (account_id, domain);

-- +goose Down
DROP TABLE approved_addresses;
DELETE FROM domains WHERE level = 'none';
DROP INDEX domains_due, domains_owner;
ALTER TABLE domains DROP CONSTRAINT domains_level_check;
ALTER TABLE domains DROP COLUMN due, DROP COLUMN failures, DROP COLUMN last_proved, DROP COLUMN last_checked, DROP COLUMN verified, DROP COLUMN claimed,
    DROP COLUMN wider, DROP COLUMN token, DROP COLUMN since, DROP COLUMN method, DROP COLUMN subdomains, DROP COLUMN state;
ALTER TABLE domains ADD CONSTRAINT domains_level_check CHECK (level IN ('approved', 'verified'));
