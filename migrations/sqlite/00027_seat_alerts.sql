-- +goose Up

-- Since when a pool has been below the threshold of which contacts were told (rule L9); null: it is not.
ALTER TABLE pools ADD COLUMN below integer;

-- +goose Down

ALTER TABLE pools DROP COLUMN below;
