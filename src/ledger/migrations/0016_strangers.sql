-- What came by links that never went out. Nobody reads it: it is written so that a wrong link takes as long as a right one.
-- Only the last ones are kept.
CREATE TABLE stranger (
    id      INTEGER PRIMARY KEY,
    token   BLOB    NOT NULL,
    kind    TEXT    NOT NULL,
    door    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    edition TEXT    NOT NULL,
    dwell   INTEGER NOT NULL,
    gesture TEXT    NOT NULL,
    late    INTEGER NOT NULL,
    agent   TEXT    NOT NULL,
    fetch   TEXT    NOT NULL,
    network BLOB,
    session BLOB,
    device  BLOB
) STRICT;
CREATE INDEX stranger_token ON stranger (token);
CREATE INDEX stranger_network ON stranger (at) WHERE network IS NOT NULL;
