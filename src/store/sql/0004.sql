-- Few entries are of these kinds, and every session is asked for them: by the list of sessions whether it is over, by the views whether an entry
-- was taken back or a question was not assessed after all. Without these each question reads all entries of a session.
CREATE INDEX entry_submitted    ON entry (session)      WHERE kind = 'submitted';
CREATE INDEX entry_abandoned    ON entry (session)      WHERE kind = 'abandoned';
CREATE INDEX entry_undone       ON entry (session)      WHERE kind = 'undone';
CREATE INDEX entry_not_assessed ON entry (session, seq) WHERE kind = 'not-assessed';
