-- The day sums of campaigns, terms, contents and ads of all links together, added up by week and by four weeks, so that a
-- period of what has thousands of values a day is read as few sums.
CREATE TABLE visit_spans (
    workspace_id BLOB NOT NULL,
    dimension    TEXT NOT NULL,              -- campaign, term, content, ad
    days         INTEGER NOT NULL,           -- 7, 28
    span         INTEGER NOT NULL,           -- Julian day number / days: weeks begin on Monday
    value        TEXT NOT NULL,
    clicks       INTEGER NOT NULL,
    scans        INTEGER NOT NULL,
    leads        INTEGER NOT NULL,
    filtered     INTEGER NOT NULL,
    repeats      INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, dimension, days, span, value)
) STRICT, WITHOUT ROWID;

-- The models are those of lead_days.
CREATE TABLE lead_spans (
    workspace_id BLOB NOT NULL,
    dimension    TEXT NOT NULL,
    days         INTEGER NOT NULL,
    span         INTEGER NOT NULL,
    value        TEXT NOT NULL,
    model        INTEGER NOT NULL,
    leads        INTEGER NOT NULL,
    with_data    INTEGER NOT NULL,
    opened       INTEGER NOT NULL,
    chats        INTEGER NOT NULL,
    data_chats   INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, dimension, days, span, value, model)
) STRICT, WITHOUT ROWID;

-- What the days say already; the Julian day number of a yyyymmdd day is Fliegel and Van Flandern's. One dimension after the
-- other, since each is sorted in memory.
CREATE TEMPORARY VIEW visits_by_week AS SELECT workspace_id, dimension, value, clicks, scans, leads, filtered, repeats,
    (1461 * (day / 10000 + 4800 + (day / 100 % 100 - 14) / 12) / 4
     + 367 * (day / 100 % 100 - 2 - (day / 100 % 100 - 14) / 12 * 12) / 12
     - 3 * ((day / 10000 + 4900 + (day / 100 % 100 - 14) / 12) / 100) / 4 + day % 100 - 32075) / 7 AS week
    FROM visit_days WHERE link_id = X'00000000000000000000000000000000';
CREATE TEMPORARY VIEW leads_by_week AS SELECT workspace_id, dimension, value, model, leads, with_data, opened, chats,
    data_chats,
    (1461 * (day / 10000 + 4800 + (day / 100 % 100 - 14) / 12) / 4
     + 367 * (day / 100 % 100 - 2 - (day / 100 % 100 - 14) / 12 * 12) / 12
     - 3 * ((day / 10000 + 4900 + (day / 100 % 100 - 14) / 12) / 100) / 4 + day % 100 - 32075) / 7 AS week
    FROM lead_days WHERE link_id = X'00000000000000000000000000000000';
INSERT INTO visit_spans SELECT workspace_id, dimension, 7, week, value,
    sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats)
    FROM visits_by_week WHERE dimension = 'campaign' GROUP BY 1, 2, 4, 5;
INSERT INTO visit_spans SELECT workspace_id, dimension, 7, week, value,
    sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats)
    FROM visits_by_week WHERE dimension = 'term' GROUP BY 1, 2, 4, 5;
INSERT INTO visit_spans SELECT workspace_id, dimension, 7, week, value,
    sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats)
    FROM visits_by_week WHERE dimension = 'content' GROUP BY 1, 2, 4, 5;
INSERT INTO visit_spans SELECT workspace_id, dimension, 7, week, value,
    sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats)
    FROM visits_by_week WHERE dimension = 'ad' GROUP BY 1, 2, 4, 5;
INSERT INTO visit_spans SELECT workspace_id, dimension, 28, span / 4, value,
    sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats)
    FROM visit_spans WHERE days = 7 GROUP BY 1, 2, 4, 5;
INSERT INTO lead_spans SELECT workspace_id, dimension, 7, week, value, model,
    sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats)
    FROM leads_by_week WHERE dimension = 'campaign' GROUP BY 1, 2, 4, 5, 6;
INSERT INTO lead_spans SELECT workspace_id, dimension, 7, week, value, model,
    sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats)
    FROM leads_by_week WHERE dimension = 'term' GROUP BY 1, 2, 4, 5, 6;
INSERT INTO lead_spans SELECT workspace_id, dimension, 7, week, value, model,
    sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats)
    FROM leads_by_week WHERE dimension = 'content' GROUP BY 1, 2, 4, 5, 6;
INSERT INTO lead_spans SELECT workspace_id, dimension, 7, week, value, model,
    sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats)
    FROM leads_by_week WHERE dimension = 'ad' GROUP BY 1, 2, 4, 5, 6;
INSERT INTO lead_spans SELECT workspace_id, dimension, 28, span / 4, value, model,
    sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats)
    FROM lead_spans WHERE days = 7 GROUP BY 1, 2, 4, 5, 6;
DROP VIEW visits_by_week;
DROP VIEW leads_by_week;
