-- A message that reached nobody (no address, bounced, failed, rehearsed) may be made anew for the same person: the
-- new one takes its place, and the old one is put aside, with dispatch.round = -id and due_at = when that was.
-- What a round is for stands in the acts; this table was never written to.
DROP TABLE round;
