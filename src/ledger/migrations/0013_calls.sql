-- Calls are only ever added to. One that was noted by mistake is taken back by a row of its own.
ALTER TABLE call ADD COLUMN number TEXT NOT NULL DEFAULT '';    -- the digits that were wrong, for wrong-number
CREATE INDEX call_wrong ON call (outcome) WHERE outcome = 'wrong-number';

CREATE TABLE taken_back (
    call    INTEGER PRIMARY KEY REFERENCES call (id) ON DELETE CASCADE,
    by_whom TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE VIEW standing_call AS
    SELECT * FROM call c WHERE NOT EXISTS (SELECT 1 FROM taken_back t WHERE t.call = c.id);

-- Who is phoning whom just now. No lock, and over after minutes.
CREATE TABLE phoning (
    letter  TEXT    NOT NULL,
    family  TEXT    NOT NULL,
    by_whom TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (letter, family)
) STRICT, WITHOUT ROWID;

-- Every list with names and numbers that left the desk, on paper or as a file: its number stands on it.
CREATE TABLE list_copy (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    letter   TEXT    NOT NULL,
    kind     TEXT    NOT NULL,          -- sheet, gate, csv, xlsx
    by_whom  TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    shred_by TEXT    NOT NULL
) STRICT;
