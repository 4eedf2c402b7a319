-- What is kept about a candidate beside the sessions: decisions of a panel, legal holds and their ends. Append-only.

CREATE TABLE person_entry (
  id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  kind       TEXT NOT NULL CHECK (kind IN ('decision', 'hold', 'release')),
  at         INTEGER NOT NULL,
  refers     TEXT CHECK (length(refers) = 36),                       -- of a release: the hold that it ends
  commitment TEXT NOT NULL CHECK (length(commitment) = 64)           -- of all that is said, salted
) STRICT;

-- The sessions it rests on. They need not be in this store: whoever erases one of them elsewhere erases this too.
CREATE TABLE person_session (
  entry   TEXT NOT NULL REFERENCES person_entry (id),
  session TEXT NOT NULL CHECK (length(session) = 36),
  PRIMARY KEY (entry, session)
) STRICT;

CREATE TABLE person_body (
  entry     TEXT NOT NULL PRIMARY KEY REFERENCES person_entry (id),
  salt      BLOB NOT NULL CHECK (length(salt) = 16),
  candidate TEXT NOT NULL CHECK (length(candidate) BETWEEN 1 AND 200),
  who       TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 200),     -- who wrote it down
  why       TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 100000),
  role      TEXT CHECK (length(role) BETWEEN 1 AND 64),
  decision  TEXT CHECK (length(decision) BETWEEN 1 AND 100000),
  owner     TEXT CHECK (length(owner) BETWEEN 1 AND 200),            -- who answers for it
  dissent   TEXT NOT NULL CHECK (length(dissent) <= 1000000)         -- a JSON list of {who, says}
) STRICT;

CREATE TRIGGER person_entry_is_fixed   BEFORE UPDATE ON person_entry   BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_entry_stays      BEFORE DELETE ON person_entry   BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_session_is_fixed BEFORE UPDATE ON person_session BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_session_stays    BEFORE DELETE ON person_session BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_body_is_fixed    BEFORE UPDATE ON person_body    BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER person_body_stays       BEFORE DELETE ON person_body    BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- For people with sqlite3: decisions, and holds that are not over.
CREATE VIEW current_decision AS
  SELECT e.id, e.at, b.candidate, b.role, b.decision, b.owner, b.why, b.dissent, b.who
  FROM person_entry AS e JOIN person_body AS b ON b.entry = e.id
  WHERE e.kind = 'decision';

CREATE VIEW current_hold AS
  SELECT e.id, e.at, b.candidate, b.why, b.who
  FROM person_entry AS e LEFT JOIN person_body AS b ON b.entry = e.id
  WHERE e.kind = 'hold'
    AND NOT EXISTS (SELECT 1 FROM person_entry AS r WHERE r.kind = 'release' AND r.refers = e.id);
