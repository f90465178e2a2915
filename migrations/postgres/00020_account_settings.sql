-- +goose Up

-- What an account can set for itself (rule O3).
ALTER TABLE accounts
    ADD COLUMN language     text    CHECK (language IN ('en', 'fr')), -- of answers to whoever asks for none; null: English
    ADD COLUMN contacts     text    NOT NULL DEFAULT '[]', -- JSON list of the addresses that are told what concerns all of it
    ADD COLUMN log_days     integer NOT NULL DEFAULT 180,  -- how long entries of the log are kept
    ADD COLUMN traffic_days integer NOT NULL DEFAULT 7,    -- how long recent traffic is
    ADD COLUMN ending       bigint; -- since when the account is being deleted

-- +goose Down

ALTER TABLE accounts DROP COLUMN ending, DROP COLUMN traffic_days, DROP COLUMN log_days, DROP COLUMN contacts, DROP COLUMN language;
