-- Messages that could not be delivered, as reports of them came back: only ever added to.
CREATE TABLE bounce (
    id       INTEGER PRIMARY KEY,
    report   BLOB    NOT NULL UNIQUE,   -- blake3 of the report that came back
    dispatch INTEGER NOT NULL,
    letter   TEXT    NOT NULL,
    address  TEXT    NOT NULL,          -- in small letters
    weight   TEXT    NOT NULL,          -- hard, soft, policy
    status   TEXT    NOT NULL,          -- RFC 3463: 5.1.1; may be empty
    said     TEXT    NOT NULL,          -- what the mail server said; without addresses
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX bounce_address ON bounce (address, at);
CREATE INDEX bounce_dispatch ON bounce (dispatch);

-- Every message of the inbox that was read, each once. Nothing of what it says.
CREATE TABLE returned (
    hash BLOB    PRIMARY KEY,           -- blake3 of the message
    kind TEXT    NOT NULL,              -- bounce, delayed, auto-reply, receipt, complaint, reply, strange, other
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far a mailbox was read.
CREATE TABLE inbox (
    address  TEXT    PRIMARY KEY,
    validity INTEGER NOT NULL,          -- UIDVALIDITY (RFC 3501 §2.3.1.1)
    uid      INTEGER NOT NULL           -- the last message that was read
) STRICT, WITHOUT ROWID;
