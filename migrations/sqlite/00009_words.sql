-- +goose Up

-- Tables, columns and indexes are called what the field calls them. Only names change. SQLite has no
-- renaming of an index: those whose name carries an old word are made again.

-- The row that shows a user in the directory view is the user's golden record.
ALTER TABLE records RENAME COLUMN face TO golden;
ALTER TABLE records RENAME COLUMN face_name TO golden_name;
ALTER TABLE records RENAME COLUMN face_external TO golden_external;
DROP INDEX records_face_name;
CREATE INDEX records_golden_name ON records (account_id, golden_name) WHERE golden_name IS NOT NULL;
DROP INDEX records_face_external;
CREATE INDEX records_golden_external ON records (account_id, golden_external) WHERE golden_external IS NOT NULL;

-- What records, and addresses, that may be one person's have in common is their match key.
ALTER TABLE records RENAME COLUMN likeness TO match_key;
DROP INDEX records_likeness;
CREATE INDEX records_match_key ON records (account_id, match_key, source_id, id) WHERE match_key IS NOT NULL AND user_id IS NOT NULL;
ALTER TABLE identifiers RENAME COLUMN alike TO match_key;
DROP INDEX identifiers_alike;
CREATE INDEX identifiers_match_key ON identifiers (account_id, match_key, source_id, record_id) WHERE match_key IS NOT NULL AND user_id IS NOT NULL;

ALTER TABLE users RENAME COLUMN barred TO suspended_by;
ALTER TABLE log RENAME COLUMN door TO channel;

ALTER TABLE apart RENAME TO never_links;

-- +goose Down
ALTER TABLE never_links RENAME TO apart;
ALTER TABLE log RENAME COLUMN channel TO door;
ALTER TABLE users RENAME COLUMN suspended_by TO barred;
ALTER TABLE identifiers RENAME COLUMN match_key TO alike;
DROP INDEX identifiers_match_key;
CREATE INDEX identifiers_alike ON identifiers (account_id, alike, source_id, record_id) WHERE alike IS NOT NULL AND user_id IS NOT NULL;
ALTER TABLE records RENAME COLUMN match_key TO likeness;
DROP INDEX records_match_key;
CREATE INDEX records_likeness ON records (account_id, likeness, source_id, id) WHERE likeness IS NOT NULL AND user_id IS NOT NULL;
ALTER TABLE records RENAME COLUMN golden_external TO face_external;
ALTER TABLE records RENAME COLUMN golden_name TO face_name;
ALTER TABLE records RENAME COLUMN golden TO face;
DROP INDEX records_golden_external;
DROP INDEX records_golden_name;
CREATE INDEX records_face_external ON records (account_id, face_external) WHERE face_external IS NOT NULL;
CREATE INDEX records_face_name ON records (account_id, face_name) WHERE face_name IS NOT NULL;
