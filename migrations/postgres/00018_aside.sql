-- +goose Up

-- What was left aside of the requests of a source since no schema has it: names, never values.
CREATE TABLE aside (
    account_id uuid NOT NULL,
    source_id  uuid NOT NULL,
    name       text COLLATE "C" NOT NULL,
    count      bigint NOT NULL,    -- requests
    first      bigint NOT NULL,
    last       bigint NOT NULL,
    PRIMARY KEY (account_id, source_id, name)
);
CREATE INDEX aside_oldest ON aside (last);

-- +goose Down

DROP TABLE aside;
