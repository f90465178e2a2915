-- +goose Up

-- The words of people's names, by whose beginnings administrators find them.
CREATE TABLE name_words (
    account_id uuid NOT NULL,
    word       text COLLATE "C" NOT NULL, -- folded, without accents
    record_id  uuid NOT NULL,
    source_id  uuid NOT NULL,
    PRIMARY KEY (account_id, word, record_id)
);

-- Who waits, who is suspended: few beside those who are in.
CREATE INDEX users_state ON users (account_id, state, id) WHERE state NOT IN ('active', 'deleted', 'merged');
CREATE INDEX records_nobody ON records (account_id, id) WHERE type = 'User' AND user_id IS NULL AND source_id <> account_id;

-- +goose Down

DROP INDEX records_nobody, users_state;
DROP TABLE name_words;
