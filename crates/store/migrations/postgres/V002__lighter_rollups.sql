-- The lines by link are read from each link's own totals; the same sums under all links are kept no more.
DELETE FROM visit_days WHERE dimension = 'link';

-- Rows that are changed again and again need room beside them, so that a change stays on its page and touches no index.
ALTER TABLE leads SET (fillfactor = 80);
ALTER TABLE visit_days SET (fillfactor = 60);
ALTER TABLE member_turns SET (fillfactor = 50);
