-- The day sums of campaigns, terms, contents and ads of all links together, added up by week and by four weeks, so that a
-- period of what has thousands of values a day is read as few sums.
CREATE TABLE visit_spans (
    workspace_id BYTEA NOT NULL,
    dimension    TEXT NOT NULL,              -- campaign, term, content, ad
    days         BIGINT NOT NULL,           -- 7, 28
    span         BIGINT NOT NULL,           -- Julian day number / days: weeks begin on Monday
    value        TEXT NOT NULL,
    clicks       BIGINT NOT NULL,
    scans        BIGINT NOT NULL,
    leads        BIGINT NOT NULL,
    filtered     BIGINT NOT NULL,
    repeats      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, dimension, days, span, value)
);

-- The models are those of lead_days.
CREATE TABLE lead_spans (
    workspace_id BYTEA NOT NULL,
    dimension    TEXT NOT NULL,
    days         BIGINT NOT NULL,
    span         BIGINT NOT NULL,
    value        TEXT NOT NULL,
    model        BIGINT NOT NULL,
    leads        BIGINT NOT NULL,
    with_data    BIGINT NOT NULL,
    opened       BIGINT NOT NULL,
    chats        BIGINT NOT NULL,
    data_chats   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, dimension, days, span, value, model)
);

-- Rows that are changed again and again need room beside them.
ALTER TABLE visit_spans SET (fillfactor = 60);
ALTER TABLE lead_spans SET (fillfactor = 60);

-- What the days say already; the Julian day number of a yyyymmdd day is Fliegel and Van Flandern's. One dimension after the
-- other, since each is sorted in memory.
CREATE TEMPORARY VIEW visits_by_week AS SELECT workspace_id, dimension, value, clicks, scans, leads, filtered, repeats,
    (1461 * (day / 10000 + 4800 + (day / 100 % 100 - 14) / 12) / 4
     + 367 * (day / 100 % 100 - 2 - (day / 100 % 100 - 14) / 12 * 12) / 12
     - 3 * ((day / 10000 + 4900 + (day / 100 % 100 - 14) / 12) / 100) / 4 + day % 100 - 32075) / 7 AS week
    FROM visit_days WHERE link_id = '\x00000000000000000000000000000000';
CREATE TEMPORARY VIEW leads_by_week AS SELECT workspace_id, dimension, value, model, leads, with_data, opened, chats,
    data_chats,
    (1461 * (day / 10000 + 4800 + (day / 100 % 100 - 14) / 12) / 4
     + 367 * (day / 100 % 100 - 2 - (day / 100 % 100 - 14) / 12 * 12) / 12
     - 3 * ((day / 10000 + 4900 + (day / 100 % 100 - 14) / 12) / 100) / 4 + day % 100 - 32075) / 7 AS week
    FROM lead_days WHERE link_id = '\x00000000000000000000000000000000';
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
