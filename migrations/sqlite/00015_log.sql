-- +goose Up

ALTER TABLE log ADD COLUMN subject text; -- whom it is about, as people call them; goes when they are erased

-- What an administrator asks the log: about whom, by whom, what came to nothing. Ids are in the order of time.
CREATE INDEX log_record ON log (account_id, record_id, id) WHERE record_id IS NOT NULL;
CREATE INDEX log_acts ON log (account_id, actor, id) WHERE actor IS NOT NULL;
CREATE INDEX log_outcome ON log (account_id, outcome, id) WHERE outcome IN ('held', 'inReview', 'refused', 'failed', 'deleted');
CREATE INDEX log_source_trouble ON log (account_id, source_id, id) WHERE outcome IN ('refused', 'failed');

-- Whose records have gone, so that what happened to a person is found after the deletion.
CREATE INDEX tombstones_user ON tombstones (account_id, user_id) WHERE user_id IS NOT NULL;

-- +goose Down

DROP INDEX tombstones_user;
DROP INDEX log_source_trouble;
DROP INDEX log_outcome;
DROP INDEX log_acts;
DROP INDEX log_record;
ALTER TABLE log DROP COLUMN subject;
