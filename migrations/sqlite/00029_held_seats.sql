-- +goose Up

-- Whether a license's key is to be sent as soon as it has one to give (rule L9).
ALTER TABLE licenses ADD COLUMN mail integer NOT NULL DEFAULT 0;

-- +goose Down

ALTER TABLE licenses DROP COLUMN mail;
