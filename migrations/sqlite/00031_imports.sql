-- +goose Up

-- Files that were imported (issue 13). An import whose lease is over although it has not ended was cut short: the same file goes on.
CREATE TABLE imports (
    account_id text    NOT NULL,
    id         text    NOT NULL,
    source_id  text    NOT NULL,
    file       text    NOT NULL, -- its name, as it was called
    header     text    NOT NULL, -- JSON: what it calls its columns
    digest     text    NOT NULL, -- of its bytes
    options    text    NOT NULL, -- JSON, as they were asked for
    actor      text    NOT NULL,
    state      text    NOT NULL, -- 'running', 'done', 'undoing', 'undone'
    total      integer NOT NULL, -- rows of the file
    done       integer NOT NULL, -- rows that are done, from the first on
    created    integer NOT NULL,
    ended      integer,
    lease      integer,          -- until when whoever is at it has said to be
    owner      text,             -- who that is
    PRIMARY KEY (account_id, id)
);
CREATE        INDEX imports_digest ON imports (account_id, source_id, digest);
CREATE UNIQUE INDEX imports_lease  ON imports (account_id, source_id) WHERE lease IS NOT NULL;

-- What imports did, by the lines of their files: what is needed to say it and to undo it (rule M8). What a row left as it was has none.
CREATE TABLE import_rows (
    account_id text    NOT NULL,
    import_id  text    NOT NULL,
    line       integer NOT NULL, -- 0 for what no line says: who is missing
    part       integer NOT NULL, -- 0 for the line's person
    type       text,             -- of the record
    record_id  text,
    member_id  text,             -- of a membership: who joined or left
    made       boolean NOT NULL, -- the import made the record
    outcome    text    NOT NULL,
    code       text,
    waits      boolean NOT NULL, -- for a license
    case_id    text,
    before     text,             -- the record's attributes
    after      text,             -- digest of its attributes
    removal    text,             -- of a suspension: 'parked', 'done', 'rejected'
    problem    text,             -- why the row was left out
    cells      text,             -- JSON: the row that was left out
    undone     text,             -- 'undone', 'changed'
    PRIMARY KEY (account_id, import_id, line, part)
);
CREATE INDEX import_rows_cells  ON import_rows (account_id, import_id, line, part) WHERE cells IS NOT NULL;
CREATE INDEX import_rows_record ON import_rows (account_id, record_id) WHERE record_id IS NOT NULL;

-- +goose Down
DROP TABLE import_rows;
DROP TABLE imports;
