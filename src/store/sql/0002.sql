-- Verdicts that were given anew after a key was mended, and the texts they rest on.
--
-- The kinds of entries are no longer listed here. Rust knows the exact words and checks them on the way in and on the way out, which a
-- CHECK cannot do for a forged row anyway; a list here would mean copying this table for every kind that is ever added. What stays is
-- the shape of a word. A new kind still comes with a new version of the schema, so that an older viva refuses the store as newer instead of
-- taking the row for damage; a migration that holds nothing but a comment is enough for that.

-- What points at `entry` is checked when all is done: the rows are the same ones then.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE entry_copy AS SELECT session, seq, kind, at, elapsed, commitment, chain FROM entry;
DROP TABLE entry;

-- What happened, one row each. The body stands apart under a salted commitment.
CREATE TABLE entry (
  session    TEXT NOT NULL REFERENCES session (id),
  seq        INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 1000000),
  kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40 AND kind NOT GLOB '*[^a-z-]*'),
  at         INTEGER NOT NULL,
  elapsed    INTEGER NOT NULL CHECK (elapsed >= 0),
  commitment TEXT NOT NULL CHECK (length(commitment) = 64),
  chain      TEXT NOT NULL CHECK (length(chain) = 64),
  PRIMARY KEY (session, seq)
) STRICT;

INSERT INTO entry (session, seq, kind, at, elapsed, commitment, chain)
  SELECT session, seq, kind, at, elapsed, commitment, chain FROM temp.entry_copy ORDER BY session, seq;
DROP TABLE temp.entry_copy;

CREATE TRIGGER entry_is_fixed   BEFORE UPDATE ON entry          BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER entry_stays      BEFORE DELETE ON entry          BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The exact text that an entry rests on when it is none of those that its session began with. The entry's commitment covers the hash.
CREATE TABLE entry_pinned (
  session TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  hash    TEXT NOT NULL REFERENCES pinned (hash),
  PRIMARY KEY (session, seq),
  FOREIGN KEY (session, seq) REFERENCES entry (session, seq)
) STRICT;

CREATE TRIGGER entry_text_is_fixed BEFORE UPDATE ON entry_pinned BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER entry_text_stays    BEFORE DELETE ON entry_pinned BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- For people with sqlite3: every answer that counts with its first and its present verdict. In a row of the kind `answered` or `rescored`
-- `item` is the hash of the question's meaning, that is of the key by which it was judged.
CREATE VIEW current_answer AS
  SELECT a.session, a.question, a.text AS answer, a.language, a.fraction AS first_fraction,
         coalesce(r.fraction, a.fraction) AS fraction, coalesce(r.reason, a.reason) AS reason,
         coalesce(r.grader, a.grader) AS grader, coalesce(r.item, a.item) AS meaning, a.seq, r.seq AS rescored_by
  FROM current_entry AS a
  LEFT JOIN current_entry AS r
    ON r.session = a.session AND r.kind = 'rescored' AND r.question = a.question AND r.seq =
       (SELECT max(e.seq) FROM entry AS e JOIN entry_body AS b USING (session, seq)
        WHERE e.session = a.session AND e.kind = 'rescored' AND b.refers = a.seq)
  WHERE a.kind = 'answered'
    AND NOT EXISTS (SELECT 1 FROM current_entry AS n
                    WHERE n.session = a.session AND n.kind IN ('answered', 'not-assessed') AND n.question = a.question
                      AND n.seq > a.seq);
