-- +goose Up

-- What clients do that leaves no entry in the log: reads, and requests that were not understood. A row is one kind of
-- request, counted (rule O2). What belongs to no account has the account 00000000-0000-0000-0000-000000000000.
CREATE TABLE traffic (
    account_id uuid    NOT NULL,
    id         uuid    NOT NULL,                -- the case id of the kind, the same on all nodes
    source_id  uuid,
    token_id   uuid,                            -- of a token that is known
    token      text    COLLATE "C",             -- how a token is called that is not, such as ush_..4f
    method     text    COLLATE "C" NOT NULL,
    route      text    COLLATE "C" NOT NULL,    -- a pattern, without ids
    status     integer NOT NULL,
    reason     text    COLLATE "C" NOT NULL,    -- why it was refused, in a word; '' for what was served
    count      bigint  NOT NULL,
    first      bigint  NOT NULL,
    last       bigint  NOT NULL,
    address    text,                            -- of the client, the last time
    path       text,                            -- clipped, the last time
    detail     text,                            -- the last time
    PRIMARY KEY (account_id, id)
);
CREATE INDEX traffic_newest ON traffic (account_id, last);
CREATE INDEX traffic_oldest ON traffic (last);

-- What only this installation knows, such as the key that ids of kinds are derived with.
CREATE TABLE keys (
    name  text  COLLATE "C" NOT NULL PRIMARY KEY,
    value bytea NOT NULL
);

-- +goose Down

DROP TABLE keys, traffic;
