-- Whether a session is over is asked of every session at once: without these each question reads all of its entries.
CREATE INDEX entry_submitted ON entry (session) WHERE kind = 'submitted';
CREATE INDEX entry_abandoned ON entry (session) WHERE kind = 'abandoned';
