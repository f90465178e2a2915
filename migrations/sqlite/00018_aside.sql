-- +goose Up

-- What was left aside of the requests of a source since no schema has it: names, never values.
CREATE TABLE aside (
    account_id text NOT NULL,
    source_id  text NOT NULL,
    name       text NOT NULL,
    count      integer NOT NULL,    -- requests
    first      integer NOT NULL,
    last       integer NOT NULL,
    PRIMARY KEY (account_id, source_id, name)
);
CREATE INDEX aside_oldest ON aside (last);

-- +goose Down

DROP TABLE aside;
