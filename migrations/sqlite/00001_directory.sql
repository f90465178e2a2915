-- +goose Up

-- Every primary key and unique index begins with the account, so that the schema can be
-- distributed by it; the one exception is accounts.name, by which an account is found.
-- Times are microseconds since 1970 UTC. Text that is looked up compares bytewise.

CREATE TABLE accounts (
    id      text   PRIMARY KEY,
    name    text   NOT NULL UNIQUE,
    secret  blob  NOT NULL, -- keys hashes of addresses and ids, and paging cursors
    created integer NOT NULL
);

CREATE TABLE sources (
    account_id    text    NOT NULL REFERENCES accounts (id),
    id            text    NOT NULL,
    name          text    NOT NULL,
    kind          text    NOT NULL,
    rank          integer NOT NULL,
    domain_policy text    NOT NULL CHECK (domain_policy IN ('hold', 'reject')),
    strict        boolean NOT NULL DEFAULT false, -- answers by the interoperability profile
    created       integer  NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, name)
);

CREATE TABLE tokens (
    account_id text   NOT NULL,
    id         text   NOT NULL,
    source_id  text   NOT NULL,
    hash       text   NOT NULL, -- SHA-256 of a random 256-bit secret
    created    integer NOT NULL,
    expires    integer NOT NULL,
    revoked    integer,
    last_used  integer,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, hash),
    FOREIGN KEY (account_id, source_id) REFERENCES sources (account_id, id)
);

CREATE TABLE domains (
    account_id text   NOT NULL REFERENCES accounts (id),
    domain     text   NOT NULL, -- A-label form, lower case
    level      text   NOT NULL CHECK (level IN ('approved', 'verified')),
    created    integer NOT NULL,
    PRIMARY KEY (account_id, domain)
);

CREATE TABLE definitions (
    account_id text   NOT NULL REFERENCES accounts (id),
    kind       text   NOT NULL CHECK (kind IN ('schema', 'resourceType')),
    name       text   NOT NULL, -- the schema's URN or the type's name, lower case
    document   text   NOT NULL,
    created    integer NOT NULL,
    PRIMARY KEY (account_id, kind, name)
);

-- What one source says about one person, group or other resource, as it last said it.
CREATE TABLE records (
    account_id   text    NOT NULL,
    source_id    text    NOT NULL,
    type         text    NOT NULL,
    id           text    NOT NULL,
    user_id      text,                  -- null for what is no person, and for newcomers who are held
    user_name    text   ,   -- folded
    external_id  text   ,
    display_name text   ,   -- folded
    active       boolean NOT NULL,
    state        text    NOT NULL,      -- the verdict's code
    rule         text    NOT NULL,
    case_id      text    NOT NULL,      -- the log entry that decided it
    held_domain  text   ,   -- the domain that a held record waits for; null when it has no address
    body         text    NOT NULL,      -- the members of its JSON representation, as they are sent
    search       text   NOT NULL,      -- what filters compare: folded, normalised
    version      integer  NOT NULL,
    created      integer  NOT NULL,
    modified     integer  NOT NULL,
    PRIMARY KEY (account_id, source_id, type, id)
);
CREATE UNIQUE INDEX records_user_name   ON records (account_id, source_id, type, user_name)   WHERE user_name   IS NOT NULL;
CREATE UNIQUE INDEX records_external_id ON records (account_id, source_id, type, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX records_display_name       ON records (account_id, source_id, type, display_name) WHERE display_name IS NOT NULL;
CREATE INDEX records_held               ON records (account_id, held_domain) WHERE held_domain IS NOT NULL;

-- How many records of a type a source has. Each batch of the intake adds what it inserts and
-- takes what it deletes, so that a list need not count.
CREATE TABLE counts (
    account_id text    NOT NULL,
    source_id  text    NOT NULL,
    type       text    NOT NULL,
    n          integer NOT NULL,
    PRIMARY KEY (account_id, source_id, type)
);

-- The one person, computed from its records.
CREATE TABLE users (
    account_id text   NOT NULL,
    id         text   NOT NULL,
    state      text   NOT NULL,
    login      text,            -- the address by which the person is known
    created    integer NOT NULL,
    modified   integer NOT NULL,
    PRIMARY KEY (account_id, id)
);

-- Addresses that records bring. At most one user owns a value; others may claim it.
CREATE TABLE identifiers (
    account_id text    NOT NULL,
    kind       text    NOT NULL,
    value      text    NOT NULL,
    record_id  text    NOT NULL,
    user_id    text,
    owner      boolean NOT NULL,
    PRIMARY KEY (account_id, kind, value, record_id)
);
CREATE UNIQUE INDEX identifiers_owner ON identifiers (account_id, kind, value) WHERE owner;

-- Values that the schema of an account's own resource type wants unique.
CREATE TABLE uniques (
    account_id text NOT NULL,
    source_id  text NOT NULL,
    type       text NOT NULL,
    value      text NOT NULL, -- the attribute's name, a blank, the value
    record_id  text NOT NULL,
    PRIMARY KEY (account_id, source_id, type, value)
);

-- Who is in which group. A member who was deleted and named again waits for the return.
CREATE TABLE members (
    account_id text    NOT NULL,
    group_id   text    NOT NULL,
    member_id  text    NOT NULL,
    type       text    NOT NULL,
    display    text,
    waiting    boolean NOT NULL,
    PRIMARY KEY (account_id, group_id, member_id)
);
CREATE INDEX members_member ON members (account_id, member_id, group_id);

-- What is remembered of a deleted record (rule P6): keyed hashes, no personal data.
CREATE TABLE tombstones (
    account_id    text   NOT NULL,
    source_id     text   NOT NULL,
    record_id     text   NOT NULL,
    type          text   NOT NULL,
    external_hash text  ,
    address_hash  text  ,
    user_id       text,
    successor     text,            -- the record under which the person came back
    deleted       integer NOT NULL,
    PRIMARY KEY (account_id, source_id, record_id)
);
CREATE INDEX tombstones_external ON tombstones (account_id, source_id, type, external_hash) WHERE external_hash IS NOT NULL;

-- The provisioning log (rule O1): one entry a request or item. It is the event, too.
CREATE TABLE log (
    account_id  text    NOT NULL,
    id          text    NOT NULL,   -- the case id of a verdict
    at          integer  NOT NULL,
    source_id   text,
    door        text    NOT NULL,
    operation   text    NOT NULL,
    type        text,
    record_id   text,
    user_id     text,
    status      integer NOT NULL,
    outcome     text    NOT NULL,
    code        text,
    rule        text,
    detail      text,
    asked       text,
    changes     text,
    request_id  text,
    PRIMARY KEY (account_id, id)
);

-- +goose Down
DROP TABLE log;
DROP TABLE tombstones;
DROP TABLE members;
DROP TABLE uniques;
DROP TABLE identifiers;
DROP TABLE users;
DROP TABLE counts;
DROP TABLE records;
DROP TABLE definitions;
DROP TABLE domains;
DROP TABLE tokens;
DROP TABLE sources;
DROP TABLE accounts;
