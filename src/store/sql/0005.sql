-- Drills of interviewers on gold samples of the bank. Apart from sessions and from practice: nothing here is about a candidate.

-- One row each time a sample comes up.
CREATE TABLE drill (
  id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  interviewer TEXT NOT NULL CHECK (length(interviewer) BETWEEN 1 AND 200),
  question    TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 64),
  sample      INTEGER NOT NULL CHECK (sample BETWEEN 1 AND 999),   -- its number within the question, from 1
  wording     TEXT NOT NULL CHECK (length(wording) = 64),          -- hash of the question then: a later edit shows
  area        TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 64),
  rubric      TEXT NOT NULL CHECK (length(rubric) BETWEEN 1 AND 64),
  started_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE drill_entry (
  drill     TEXT NOT NULL REFERENCES drill (id),
  seq       INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 10000),
  kind      TEXT NOT NULL CHECK (kind IN ('marked', 'taken-back', 'revealed')),
  criterion TEXT CHECK (length(criterion) BETWEEN 1 AND 64),
  mark      INTEGER CHECK (mark BETWEEN 1 AND 4),                  -- null: not assessed
  gold      INTEGER CHECK (gold BETWEEN 1 AND 4),                  -- the bank's mark then
  at        INTEGER NOT NULL,
  elapsed   INTEGER NOT NULL CHECK (elapsed >= 0),
  PRIMARY KEY (drill, seq),
  CHECK ((kind = 'revealed') = (criterion IS NULL)),
  CHECK ((kind = 'marked') = (gold IS NOT NULL)),
  CHECK (kind = 'marked' OR mark IS NULL)
) STRICT;

CREATE TRIGGER drill_is_fixed       BEFORE UPDATE ON drill       BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER drill_stays          BEFORE DELETE ON drill       BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER drill_entry_is_fixed BEFORE UPDATE ON drill_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER drill_entry_stays    BEFORE DELETE ON drill_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- For people with sqlite3: the marks that count.
CREATE VIEW current_drill_mark AS
  SELECT d.id AS drill, d.interviewer, d.question, d.sample, d.area, e.criterion, e.mark, e.gold, e.at
  FROM drill AS d JOIN drill_entry AS e ON e.drill = d.id
  WHERE e.kind = 'marked'
    AND NOT EXISTS (SELECT 1 FROM drill_entry AS later
                    WHERE later.drill = e.drill AND later.criterion = e.criterion AND later.seq > e.seq);
