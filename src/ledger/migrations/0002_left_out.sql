-- Photos left out of a letter at the desk, by the hash of their bytes; the teacher's file stays as it is.
CREATE TABLE left_out (
    letter  TEXT    NOT NULL REFERENCES letter (id),
    photo   TEXT    NOT NULL,           -- blake3 of the file, in hex
    by_whom TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (letter, photo)
) STRICT, WITHOUT ROWID;
