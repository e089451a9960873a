-- A letter may go at a time that a person chose; and again, to those who have not read it.
ALTER TABLE release ADD COLUMN send_at INTEGER;                     -- the time chosen; NULL: at once
ALTER TABLE release ADD COLUMN listed  INTEGER NOT NULL DEFAULT 1;  -- 0: archive, calendar and search are to show it at send_at

-- Reminders, planned with the release. Each is sent once, or not at all.
CREATE TABLE reminder (
    letter  TEXT    NOT NULL,
    edition INTEGER NOT NULL,           -- the edition that counts
    number  INTEGER NOT NULL,           -- its place in the letter's list, from 1
    said    TEXT    NOT NULL,           -- as it was written: 2日前 18:00
    due_at  INTEGER NOT NULL,
    send_by INTEGER NOT NULL,           -- too late after this
    done_at INTEGER,                    -- sent or left out; NULL: not yet
    people  INTEGER,                    -- how many got it; NULL: left out
    PRIMARY KEY (letter, edition, number),
    FOREIGN KEY (letter, edition) REFERENCES release (letter, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_waiting ON reminder (due_at) WHERE done_at IS NULL;

-- What the rounds of a letter are after the first (dispatch.round), numbered through all its editions.
CREATE TABLE round (
    letter TEXT    NOT NULL REFERENCES letter (id),
    round  INTEGER NOT NULL,
    why    TEXT    NOT NULL,            -- reminder: to the unread; for-real: after a rehearsal
    at     INTEGER NOT NULL,
    PRIMARY KEY (letter, round)
) STRICT, WITHOUT ROWID;
