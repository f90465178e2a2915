-- +goose Up

-- An externalId is the client's own, and may repeat (rule P1, RFC 7643 section 3.1).
DROP INDEX records_external_id;
CREATE INDEX records_external_id ON records (account_id, source_id, type, external_id) WHERE external_id IS NOT NULL;

-- The domains by which a record was linked to its person, blanks between them; null: that of its login (rule M6).
ALTER TABLE records ADD COLUMN standing text;

-- Keyed hashes of what a deleted person was known by, blanks between them: who brings nothing of it
-- back is somebody else (rule M2a).
ALTER TABLE tombstones ADD COLUMN traits text;

-- Who was taken apart is known again under another id (rule M8): soft pairs are those of whom only
-- that is known, and traces are keyed hashes of what a source's record had that never links with another.
ALTER TABLE apart ADD COLUMN soft boolean NOT NULL DEFAULT false;
CREATE TABLE traces (
    account_id uuid   NOT NULL,
    source_id  uuid   NOT NULL,
    hash       text   COLLATE "C" NOT NULL,
    record_id  uuid   NOT NULL, -- the last that had it
    PRIMARY KEY (account_id, source_id, hash)
);

-- How many people gave way to the authority in a day (rule M2e).
CREATE INDEX reviews_gave_way ON reviews (account_id, created) WHERE reason = 'gaveWay';

-- +goose Down
DROP INDEX reviews_gave_way;
DROP TABLE traces;
ALTER TABLE apart DROP COLUMN soft;
ALTER TABLE tombstones DROP COLUMN traits;
ALTER TABLE records DROP COLUMN standing;
UPDATE records SET held_domain = NULL WHERE held_domain = '?';
DROP INDEX records_external_id;
CREATE INDEX records_external_id ON records (account_id, source_id, type, external_id) WHERE external_id IS NOT NULL;
