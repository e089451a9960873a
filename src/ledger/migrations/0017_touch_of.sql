-- Which dispatch a touch is about stands beside it: the touches of a letter lie together then, and its list need not look for
-- each link's hash among all there ever were.
ALTER TABLE touch ADD COLUMN dispatch INTEGER;
UPDATE touch SET dispatch = (SELECT dispatch FROM token WHERE hash = touch.token);
CREATE INDEX touch_dispatch ON touch (dispatch);
CREATE TRIGGER touch_of AFTER INSERT ON touch WHEN new.dispatch IS NULL BEGIN
    UPDATE touch SET dispatch = (SELECT dispatch FROM token WHERE hash = new.token) WHERE id = new.id;
END;
