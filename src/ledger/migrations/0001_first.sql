-- The ledger of one school. Times are milliseconds since 1970 (UTC); days are ISO text.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- A letter's identity outlives its file's name.
CREATE TABLE letter (
    id         TEXT PRIMARY KEY,
    path       TEXT NOT NULL UNIQUE,
    hash       TEXT NOT NULL,           -- blake3 of the file, to recognise it after a rename
    address    TEXT NOT NULL UNIQUE,    -- its folder on the host
    first_seen TEXT NOT NULL
) STRICT;

-- An edition frozen by a person. Number 0 is the first, each correction one more.
CREATE TABLE release (
    letter       TEXT    NOT NULL REFERENCES letter (id),
    edition      INTEGER NOT NULL,
    hash         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    year         INTEGER NOT NULL,
    audience     TEXT    NOT NULL,      -- JSON
    series       TEXT    NOT NULL,
    important    INTEGER NOT NULL,
    emergency    INTEGER NOT NULL,
    counts       INTEGER NOT NULL,      -- 1: readings of earlier editions do not count any more
    released_at  INTEGER NOT NULL,
    published_at INTEGER,
    recalled_at  INTEGER,
    PRIMARY KEY (letter, edition)
) STRICT, WITHOUT ROWID;

CREATE TABLE archive (
    audience TEXT    NOT NULL,
    year     INTEGER NOT NULL,
    address  TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (audience, year)
) STRICT, WITHOUT ROWID;

-- What we put on the host.
CREATE TABLE published (
    path TEXT PRIMARY KEY,
    hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One released edition to one person. The queue of the courier.
CREATE TABLE dispatch (
    id             INTEGER PRIMARY KEY,
    letter         TEXT    NOT NULL,
    edition        INTEGER NOT NULL,
    family         TEXT    NOT NULL,
    guardian       TEXT    NOT NULL,    -- who in the family; see Recipient::guardian
    role           TEXT    NOT NULL,
    route          TEXT    NOT NULL,    -- mail, paper, none, stopped
    address        TEXT,
    lang           TEXT    NOT NULL,
    message_id     TEXT    NOT NULL UNIQUE,
    state          TEXT    NOT NULL,
    due_at         INTEGER NOT NULL,    -- not before this
    attempts       INTEGER NOT NULL DEFAULT 0,
    again          INTEGER NOT NULL DEFAULT 0,  -- 1: sent once more after a doubt, perhaps twice
    handed_over_at INTEGER,
    said           TEXT,                -- what the mail server or the courier said last
    FOREIGN KEY (letter, edition) REFERENCES release (letter, edition),
    UNIQUE (letter, edition, family, guardian)
) STRICT;
CREATE INDEX dispatch_waiting ON dispatch (due_at) WHERE state IN ('held', 'frozen', 'deferred', 'sending', 'uncertain');

CREATE TABLE token (
    hash     BLOB PRIMARY KEY,
    dispatch INTEGER NOT NULL REFERENCES dispatch (id),
    drawn_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_dispatch ON token (dispatch);

-- Evidence: only ever added to.
CREATE TABLE touch (
    id      INTEGER PRIMARY KEY,
    token   BLOB    NOT NULL REFERENCES token (hash),
    kind    TEXT    NOT NULL,           -- shown, read, confirmed, asks
    door    TEXT    NOT NULL,           -- page: its script; plain: the collector's own page
    at      INTEGER NOT NULL,
    edition TEXT    NOT NULL,           -- hash of the edition that was seen; may be empty for the plain page
    dwell   INTEGER NOT NULL,           -- milliseconds by the collector's clock
    gesture TEXT    NOT NULL,
    late    INTEGER NOT NULL            -- 1: kept by the page and sent later
) STRICT;
CREATE INDEX touch_token ON touch (token);

-- Each nonce of the collector counts once.
CREATE TABLE nonce (
    hash BLOB PRIMARY KEY,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE call (
    id      INTEGER PRIMARY KEY,
    letter  TEXT    NOT NULL REFERENCES letter (id),
    family  TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    note    TEXT    NOT NULL,
    by_whom TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX call_letter ON call (letter);

-- The desk.
CREATE TABLE account (
    name     TEXT PRIMARY KEY,
    password TEXT NOT NULL,             -- argon2id
    made_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    hash       BLOB PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (name),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE act (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    letter TEXT    NOT NULL,
    detail TEXT    NOT NULL
) STRICT;
