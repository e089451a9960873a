-- A person may get a letter more than once: again, because nobody has read it. So a dispatch has a round; and
-- a time after which it is too late to go. (SQLite cannot widen UNIQUE in place, and what hangs on the old
-- table must go first: copied, dropped from the leaves up, made again.)
CREATE TABLE dispatch_2 (
    id             INTEGER PRIMARY KEY,
    letter         TEXT    NOT NULL,
    edition        INTEGER NOT NULL,
    family         TEXT    NOT NULL,
    guardian       TEXT    NOT NULL,    -- who in the family; see Recipient::guardian
    round          INTEGER NOT NULL DEFAULT 0,  -- 0: the release itself; 1, 2 …: sent again to the unread
    role           TEXT    NOT NULL,
    route          TEXT    NOT NULL,    -- mail, paper, none, stopped
    address        TEXT,
    lang           TEXT    NOT NULL,
    message_id     TEXT    NOT NULL UNIQUE,     -- MARK@domain; see notify::Mark
    despite_stop   INTEGER NOT NULL DEFAULT 0,  -- 1: wants no mails, and gets this one because it is an emergency
    state          TEXT    NOT NULL,
    due_at         INTEGER NOT NULL,    -- not before this
    send_by        INTEGER,             -- not after this; NULL: at any time
    attempts       INTEGER NOT NULL DEFAULT 0,
    again          INTEGER NOT NULL DEFAULT 0,  -- 1: sent once more after a doubt, perhaps twice
    handed_over_at INTEGER,
    said           TEXT,                -- what the mail server or the courier said last
    FOREIGN KEY (letter, edition) REFERENCES release (letter, edition),
    UNIQUE (letter, edition, family, guardian, round)
) STRICT;
INSERT INTO dispatch_2 (id, letter, edition, family, guardian, role, route, address, lang, message_id, state,
                        due_at, attempts, again, handed_over_at, said)
    SELECT id, letter, edition, family, guardian, role, route, address, lang, message_id, state,
           due_at, attempts, again, handed_over_at, said FROM dispatch;

CREATE TABLE token_2 (
    hash     BLOB PRIMARY KEY,
    dispatch INTEGER NOT NULL REFERENCES dispatch_2 (id),
    drawn_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO token_2 SELECT hash, dispatch, drawn_at FROM token;

CREATE TABLE touch_2 (
    id      INTEGER PRIMARY KEY,
    token   BLOB    NOT NULL REFERENCES token_2 (hash),
    kind    TEXT    NOT NULL,           -- shown, read, confirmed, asks
    door    TEXT    NOT NULL,           -- page: its script; plain: the collector's own page
    at      INTEGER NOT NULL,
    edition TEXT    NOT NULL,           -- hash of the edition that was seen; may be empty for the plain page
    dwell   INTEGER NOT NULL,           -- milliseconds by the collector's clock
    gesture TEXT    NOT NULL,
    late    INTEGER NOT NULL            -- 1: kept by the page and sent later
) STRICT;
INSERT INTO touch_2 SELECT id, token, kind, door, at, edition, dwell, gesture, late FROM touch;

DROP TABLE touch;
DROP TABLE token;
DROP TABLE dispatch;
ALTER TABLE dispatch_2 RENAME TO dispatch;
ALTER TABLE token_2 RENAME TO token;
ALTER TABLE touch_2 RENAME TO touch;
CREATE INDEX dispatch_waiting ON dispatch (due_at) WHERE state IN ('held', 'frozen', 'deferred', 'sending', 'uncertain');
CREATE INDEX token_dispatch ON token (dispatch);
CREATE INDEX touch_token ON touch (token);
