-- +goose Up

-- Tables, columns and indexes are called what the field calls them. Only names change.

-- The row that shows a user in the directory view is the user's golden record.
ALTER TABLE records RENAME COLUMN face TO golden;
ALTER TABLE records RENAME COLUMN face_name TO golden_name;
ALTER TABLE records RENAME COLUMN face_external TO golden_external;
ALTER INDEX records_face_name RENAME TO records_golden_name;
ALTER INDEX records_face_external RENAME TO records_golden_external;

-- What records, and addresses, that may be one person's have in common is their match key.
ALTER TABLE records RENAME COLUMN likeness TO match_key;
ALTER INDEX records_likeness RENAME TO records_match_key;
ALTER TABLE identifiers RENAME COLUMN alike TO match_key;
ALTER INDEX identifiers_alike RENAME TO identifiers_match_key;

ALTER TABLE users RENAME COLUMN barred TO suspended_by;
ALTER TABLE log RENAME COLUMN door TO channel;

ALTER TABLE apart RENAME TO never_links;
ALTER INDEX apart_pkey RENAME TO never_links_pkey;

-- +goose Down
ALTER INDEX never_links_pkey RENAME TO apart_pkey;
ALTER TABLE never_links RENAME TO apart;
ALTER TABLE log RENAME COLUMN channel TO door;
ALTER TABLE users RENAME COLUMN suspended_by TO barred;
ALTER INDEX identifiers_match_key RENAME TO identifiers_alike;
ALTER TABLE identifiers RENAME COLUMN match_key TO alike;
ALTER INDEX records_match_key RENAME TO records_likeness;
ALTER TABLE records RENAME COLUMN match_key TO likeness;
ALTER INDEX records_golden_external RENAME TO records_face_external;
ALTER INDEX records_golden_name RENAME TO records_face_name;
ALTER TABLE records RENAME COLUMN golden_external TO face_external;
ALTER TABLE records RENAME COLUMN golden_name TO face_name;
ALTER TABLE records RENAME COLUMN golden TO face;
