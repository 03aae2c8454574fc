-- The lines by link are read from each link's own totals; the same sums under all links are kept no more.
DELETE FROM visit_days WHERE dimension = 'link';
