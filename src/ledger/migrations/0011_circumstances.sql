-- Under which circumstances a touch came, in coarse classes. No raw address and no agent's text is ever kept.
ALTER TABLE touch ADD COLUMN agent   TEXT NOT NULL DEFAULT 'unknown';  -- line, in-app, phone-safari, desktop-chrome …
ALTER TABLE touch ADD COLUMN fetch   TEXT NOT NULL DEFAULT 'silent';   -- what Sec-Fetch-* said: silent, agrees, person
ALTER TABLE touch ADD COLUMN network BLOB;      -- hash with a key of that day; wiped after 30 days
ALTER TABLE touch ADD COLUMN session BLOB;      -- one opening of the page: hash of its nonce
ALTER TABLE touch ADD COLUMN device  BLOB;      -- one browser, for this link only; NULL where it keeps nothing
CREATE INDEX touch_network ON touch (at) WHERE network IS NOT NULL;
-- (touch.kind may be 'hidden' too: the page's hidden form was sent, which no person sees.)

-- Whose reading a letter needs, frozen with it: any guardian, each home, every guardian.
ALTER TABLE release ADD COLUMN who_reads TEXT NOT NULL DEFAULT 'any';
