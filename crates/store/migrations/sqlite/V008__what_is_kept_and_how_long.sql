-- From when on the rows of a kind are there: set before the first of those before it goes, and never put back.
CREATE TABLE retention (
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    kind         TEXT NOT NULL,              -- visits, filtered_visits, deliveries, leads, customers, audit
    kept_from    INTEGER NOT NULL,           -- what is older goes, or is gone
    kept_day     INTEGER NOT NULL,           -- yyyymmdd of it as the roll-ups have their days; earlier ones are counted anew no more
    done_to      INTEGER NOT NULL,           -- everything before is gone
    gone         INTEGER NOT NULL,           -- rows so far
    told         INTEGER NOT NULL,           -- of them, those that the audit log tells of
    PRIMARY KEY (workspace_id, kind)
) STRICT, WITHOUT ROWID;

-- How far the visits of each node's journal were looked at for a kind.
CREATE TABLE retention_cursors (
    workspace_id BLOB NOT NULL,
    kind         TEXT NOT NULL,
    node         INTEGER NOT NULL,
    through      INTEGER NOT NULL,           -- the last visit's id
    PRIMARY KEY (workspace_id, kind, node)
) STRICT, WITHOUT ROWID;

-- Work that one node does for all.
CREATE TABLE chores (
    name  TEXT PRIMARY KEY,
    lease BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
