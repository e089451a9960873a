-- Whom of a household a call was about, where its letter needs more than one: JSON, 'home:母' or 'guardian:母/佐藤美咲'.
ALTER TABLE call ADD COLUMN parties TEXT NOT NULL DEFAULT '[]';
-- Until now a call about such a letter told everybody whom it waited for, and goes on meaning that: all whom it was made out
-- for by now, and nobody who joins them.
UPDATE call SET parties = (
    SELECT json_group_array(party) FROM (
        SELECT 'guardian:' || d.guardian AS party FROM dispatch d
        WHERE d.letter = call.letter AND d.family = call.family AND d.role = 'guardian'
        UNION
        SELECT 'home:' || CASE instr(d.guardian, '/') WHEN 0 THEN ''
                               ELSE substr(d.guardian, 1, instr(d.guardian, '/') - 1) END FROM dispatch d
        WHERE d.letter = call.letter AND d.family = call.family AND d.role = 'guardian'))
WHERE letter IN (SELECT letter FROM release WHERE who_reads <> 'any');

-- Two who phone the two homes of one family are not in each other's way. What stood here was over after minutes.
DROP TABLE phoning;
CREATE TABLE phoning (
    letter  TEXT    NOT NULL,
    family  TEXT    NOT NULL,
    party   TEXT    NOT NULL,           -- '' for the household
    by_whom TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (letter, family, party)
) STRICT, WITHOUT ROWID;
