-- Who wants no mails any more, and who wants them again: only ever added to; an address's last row decides.
CREATE TABLE stop (
    id       INTEGER PRIMARY KEY,
    address  TEXT    NOT NULL,          -- in small letters
    dispatch INTEGER,                   -- the message whose mark it was; NULL: noted at the desk
    back     INTEGER NOT NULL,          -- 1: mails again
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX stop_address ON stop (address, id);

CREATE VIEW stopped AS
    SELECT address, dispatch, at FROM stop s
    WHERE back = 0 AND NOT EXISTS (SELECT 1 FROM stop n WHERE n.address = s.address AND n.id > s.id);
