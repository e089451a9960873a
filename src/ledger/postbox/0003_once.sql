-- A slip has the columns of the ledger's touch, and says which token it is of by that token's number: what belongs
-- together lies together, and one narrow index does for looking up and against doubles.
CREATE TABLE slip_2 (
    number  INTEGER PRIMARY KEY,        -- only grows, also over a loss of this file: it begins with the time
    link    INTEGER NOT NULL,           -- number of its token; 0: the office has not brought it
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
    device  BLOB,
    nonce   BLOB                        -- each counts once
) STRICT;
INSERT INTO slip_2
    SELECT coalesce(number, (SELECT coalesce(max(number), 0) FROM slip) + row_number() OVER (ORDER BY id)),
           coalesce((SELECT id FROM token WHERE hash = slip.token), 0),
           token, kind, evidence ->> '$.door', at, evidence ->> '$.edition', evidence ->> '$.dwell',
           evidence ->> '$.gesture', evidence ->> '$.late',
           evidence ->> '$.circumstances.agent', evidence ->> '$.circumstances.fetch',
           -- Bytes stood there as a list of numbers.
           (SELECT unhex(group_concat(printf('%02x', value), '' ORDER BY key))
            FROM json_each(evidence, '$.circumstances.network') WHERE type = 'integer'),
           (SELECT unhex(group_concat(printf('%02x', value), '' ORDER BY key))
            FROM json_each(evidence, '$.circumstances.session') WHERE type = 'integer'),
           (SELECT unhex(group_concat(printf('%02x', value), '' ORDER BY key))
            FROM json_each(evidence, '$.circumstances.device') WHERE type = 'integer'),
           nonce
    FROM slip;
DROP TABLE slip;
ALTER TABLE slip_2 RENAME TO slip;
CREATE UNIQUE INDEX slip_once ON slip (link, substr(nonce, 1, 8));
