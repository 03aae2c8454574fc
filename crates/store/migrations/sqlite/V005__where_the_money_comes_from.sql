-- When the visitor first left data (a form or a number), and when a page first told that the chat was opened.
ALTER TABLE leads ADD COLUMN left_data_at INTEGER;
ALTER TABLE leads ADD COLUMN opened_at INTEGER;

-- What existed before: forms that were sent, and what visitors left on the page to leave a number on.
UPDATE leads SET left_data_at = (SELECT min(f.at) FROM form_answers f WHERE f.lead_id = leads.id)
    WHERE id IN (SELECT lead_id FROM form_answers);
UPDATE leads SET left_data_at = (SELECT min(c.at) FROM lead_changes c
        WHERE c.lead_id = leads.id AND c.actor_kind = 'visitor' AND c.field = 'phone')
    WHERE left_data_at IS NULL AND phone IS NOT NULL AND id IN (SELECT c.lead_id FROM lead_changes c
        WHERE c.actor_kind = 'visitor' AND c.field = 'phone');
UPDATE leads SET opened_at = b.at FROM (SELECT workspace_id, lead_id, min(seen_at) AS at FROM beacons
        WHERE what = 'opened' GROUP BY workspace_id, lead_id) b
    WHERE b.lead_id = leads.id AND b.workspace_id = leads.workspace_id;

-- Leads by the day on which they were made, as they are now. Model 0 holds every lead by its first touch; model 1 what
-- has to be added to it where the last touch is another: taken away there, put here. The last touch is both together.
CREATE TABLE lead_days (
    workspace_id BLOB NOT NULL,
    link_id      BLOB NOT NULL,              -- of the touch; 16 zero bytes: all links
    dimension    TEXT NOT NULL,              -- total, hour, agent, country, device, source, medium, campaign, term, content, ad, platform
    day          INTEGER NOT NULL,           -- yyyymmdd in the workspace's zone
    value        TEXT NOT NULL,
    model        INTEGER NOT NULL,
    leads        INTEGER NOT NULL,
    with_data    INTEGER NOT NULL,           -- left data
    opened       INTEGER NOT NULL,           -- a page told that the chat was opened
    chats        INTEGER NOT NULL,           -- wrote
    data_chats   INTEGER NOT NULL,           -- left data and wrote
    PRIMARY KEY (workspace_id, link_id, dimension, day, value, model)
) STRICT, WITHOUT ROWID;

-- Each time that a lead became a purchase, with what it is counted by: made anew whenever the lead changes.
CREATE TABLE purchases (
    workspace_id BLOB NOT NULL,
    at           INTEGER NOT NULL,
    change_id    BLOB NOT NULL,              -- the row of lead_changes
    lead_id      INTEGER NOT NULL,
    agent_id     BLOB,
    country      TEXT NOT NULL,
    device       TEXT NOT NULL,
    minor        INTEGER,                    -- the lead's actual value as it is now
    currency     TEXT,
    first_touch  BLOB NOT NULL,              -- postcard of domain::attribution::Brought
    last_touch   BLOB NOT NULL,              -- the last before it became a purchase
    PRIMARY KEY (workspace_id, at, change_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchases_by_lead ON purchases (lead_id);

-- What was paid for clicks, as files told it: one sum for a campaign and a day, the latest that was imported.
CREATE TABLE cost_imports (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    file_name    TEXT NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     BLOB,
    actor_name   TEXT NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cost_imports_by_workspace ON cost_imports (workspace_id, id);

CREATE TABLE ad_costs (
    workspace_id BLOB NOT NULL,
    day          INTEGER NOT NULL,           -- yyyymmdd, as the file has it
    campaign     TEXT NOT NULL,
    minor        INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    import_id    BLOB NOT NULL REFERENCES cost_imports (id),
    PRIMARY KEY (workspace_id, day, campaign)
) STRICT, WITHOUT ROWID;
CREATE INDEX ad_costs_by_import ON ad_costs (import_id);
