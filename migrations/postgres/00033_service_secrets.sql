-- +goose Up

-- Secrets by which connected services are read, each encrypted for its place (internal/sealed).
CREATE TABLE service_secrets (
    account_id uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    name       text    COLLATE "C" NOT NULL, -- what it is of the source, such as token
    sealed     bytea   NOT NULL,
    key_id     text    COLLATE "C" NOT NULL, -- fingerprint of the master key that sealed it
    changed    bigint  NOT NULL,
    PRIMARY KEY (account_id, source_id, name),
    FOREIGN KEY (account_id, source_id) REFERENCES sources (account_id, id)
);
-- What a key has sealed, to be sealed anew with another.
CREATE INDEX service_secrets_key ON service_secrets (key_id, account_id, source_id, name);

-- +goose Down
DROP TABLE service_secrets;
