-- +goose Up

-- Whether a license's key is to be sent as soon as it has one to give (rule L9).
ALTER TABLE licenses ADD COLUMN mail boolean NOT NULL DEFAULT false;

-- +goose Down

ALTER TABLE licenses DROP COLUMN mail;
