-- A collector that stands apart from the office: which tokens it was brought.
ALTER TABLE token ADD COLUMN told INTEGER NOT NULL DEFAULT 0;  -- 1: it has it
CREATE INDEX token_untold ON token (drawn_at) WHERE told = 0;

-- Where the last visit there ended: one row.
CREATE TABLE visit (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    slips    INTEGER NOT NULL,          -- the last evidence fetched, by the collector's number
    presses  INTEGER NOT NULL,          -- the last stop fetched
    tokens   INTEGER NOT NULL,          -- how many tokens it said it knows
    marks    INTEGER NOT NULL,          -- the last dispatch whose mark it was brought
    stops    INTEGER NOT NULL,          -- the last row of `stop` it was told of
    heard_at INTEGER                    -- when it last answered; NULL: never
) STRICT;
INSERT INTO visit VALUES (1, 0, 0, 0, 0, 0, NULL);
