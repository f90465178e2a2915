-- +goose Up

CREATE TABLE name_words (
    account_id text NOT NULL,
    word       text NOT NULL, -- folded, without accents
    record_id  text NOT NULL,
    source_id  text NOT NULL,
    PRIMARY KEY (account_id, word, record_id)
) WITHOUT ROWID;

CREATE INDEX users_state ON users (account_id, state, id) WHERE state NOT IN ('active', 'deleted', 'merged');
CREATE INDEX records_nobody ON records (account_id, id) WHERE type = 'User' AND user_id IS NULL AND source_id <> account_id;

-- +goose Down

DROP INDEX records_nobody;
DROP INDEX users_state;
DROP TABLE name_words;
