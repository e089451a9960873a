-- Hashes of networks are wiped after 30 days. What is to be wiped was found by an index, which every reading had to be put
-- into; now it is remembered up to which touch there is nothing left to wipe, and the rest is looked through, twice a day.
CREATE TABLE wiped (
    up_to INTEGER NOT NULL              -- no touch up to this one has a network
) STRICT;
INSERT INTO wiped (up_to)
    SELECT coalesce((SELECT min(id) FROM touch WHERE network IS NOT NULL) - 1, (SELECT max(id) FROM touch), 0);
DROP INDEX touch_network;
