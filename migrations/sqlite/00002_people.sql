-- +goose Up

-- One person from many sources. A record that was linked names the record it was linked to; the
-- records that hang together are one person, and taking a link away gives back what was before.

-- What an administrator says of a source (rules M1 and M2): a JSON object with the lists
-- authoritativeFor and trustedFor (domains), firstFor (attributes), and key (an attribute).
ALTER TABLE sources ADD COLUMN settings text NOT NULL DEFAULT '{}';

ALTER TABLE records ADD COLUMN parent_id text; -- the record that it was linked to; null for the first of a person
ALTER TABLE records ADD COLUMN home_id text; -- the user that it is without its link; null: the one with its own id
ALTER TABLE records ADD COLUMN admitted text; -- the body as last let in, while the present one is held
ALTER TABLE records ADD COLUMN confirmed text; -- the address that a mail to it has confirmed
ALTER TABLE records ADD COLUMN sources text; -- of a person of several records: JSON list of their sources' ids
ALTER TABLE records ADD COLUMN likeness text; -- folded name and department
-- The directory view shows each user by one row: its only record, or else a merged one, whose
-- source_id is the account's id and whose id is the user's.
ALTER TABLE records ADD COLUMN face boolean NOT NULL DEFAULT false;
ALTER TABLE records ADD COLUMN face_name text; -- of a merged row: folded userName
ALTER TABLE records ADD COLUMN face_external text; -- of a merged row: externalId
ALTER TABLE records ADD COLUMN provenance text; -- of a merged row: JSON list, where each value comes from
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

ALTER TABLE users ADD COLUMN role text; -- what the person may do in the account: owner, administrator, ...
ALTER TABLE users ADD COLUMN barred text; -- the authoritative source that ended the person, who stays suspended until it says otherwise
ALTER TABLE users ADD COLUMN flags text; -- such as "recycled", blanks between them
ALTER TABLE users ADD COLUMN merged_into text; -- in the state merged: the user who has the records now
CREATE INDEX users_role ON users (account_id, role) WHERE role IS NOT NULL;

ALTER TABLE identifiers ADD COLUMN source_id text;
ALTER TABLE identifiers ADD COLUMN alike text; -- what look-alikes of the value have in common
UPDATE identifiers SET source_id = r.source_id FROM records r WHERE r.account_id = identifiers.account_id AND r.id = identifiers.record_id;
CREATE INDEX identifiers_alike ON identifiers (account_id, alike, source_id, record_id) WHERE alike IS NOT NULL AND user_id IS NOT NULL;

ALTER TABLE tombstones ADD COLUMN home_id text; -- the user that the record was without its link
CREATE INDEX tombstones_successor ON tombstones (account_id, source_id, successor) WHERE successor IS NOT NULL;
CREATE INDEX tombstones_address ON tombstones (account_id, address_hash, source_id) WHERE address_hash IS NOT NULL AND successor IS NULL;

-- The review queue: a record and a user who may be the same person.
CREATE TABLE reviews (
    account_id text    NOT NULL,
    id         text    NOT NULL,
    source_id  text    NOT NULL,
    record_id  text    NOT NULL,
    user_id    text    NOT NULL,
    reason     text    NOT NULL,  -- a key of the sentences
    waits      boolean NOT NULL,  -- the record waits for the decision; false for a mere suggestion
    flags      text,              -- risks, blanks between them
    status     text    NOT NULL,  -- open, linked, apart, never, gone
    created    integer  NOT NULL,
    decided    integer,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX reviews_pair ON reviews (account_id, record_id, user_id);
CREATE INDEX reviews_user ON reviews (account_id, user_id);
CREATE INDEX reviews_open ON reviews (account_id, id) WHERE status = 'open';

-- Records that never link (rule M8): each pair in both orders.
CREATE TABLE apart (
    account_id text   NOT NULL,
    record_id  text   NOT NULL,
    other_id   text   NOT NULL,
    created    integer NOT NULL,
    PRIMARY KEY (account_id, record_id, other_id)
);

-- +goose Down
DROP TABLE apart;
DROP TABLE reviews;
DROP INDEX tombstones_successor;
DROP INDEX tombstones_address;
DROP INDEX identifiers_alike;
DROP INDEX users_role;
DROP INDEX records_review;
DROP INDEX records_groups;
DROP INDEX records_face_external;
DROP INDEX records_face_name;
DROP INDEX records_likeness;
DROP INDEX records_user;
ALTER TABLE tombstones DROP COLUMN home_id;
ALTER TABLE identifiers DROP COLUMN alike;
ALTER TABLE identifiers DROP COLUMN source_id;
DELETE FROM records WHERE source_id = account_id;
DELETE FROM counts WHERE source_id = account_id;
ALTER TABLE users DROP COLUMN merged_into;
ALTER TABLE users DROP COLUMN flags;
ALTER TABLE users DROP COLUMN barred;
ALTER TABLE users DROP COLUMN role;
ALTER TABLE records DROP COLUMN provenance;
ALTER TABLE records DROP COLUMN face_external;
ALTER TABLE records DROP COLUMN face_name;
ALTER TABLE records DROP COLUMN face;
ALTER TABLE records DROP COLUMN likeness;
ALTER TABLE records DROP COLUMN sources;
ALTER TABLE records DROP COLUMN confirmed;
ALTER TABLE records DROP COLUMN admitted;
ALTER TABLE records DROP COLUMN home_id;
ALTER TABLE records DROP COLUMN parent_id;
ALTER TABLE sources DROP COLUMN settings;
