-- +goose Up

-- People who are being erased (rule O3): a row lives from the beginning of an erasure until all is done.
CREATE TABLE erasures (
    account_id uuid   NOT NULL,
    id         uuid   NOT NULL, -- the case id of the receipt
    state      text   NOT NULL, -- JSON: how far it has come, and what is looked for
    begun      bigint NOT NULL,
    PRIMARY KEY (account_id, id)
);

-- +goose Down

DROP TABLE erasures;
