-- +goose Up

-- A row of a person of 1 KB is 2.4 KB, that of somebody merged 2.9: just more than what PostgreSQL takes
-- for long, so that it compressed both documents, and kept one of them elsewhere when that was not
-- enough, with a row and an index entry of its own. Up to 3 KB rows now stay as they are.
ALTER TABLE records SET (toast_tuple_target = 3000);

-- +goose Down
ALTER TABLE records RESET (toast_tuple_target);
