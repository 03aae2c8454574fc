-- Who put somebody on the list of those of whom nothing is told; none: it was not kept.
ALTER TABLE suppressions ADD COLUMN by_name TEXT;
