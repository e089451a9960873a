-- Where an audience finds what lies around its letters, each in a folder of its own on the host, drawn once.
-- (The archives have their own table since the beginning.)
CREATE TABLE around (
    kind     TEXT    NOT NULL,          -- library, calendar, search
    audience TEXT    NOT NULL,
    year     INTEGER NOT NULL,          -- school year; 0: for ever, as for all families of the school
    address  TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (kind, audience, year)
) STRICT, WITHOUT ROWID;
