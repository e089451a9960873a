-- A touch is written once because of what stands in its own row: its link and the first bytes of its nonce's hash. So
-- one narrow index, whose entries lie together by link, does for the list, for the answers and against doubles; what
-- wanted a look into all links and all nonces there ever were is gone. (SQLite cannot drop a column's REFERENCES: copied
-- and made again.) What comes by links that never went out stands here too, so that it takes as long as all else; the
-- last ones are kept, and nobody reads them.
CREATE TABLE touch_2 (
    id       INTEGER PRIMARY KEY,
    token    BLOB    NOT NULL,
    kind     TEXT    NOT NULL,          -- shown, read, confirmed, asks, hidden
    door     TEXT    NOT NULL,          -- page: its script; plain: the collector's own page
    at       INTEGER NOT NULL,
    edition  TEXT    NOT NULL,          -- hash of the edition that was seen; may be empty for the plain page
    dwell    INTEGER NOT NULL,          -- milliseconds by the collector's clock
    gesture  TEXT    NOT NULL,
    late     INTEGER NOT NULL,          -- 1: kept by the page and sent later
    agent    TEXT    NOT NULL DEFAULT 'unknown',    -- line, in-app, phone-safari, desktop-chrome …
    fetch    TEXT    NOT NULL DEFAULT 'silent',     -- what Sec-Fetch-* said: silent, agrees, person
    network  BLOB,                      -- hash with a key of that day; wiped after 30 days
    session  BLOB,                      -- one opening of the page: hash of its nonce
    device   BLOB,                      -- one browser, for this link only; NULL where it keeps nothing
    dispatch INTEGER,                   -- whose link it is; NULL: one that never went out
    once     BLOB                       -- first bytes of the nonce's hash; NULL in rows from before
) STRICT;
INSERT INTO touch_2 (id, token, kind, door, at, edition, dwell, gesture, late, agent, fetch, network, session, device,
                     dispatch)
    SELECT id, token, kind, door, at, edition, dwell, gesture, late, agent, fetch, network, session, device,
           (SELECT dispatch FROM token WHERE hash = touch.token) FROM touch;
DROP TABLE touch;
ALTER TABLE touch_2 RENAME TO touch;
CREATE UNIQUE INDEX touch_once ON touch (dispatch, once);
CREATE INDEX touch_network ON touch (at) WHERE network IS NOT NULL;
DROP TABLE stranger;
-- (`nonce` holds what was used before this: asked until it is empty, two days later.)
