-- When the person behind a lead was erased: what is left is a stone that the projection brings nothing back to.
ALTER TABLE leads ADD COLUMN erased_at BIGINT;

-- The list of those of whom nothing is told, newest first.
CREATE INDEX suppressions_by_time ON suppressions (workspace_id, created_at, contact);
