-- +goose Up

-- Connected services: sources that are read (rules S1 to S8). What they are read with is in settings, secrets aside.
CREATE TABLE services (
    account_id text    NOT NULL,
    source_id  text    NOT NULL,
    kind       text    NOT NULL, -- of the connector
    settings   text    NOT NULL,  -- JSON
    scope      text    NOT NULL, -- what is read, in a word that changes with it
    seen       text,             -- the scope of which an administrator has seen a preview
    waived     integer NOT NULL,  -- it needs no preview
    mark       text,              -- where the next delta begins
    broken     integer NOT NULL,  -- its credential was refused: it is not tried by itself any more
    problem    text,              -- of the last run
    changed    integer NOT NULL,  -- how often it was connected or set: a run writes back only what nobody has changed
    next_n     integer NOT NULL,  -- number of the next item
    last_full  integer NOT NULL,  -- when everything was read last; 0 for never
    due        integer,           -- when it is to be read again; NULL while it is not read by itself
    PRIMARY KEY (account_id, source_id)
);
CREATE INDEX services_due ON services (due) WHERE due IS NOT NULL;

-- Runs: of a source one runs, and one waits.
CREATE TABLE sync_runs (
    account_id text    NOT NULL,
    id         text    NOT NULL,
    source_id  text    NOT NULL,
    mode       text    NOT NULL, -- full, delta, preview, allowed
    state      text    NOT NULL, -- waiting, running, completed, incomplete, failed, cancelled
    phase      text    NOT NULL,
    position   text,              -- of the phase
    total      integer NOT NULL,  -- entries to be read; 0 when nobody knows
    was_read   integer NOT NULL,
    created    integer NOT NULL,  -- entries, by what became of them
    linked     integer NOT NULL,
    updated    integer NOT NULL,
    unchanged  integer NOT NULL,
    held       integer NOT NULL,
    review     integer NOT NULL,
    waiting    integer NOT NULL,
    failed     integer NOT NULL,
    missing    integer NOT NULL,
    removed    integer NOT NULL,
    parked     integer NOT NULL,
    seats      text,              -- JSON, of a preview
    problem    text,
    mark       text,
    lacks      text,              -- what could not be read
    actor      text,              -- who asked; NULL for the schedule
    channel    text,
    cancel     integer NOT NULL,  -- it is to end
    turn       integer NOT NULL,  -- how often a process has taken it up: only the last one may go on with it
    asked      integer NOT NULL,
    started    bigint,
    ended      bigint,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX sync_runs_waiting ON sync_runs (account_id, source_id, mode) WHERE state = 'waiting';
CREATE UNIQUE INDEX sync_runs_running ON sync_runs (account_id, source_id) WHERE state = 'running';
CREATE        INDEX sync_runs_source  ON sync_runs (account_id, source_id, id);

-- The snapshot of a source: what was last read of each entry, as far as that is not what was applied.
CREATE TABLE sync_items (
    account_id text    NOT NULL,
    source_id  text    NOT NULL,
    n          integer NOT NULL,  -- counts a source's items: a bit of sync_seen
    type       text    NOT NULL,
    native_id  text    NOT NULL,
    record_id  text    NOT NULL,  -- that it has, or will have
    made       integer NOT NULL,  -- 1: the record is made, though not all of it is applied
    name       text,              -- as people call it
    hash       text,     -- of what was applied; NULL before the first time
    facts      text   ,
    body       text,              -- what is to be applied; NULL for nothing
    new_hash   text,     -- of what was read last, where that is not what was applied
    new_facts  text   ,
    removal    text,     -- what applying it would take from people
    state      text,     -- NULL: it is as it was read
    reason     text,
    case_id    uuid,
    missing_in uuid,              -- the complete run in which it was missing first
    at         integer NOT NULL,
    PRIMARY KEY (account_id, source_id, n)
);
CREATE UNIQUE INDEX sync_items_native ON sync_items (account_id, source_id, type, native_id);
CREATE        INDEX sync_items_record ON sync_items (account_id, record_id);
CREATE        INDEX sync_items_open   ON sync_items (account_id, source_id, state, type, n) WHERE state IS NOT NULL;

-- Which items a run has read: a bit each, 8192 in a row, base64.
CREATE TABLE sync_seen (
    account_id text    NOT NULL,
    source_id  text    NOT NULL,
    chunk      integer NOT NULL,
    run_id     text    NOT NULL,
    bits       text    NOT NULL,
    PRIMARY KEY (account_id, source_id, chunk)
);

-- +goose Down
DROP TABLE sync_seen;
DROP TABLE sync_items;
DROP TABLE sync_runs;
DROP TABLE services;
