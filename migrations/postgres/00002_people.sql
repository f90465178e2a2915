-- +goose Up

-- One person from many sources. A record that was linked names the record it was linked to; the
-- records that hang together are one person, and taking a link away gives back what was before.

-- What an administrator says of a source (rules M1 and M2): a JSON object with the lists
-- authoritativeFor and trustedFor (domains), firstFor (attributes), and key (an attribute).
ALTER TABLE sources ADD COLUMN settings text NOT NULL DEFAULT '{}';

ALTER TABLE records
    ADD COLUMN parent_id     uuid,   -- the record that it was linked to; null for the first of a person
    ADD COLUMN home_id       uuid,   -- the user that it is without its link; null: the one with its own id
    ADD COLUMN admitted      text,   -- the body as last let in, while the present one is held
    ADD COLUMN confirmed     text COLLATE "C", -- the address that a mail to it has confirmed
    ADD COLUMN sources       text,   -- of a person of several records: JSON list of their sources' ids
    ADD COLUMN likeness      text COLLATE "C", -- folded name and department
    -- The directory view shows each user by one row: its only record, or else a merged one, whose
    -- source_id is the account's id and whose id is the user's.
    ADD COLUMN face          boolean NOT NULL DEFAULT false,
    ADD COLUMN face_name     text COLLATE "C", -- of a merged row: folded userName
    ADD COLUMN face_external text COLLATE "C", -- of a merged row: externalId
    ADD COLUMN provenance    text;   -- of a merged row: JSON list, where each value comes from
UPDATE records SET home_id = user_id WHERE user_id IS NOT NULL;
UPDATE records SET face = true WHERE type = 'User' AND user_id IS NOT NULL AND held_domain IS NULL AND state <> 'pendingDomain';
INSERT INTO counts (account_id, source_id, type, n)
SELECT account_id, account_id, type, count(*) FROM records WHERE face OR type = 'Group' GROUP BY account_id, type;
CREATE INDEX records_user ON records (account_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX records_likeness ON records (account_id, likeness, source_id, id) WHERE likeness IS NOT NULL AND user_id IS NOT NULL;
CREATE INDEX records_face_name ON records (account_id, face_name) WHERE face_name IS NOT NULL;
CREATE INDEX records_face_external ON records (account_id, face_external) WHERE face_external IS NOT NULL;
CREATE INDEX records_groups ON records (account_id, id) WHERE type = 'Group';
CREATE INDEX records_review ON records (account_id, id) WHERE state = 'pendingMerge';

ALTER TABLE users
    ADD COLUMN role   text,  -- what the person may do in the account: owner, administrator, ...
    ADD COLUMN barred uuid,  -- the authoritative source that ended the person, who stays suspended until it says otherwise
    ADD COLUMN flags  text,  -- such as "recycled", blanks between them
    ADD COLUMN merged_into uuid; -- in the state merged: the user who has the records now
CREATE INDEX users_role ON users (account_id, role) WHERE role IS NOT NULL;

ALTER TABLE identifiers
    ADD COLUMN source_id uuid,
    ADD COLUMN alike     text COLLATE "C"; -- what look-alikes of the value have in common
UPDATE identifiers SET source_id = r.source_id FROM records r WHERE r.account_id = identifiers.account_id AND r.id = identifiers.record_id;
CREATE INDEX identifiers_alike ON identifiers (account_id, alike, source_id, record_id) WHERE alike IS NOT NULL AND user_id IS NOT NULL;

ALTER TABLE tombstones ADD COLUMN home_id uuid; -- the user that the record was without its link
CREATE INDEX tombstones_successor ON tombstones (account_id, source_id, successor) WHERE successor IS NOT NULL;
CREATE INDEX tombstones_address ON tombstones (account_id, address_hash, source_id) WHERE address_hash IS NOT NULL AND successor IS NULL;

-- The review queue: a record and a user who may be the same person.
CREATE TABLE reviews (
    account_id uuid    NOT NULL,
    id         uuid    NOT NULL,
    source_id  uuid    NOT NULL,
    record_id  uuid    NOT NULL,
    user_id    uuid    NOT NULL,
    reason     text    NOT NULL,  -- a key of the sentences
    waits      boolean NOT NULL,  -- the record waits for the decision; false for a mere suggestion
    flags      text,              -- risks, blanks between them
    status     text    NOT NULL,  -- open, linked, apart, never, gone
    created    bigint  NOT NULL,
    decided    bigint,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX reviews_pair ON reviews (account_id, record_id, user_id);
CREATE INDEX reviews_user ON reviews (account_id, user_id);
CREATE INDEX reviews_open ON reviews (account_id, id) WHERE status = 'open';

-- Records that never link (rule M8): each pair in both orders.
CREATE TABLE apart (
    account_id uuid   NOT NULL,
    record_id  uuid   NOT NULL,
    other_id   uuid   NOT NULL,
    created    bigint NOT NULL,
    PRIMARY KEY (account_id, record_id, other_id)
);

-- +goose Down
DROP TABLE apart, reviews;
DROP INDEX tombstones_successor, tombstones_address, identifiers_alike, users_role, records_review, records_groups, records_face_external, records_face_name, records_likeness, records_user;
ALTER TABLE tombstones DROP COLUMN home_id;
ALTER TABLE identifiers DROP COLUMN alike, DROP COLUMN source_id;
DELETE FROM records WHERE source_id = account_id;
DELETE FROM counts WHERE source_id = account_id;
ALTER TABLE users DROP COLUMN merged_into, DROP COLUMN flags, DROP COLUMN barred, DROP COLUMN role;
ALTER TABLE records DROP COLUMN provenance, DROP COLUMN face_external, DROP COLUMN face_name, DROP COLUMN face, DROP COLUMN likeness,
    DROP COLUMN sources, DROP COLUMN confirmed, DROP COLUMN admitted, DROP COLUMN home_id, DROP COLUMN parent_id;
ALTER TABLE sources DROP COLUMN settings;
