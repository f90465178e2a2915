-- +goose Up

-- Connected services: sources that are read (rules S1 to S8). What they are read with is in settings, secrets aside.
CREATE TABLE services (
    account_id uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    kind       text    COLLATE "C" NOT NULL, -- of the connector
    settings   text    NOT NULL,  -- JSON
    scope      text    COLLATE "C" NOT NULL, -- what is read, in a word that changes with it
    seen       text    COLLATE "C",          -- the scope of which an administrator has seen a preview
    waived     boolean NOT NULL,  -- it needs no preview
    mark       text,              -- where the next delta begins
    broken     boolean NOT NULL,  -- its credential was refused: it is not tried by itself any more
    problem    text,              -- of the last run
    changed    bigint  NOT NULL,  -- how often it was connected or set: a run writes back only what nobody has changed
    next_n     bigint  NOT NULL,  -- number of the next item
    last_full  bigint  NOT NULL,  -- when everything was read last; 0 for never
    due        bigint,            -- when it is to be read again; NULL while it is not read by itself
    PRIMARY KEY (account_id, source_id)
);
CREATE INDEX services_due ON services (due) WHERE due IS NOT NULL;

-- Runs: of a source one runs, and one waits.
CREATE TABLE sync_runs (
    account_id uuid    NOT NULL,
    id         uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    mode       text    COLLATE "C" NOT NULL, -- full, delta, preview, allowed
    state      text    COLLATE "C" NOT NULL, -- waiting, running, completed, incomplete, failed, cancelled
    phase      text    COLLATE "C" NOT NULL,
    position   text,              -- of the phase
    total      bigint  NOT NULL,  -- entries to be read; 0 when nobody knows
    was_read   bigint  NOT NULL,
    created    bigint  NOT NULL,  -- entries, by what became of them
    linked     bigint  NOT NULL,
    updated    bigint  NOT NULL,
    unchanged  bigint  NOT NULL,
    held       bigint  NOT NULL,
    review     bigint  NOT NULL,
    waiting    bigint  NOT NULL,
    failed     bigint  NOT NULL,
    missing    bigint  NOT NULL,
    removed    bigint  NOT NULL,
    parked     bigint  NOT NULL,
    seats      text,              -- JSON, of a preview
    problem    text,
    mark       text,
    lacks      text,              -- what could not be read
    actor      text,              -- who asked; NULL for the schedule
    channel    text,
    cancel     boolean NOT NULL,  -- it is to end
    turn       bigint  NOT NULL,  -- how often a process has taken it up: only the last one may go on with it
    asked      bigint  NOT NULL,
    started    bigint,
    ended      bigint,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX sync_runs_waiting ON sync_runs (account_id, source_id, mode) WHERE state = 'waiting';
CREATE UNIQUE INDEX sync_runs_running ON sync_runs (account_id, source_id) WHERE state = 'running';
CREATE        INDEX sync_runs_source  ON sync_runs (account_id, source_id, id);

-- The snapshot of a source: what was last read of each entry, as far as that is not what was applied.
CREATE TABLE sync_items (
    account_id uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    n          bigint  NOT NULL,  -- counts a source's items: a bit of sync_seen
    type       text    COLLATE "C" NOT NULL,
    native_id  text    COLLATE "C" NOT NULL,
    record_id  uuid    NOT NULL,  -- that it has, or will have
    made       integer NOT NULL,  -- 1: the record is made, though not all of it is applied
    name       text,              -- as people call it
    hash       text    COLLATE "C",  -- of what was applied; NULL before the first time
    facts      text    COLLATE "C",
    body       text,              -- what is to be applied; NULL for nothing
    new_hash   text    COLLATE "C",  -- of what was read last, where that is not what was applied
    new_facts  text    COLLATE "C",
    removal    text    COLLATE "C",  -- what applying it would take from people
    state      text    COLLATE "C",  -- NULL: it is as it was read
    reason     text,
    case_id    uuid,
    missing_in uuid,              -- the complete run in which it was missing first
    at         bigint  NOT NULL,
    PRIMARY KEY (account_id, source_id, n)
);
CREATE UNIQUE INDEX sync_items_native ON sync_items (account_id, source_id, type, native_id);
CREATE        INDEX sync_items_record ON sync_items (account_id, record_id);
CREATE        INDEX sync_items_open   ON sync_items (account_id, source_id, state, type, n) WHERE state IS NOT NULL;

-- Which items a run has read: a bit each, 8192 in a row, base64.
CREATE TABLE sync_seen (
    account_id uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    chunk      bigint  NOT NULL,
    run_id     uuid    NOT NULL,
    bits       text    NOT NULL,
    PRIMARY KEY (account_id, source_id, chunk)
);

-- +goose Down
DROP TABLE sync_seen;
DROP TABLE sync_items;
DROP TABLE sync_runs;
DROP TABLE services;
