-- The store of viva, version 1. Append-only: a change of mind is a new row that names the old one.
-- Times are milliseconds since 1970-01-01 UTC; spans are milliseconds. Order is by seq, never by time.

CREATE TABLE store (
  id      TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL CHECK (length(made_by) <= 100)
) STRICT;

-- Exact texts that results rest on: plans, questions, rubrics, as canonical JSON by content hash.
CREATE TABLE pinned (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('plan', 'question', 'rubric')),
  body TEXT NOT NULL CHECK (length(body) BETWEEN 2 AND 2000000)
) STRICT;

CREATE TABLE session (
  id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  role       TEXT NOT NULL CHECK (length(role) BETWEEN 1 AND 64),
  form       TEXT NOT NULL CHECK (length(form) BETWEEN 1 AND 16),
  mode       TEXT NOT NULL CHECK (mode IN ('interview', 'mock')),
  started_at INTEGER NOT NULL,
  commitment TEXT NOT NULL CHECK (length(commitment) = 64),  -- of the people's names, salted
  chain      TEXT NOT NULL CHECK (length(chain) = 64)        -- where the session's hash chain begins
) STRICT;

-- The people of a session, apart from it, so that erasing them leaves the chain whole.
CREATE TABLE session_people (
  session     TEXT NOT NULL PRIMARY KEY REFERENCES session (id),
  salt        BLOB NOT NULL CHECK (length(salt) = 16),
  candidate   TEXT NOT NULL CHECK (length(candidate) BETWEEN 1 AND 200),
  interviewer TEXT NOT NULL CHECK (length(interviewer) BETWEEN 1 AND 200)
) STRICT;

CREATE TABLE session_pinned (
  session  TEXT NOT NULL REFERENCES session (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 9999),
  hash     TEXT NOT NULL REFERENCES pinned (hash),
  PRIMARY KEY (session, position)
) STRICT;

-- What happened, one row each. The body stands apart under a salted commitment.
CREATE TABLE entry (
  session    TEXT NOT NULL REFERENCES session (id),
  seq        INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 1000000),
  kind       TEXT NOT NULL CHECK (kind IN (
    'opened', 'note', 'tick', 'probe', 'hint', 'marking', 'marked', 'evidence', 'not-assessed', 'answered', 'deviation',
    'left', 'paused', 'resumed', 'undone', 'recommended', 'submitted', 'abandoned', 'mark-amended',
    'recommendation-amended')),
  at         INTEGER NOT NULL,
  elapsed    INTEGER NOT NULL CHECK (elapsed >= 0),
  commitment TEXT NOT NULL CHECK (length(commitment) = 64),
  chain      TEXT NOT NULL CHECK (length(chain) = 64),
  PRIMARY KEY (session, seq)
) STRICT;

CREATE TABLE entry_body (
  session  TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  salt     BLOB NOT NULL CHECK (length(salt) = 16),
  question TEXT CHECK (length(question) BETWEEN 1 AND 64),
  item     TEXT CHECK (length(item) BETWEEN 1 AND 64),       -- criterion or look-for
  value    INTEGER,                                          -- mark 1..4 (null: not assessed), number of a probe or hint, code of a word
  was      INTEGER,                                          -- the value before an amendment
  refers   INTEGER CHECK (refers BETWEEN 1 AND 1000000),     -- seq of the entry that is taken back
  text     TEXT CHECK (length(text) <= 1000000),
  who      TEXT CHECK (length(who) <= 200),
  language TEXT CHECK (length(language) <= 64),
  fraction REAL CHECK (fraction BETWEEN 0.0 AND 1.0),
  reason   TEXT CHECK (length(reason) <= 1000000),
  grader   TEXT CHECK (length(grader) <= 100),
  PRIMARY KEY (session, seq),
  FOREIGN KEY (session, seq) REFERENCES entry (session, seq)
) STRICT;

CREATE TRIGGER pinned_is_fixed  BEFORE UPDATE ON pinned         BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER pinned_stays     BEFORE DELETE ON pinned         BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER session_is_fixed BEFORE UPDATE ON session        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER session_stays    BEFORE DELETE ON session        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER people_are_fixed BEFORE UPDATE ON session_people BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER people_stay      BEFORE DELETE ON session_people BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER texts_are_fixed  BEFORE UPDATE ON session_pinned BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER texts_stay       BEFORE DELETE ON session_pinned BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER entry_is_fixed   BEFORE UPDATE ON entry          BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER entry_stays      BEFORE DELETE ON entry          BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER body_is_fixed    BEFORE UPDATE ON entry_body     BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER body_stays       BEFORE DELETE ON entry_body     BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- For people with sqlite3: what counts now.
CREATE VIEW current_entry AS
  SELECT e.session, e.seq, e.kind, e.at, e.elapsed, b.question, b.item, b.value, b.was, b.text, b.who, b.language,
         b.fraction, b.reason, b.grader
  FROM entry AS e JOIN entry_body AS b USING (session, seq)
  WHERE e.kind <> 'undone'
    AND NOT EXISTS (SELECT 1 FROM entry AS u JOIN entry_body AS ub USING (session, seq)
                    WHERE u.session = e.session AND u.kind = 'undone' AND ub.refers = e.seq);

CREATE VIEW current_mark AS
  SELECT session, question, item AS criterion, value AS mark, at, kind = 'mark-amended' AS amended, max(seq) AS seq
  FROM current_entry AS e
  WHERE kind IN ('marked', 'mark-amended')
    AND NOT EXISTS (SELECT 1 FROM current_entry AS n
                    WHERE n.session = e.session AND n.kind = 'not-assessed' AND n.question = e.question AND n.seq > e.seq)
  GROUP BY session, question, item;

CREATE VIEW current_session AS
  SELECT s.id, p.candidate, p.interviewer, s.role, s.form, s.mode, s.started_at,
         (SELECT max(seq) FROM entry WHERE session = s.id) AS entries,
         EXISTS (SELECT 1 FROM entry WHERE session = s.id AND kind = 'submitted') AS submitted,
         EXISTS (SELECT 1 FROM entry WHERE session = s.id AND kind = 'abandoned') AS abandoned
  FROM session AS s LEFT JOIN session_people AS p ON p.session = s.id;
