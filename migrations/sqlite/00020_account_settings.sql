-- +goose Up

-- What an account can set for itself (rule O3).
ALTER TABLE accounts ADD COLUMN language     text CHECK (language IN ('en', 'fr')); -- of answers to whoever asks for none; null: English
ALTER TABLE accounts ADD COLUMN contacts     text    NOT NULL DEFAULT '[]'; -- JSON list of the addresses that are told what concerns all of it
ALTER TABLE accounts ADD COLUMN log_days     integer NOT NULL DEFAULT 180;  -- how long entries of the log are kept
ALTER TABLE accounts ADD COLUMN traffic_days integer NOT NULL DEFAULT 7;    -- how long recent traffic is
ALTER TABLE accounts ADD COLUMN ending       integer; -- since when the account is being deleted

-- +goose Down

ALTER TABLE accounts DROP COLUMN ending;
ALTER TABLE accounts DROP COLUMN traffic_days;
ALTER TABLE accounts DROP COLUMN log_days;
ALTER TABLE accounts DROP COLUMN contacts;
ALTER TABLE accounts DROP COLUMN language;
