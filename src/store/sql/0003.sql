-- Practice. Append-only like the rest, and apart from sessions: no row of one names a row of the other.
-- Every row has an id of its own that no other machine gives out, so that two stores are merged by taking the rows that are missing.
-- A day is counted from 1970-01-01 where the practising was done, and begins at four in the morning.

-- A question came up.
CREATE TABLE practice_attempt (
  id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  round    TEXT NOT NULL CHECK (length(round) = 36),            -- the sitting it belongs to
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 64),
  area     TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 64),
  topic    TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 64),
  level    TEXT NOT NULL CHECK (level IN ('junior', 'mid', 'senior', 'staff')),
  kind     TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 16),
  meaning  TEXT NOT NULL CHECK (length(meaning) = 64),          -- hash of what is marked: another one is another card
  wording  TEXT NOT NULL CHECK (length(wording) = 64),          -- hash of the whole text
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened in it, one row each.
CREATE TABLE practice_entry (
  id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  attempt  TEXT NOT NULL REFERENCES practice_attempt (id),
  seq      INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 100000),
  kind     TEXT NOT NULL CHECK (kind IN (
    'said', 'probe', 'hint', 'tick', 'flag', 'marked', 'graded', 'skipped', 'undone', 'taken-back')),
  at       INTEGER NOT NULL,
  elapsed  INTEGER NOT NULL CHECK (elapsed >= 0),
  item     TEXT CHECK (length(item) BETWEEN 1 AND 64),          -- look-for or criterion
  value    INTEGER,                                             -- mark 1..4, number of a probe, hint or red flag, code of how a look-for came
  computed INTEGER,                                             -- the mark that the rule gave; for a red flag 1 when it was said
  refers   TEXT CHECK (length(refers) = 36),                    -- id of the entry that is taken back
  text     TEXT CHECK (length(text) <= 1000000),
  language TEXT CHECK (length(language) <= 64),
  fraction REAL CHECK (fraction BETWEEN 0.0 AND 1.0),
  reason   TEXT CHECK (length(reason) <= 1000000),
  grader   TEXT CHECK (length(grader) <= 100)
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_entry_of_attempt ON practice_entry (attempt, seq, id);
CREATE INDEX practice_taken_back ON practice_entry (attempt) WHERE kind = 'taken-back';

-- The end of an attempt: what the scheduler learns from.
CREATE TABLE practice_review (
  id        TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  attempt   TEXT NOT NULL REFERENCES practice_attempt (id),
  question  TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 64),
  meaning   TEXT NOT NULL CHECK (length(meaning) = 64),
  area      TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 64),
  topic     TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 64),
  level     TEXT NOT NULL CHECK (level IN ('junior', 'mid', 'senior', 'staff')),
  rating    INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),    -- again, hard, good, easy
  score     REAL NOT NULL CHECK (score BETWEEN 0.0 AND 1.0),
  at        INTEGER NOT NULL,
  day       INTEGER NOT NULL CHECK (day BETWEEN -719162 AND 2932896),
  spent     INTEGER NOT NULL CHECK (spent >= 0),
  retention REAL NOT NULL CHECK (retention BETWEEN 0.5 AND 0.99) -- asked for then
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_review_of_attempt ON practice_review (attempt, id);

-- Parameters of FSRS-6 fitted to one's own reviews; without weights: the published ones again.
CREATE TABLE practice_fitted (
  id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  at          INTEGER NOT NULL,
  reviews     INTEGER NOT NULL CHECK (reviews BETWEEN 0 AND 100000000),
  weights     TEXT CHECK (length(weights) <= 1000),             -- 21 numbers, parted by blanks
  loss_before REAL NOT NULL CHECK (loss_before >= 0.0),
  loss_after  REAL NOT NULL CHECK (loss_after >= 0.0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER practice_attempt_is_fixed BEFORE UPDATE ON practice_attempt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_attempt_stays    BEFORE DELETE ON practice_attempt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_entry_is_fixed   BEFORE UPDATE ON practice_entry   BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_entry_stays      BEFORE DELETE ON practice_entry   BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_review_is_fixed  BEFORE UPDATE ON practice_review  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_review_stays     BEFORE DELETE ON practice_review  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_fitted_is_fixed  BEFORE UPDATE ON practice_fitted  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER practice_fitted_stays     BEFORE DELETE ON practice_fitted  BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- For people with sqlite3: what counts now.
CREATE VIEW current_practice_entry AS
  SELECT e.attempt, a.question, e.seq, e.kind, e.item, e.value, e.computed, e.text, e.fraction, e.reason, e.at
  FROM practice_entry AS e JOIN practice_attempt AS a ON a.id = e.attempt
  WHERE e.kind NOT IN ('undone', 'taken-back')
    AND NOT EXISTS (SELECT 1 FROM practice_entry AS u WHERE u.attempt = e.attempt AND u.kind = 'undone' AND u.refers = e.id)
    AND NOT EXISTS (SELECT 1 FROM practice_entry AS t WHERE t.attempt = e.attempt AND t.kind = 'taken-back');

CREATE VIEW current_practice AS
  SELECT r.question, r.meaning, count(*) AS reviews, sum(r.rating = 1) AS forgotten, date(max(r.day) * 86400, 'unixepoch') AS last_day,
         avg(r.score) AS mean_score, sum(r.spent) / 60000.0 AS minutes
  FROM practice_review AS r
  WHERE NOT EXISTS (SELECT 1 FROM practice_entry AS t WHERE t.attempt = r.attempt AND t.kind = 'taken-back')
    AND NOT EXISTS (SELECT 1 FROM practice_review AS f WHERE f.attempt = r.attempt AND f.id < r.id)
  GROUP BY r.question, r.meaning;
