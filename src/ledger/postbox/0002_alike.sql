-- What comes by a link that nobody knows is written down like all else, so that the time tells nothing: whether its token
-- is known is asked when the office comes.
DROP INDEX slip_waiting;
