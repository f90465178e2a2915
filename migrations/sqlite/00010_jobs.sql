-- +goose Up

-- Work that is done after the change that makes it necessary, by whichever node comes first. What
-- belongs to no account has the account 00000000-0000-0000-0000-000000000000.
CREATE TABLE jobs (
    account_id text    NOT NULL,
    id         text    NOT NULL,
    kind       text    NOT NULL,
    key        text    NOT NULL,          -- what it is about: of a kind and key at most one waits, and one runs
    payload    text    NOT NULL,          -- JSON, without secrets
    state      text    NOT NULL,          -- waiting, running, failed, done
    due        integer,                   -- when somebody may take it; of one that runs, when its lease ends
    attempts   integer NOT NULL DEFAULT 0,
    holder     text,                      -- the lease of one that runs
    last_error text,
    created    integer NOT NULL,
    finished   integer,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX jobs_waiting  ON jobs (account_id, kind, key) WHERE state = 'waiting';
CREATE UNIQUE INDEX jobs_running  ON jobs (account_id, kind, key) WHERE state = 'running';
CREATE        INDEX jobs_due      ON jobs (kind, due) WHERE due IS NOT NULL;
CREATE        INDEX jobs_finished ON jobs (state, finished) WHERE due IS NULL;

-- +goose Down
DROP TABLE jobs;
