-- +goose Up

-- Whether what a source sends is taken (rule S8): active; disabled; leaving, while its people are suspended or removed;
-- left, when its records stay as they are for good; gone, when it has none.
ALTER TABLE sources ADD COLUMN state text NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'disabled', 'leaving', 'left', 'gone'));

-- +goose Down

ALTER TABLE sources DROP COLUMN state;
