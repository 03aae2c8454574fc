-- From when on the rows of a kind are there: set before the first of those before it goes, and never put back.
CREATE TABLE retention (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    kind         TEXT NOT NULL,              -- visits, filtered_visits, deliveries, leads, customers, audit
    kept_from    BIGINT NOT NULL,           -- what is older goes, or is gone
    kept_day     BIGINT NOT NULL,           -- yyyymmdd of it as the roll-ups have their days; earlier ones are counted anew no more
    done_to      BIGINT NOT NULL,           -- everything before is gone
    gone         BIGINT NOT NULL,           -- rows so far
    told         BIGINT NOT NULL,           -- of them, those that the audit log tells of
    PRIMARY KEY (workspace_id, kind)
);

-- How far the visits of each node's journal were looked at for a kind.
CREATE TABLE retention_cursors (
    workspace_id BYTEA NOT NULL,
    kind         TEXT NOT NULL,
    node         BIGINT NOT NULL,
    through      BIGINT NOT NULL,           -- the last visit's id
    PRIMARY KEY (workspace_id, kind, node)
);

-- Work that one node does for all.
CREATE TABLE chores (
    name  TEXT PRIMARY KEY,
    lease BYTEA NOT NULL,
    until BIGINT NOT NULL
);
