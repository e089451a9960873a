-- What a collector that stands apart keeps on its small public server: nothing of people. Times are milliseconds since
-- 1970 (UTC) by this server's clock.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Hashes of tokens that went out, as the office brought them. Never deleted: that their number only grows tells the
-- office whether this file was lost or is an old copy.
CREATE TABLE token (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB    NOT NULL UNIQUE
) STRICT;

-- Hashes of the marks in links to stop.
CREATE TABLE mark (
    hash    BLOB PRIMARY KEY,
    phoned  INTEGER NOT NULL,           -- 1: the school phones who got it
    stopped INTEGER NOT NULL            -- 1: wants no mails now
) STRICT, WITHOUT ROWID;

-- Evidence. The office fetches by `number`, which only grows, also over a loss of this file: it begins with the time.
CREATE TABLE slip (
    id       INTEGER PRIMARY KEY,
    number   INTEGER UNIQUE,            -- NULL: its token is not known yet
    token    BLOB    NOT NULL,
    nonce    BLOB    UNIQUE,            -- each counts once
    kind     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    evidence TEXT    NOT NULL           -- whole, as JSON
) STRICT;
CREATE INDEX slip_token ON slip (token);
CREATE INDEX slip_waiting ON slip (token) WHERE number IS NULL;

-- Stops, and ways back: the mark itself, for the office to prove.
CREATE TABLE press (
    number INTEGER PRIMARY KEY,         -- as that of a slip
    mark   TEXT    NOT NULL,
    back   INTEGER NOT NULL,            -- 1: mails again
    at     INTEGER NOT NULL
) STRICT;
