-- Who may enter the desk, as what, and until when; the record of who saw and did what is linked.

ALTER TABLE account ADD COLUMN role     TEXT NOT NULL DEFAULT 'director';   -- director, teacher, office
ALTER TABLE account ADD COLUMN classes  TEXT NOT NULL DEFAULT '[]';         -- JSON; a teacher's
ALTER TABLE account ADD COLUMN ends_on  TEXT NOT NULL DEFAULT '';           -- its last day
ALTER TABLE account ADD COLUMN ended_at INTEGER;                            -- ended before that by a person
ALTER TABLE account ADD COLUMN second   BLOB;                               -- secret of the second factor (RFC 6238)
ALTER TABLE account ADD COLUMN step     INTEGER NOT NULL DEFAULT 0;         -- time step of its last code
-- What there was before ends with this school year, or the next if that is near.
UPDATE account SET ends_on =
    (CAST(strftime('%Y', 'now', '+9 hours', '+60 days') AS INTEGER)
     + (CAST(strftime('%m', 'now', '+9 hours', '+60 days') AS INTEGER) >= 4)) || '-03-31';

-- Codes for when the telephone is lost; each is good once.
CREATE TABLE recovery (
    account TEXT NOT NULL REFERENCES account (name),
    hash    BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

-- A link to choose a password, good once. Without an account: the first start.
CREATE TABLE invitation (
    hash    BLOB PRIMARY KEY,
    account TEXT REFERENCES account (name),
    until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE session ADD COLUMN half INTEGER NOT NULL DEFAULT 0;             -- 1: the second factor is still awaited

-- A release that a teacher asks the director for.
CREATE TABLE request (
    letter    TEXT PRIMARY KEY REFERENCES letter (id),
    what      TEXT    NOT NULL,         -- release, correct, add, correct-important
    digest    TEXT    NOT NULL,         -- of letter, people and photos as the teacher saw them
    emergency INTEGER NOT NULL,
    send_at   INTEGER,
    by_whom   TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    sent_back TEXT                      -- what the director wrote; NULL while it waits
) STRICT, WITHOUT ROWID;

-- blake3 of the link before and of this row.
ALTER TABLE act ADD COLUMN link BLOB;
CREATE TRIGGER act_stays BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
CREATE TRIGGER act_is_so BEFORE UPDATE ON act WHEN OLD.link IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END;
