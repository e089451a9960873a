-- What stays of a letter of a closed school year when the rest goes: numbers without families, for the town.
CREATE TABLE purged (
    id        INTEGER PRIMARY KEY,
    year      INTEGER NOT NULL,         -- its school year
    day       TEXT    NOT NULL,
    families  INTEGER NOT NULL,         -- whose guardians it was for
    read      INTEGER NOT NULL,         -- of these: a guardian read or confirmed it, by the evidence alone
    told      INTEGER NOT NULL,         -- of these: a person told them
    purged_at INTEGER NOT NULL
) STRICT;
