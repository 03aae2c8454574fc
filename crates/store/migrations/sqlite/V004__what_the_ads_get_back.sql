-- Conversions: where they go, what is on its way, and what the platforms said of it.

CREATE TABLE destinations (
    id            BLOB PRIMARY KEY,
    workspace_id  BLOB NOT NULL REFERENCES workspaces (id),
    platform      TEXT NOT NULL,
    name          TEXT NOT NULL,
    active        INTEGER NOT NULL,
    for_all_links INTEGER NOT NULL,          -- takes what comes over links that choose none themselves
    settings      TEXT NOT NULL,             -- JSON: ids that anybody may see
    credentials   BLOB NOT NULL,             -- JSON, sealed with a key outside the database
    hints         TEXT NOT NULL,             -- JSON: of each credential its last characters and when it was set
    events        TEXT NOT NULL,             -- JSON: what each category is called there
    consent       TEXT NOT NULL,             -- by_region, required, not_required
    archived_at   INTEGER,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX destinations_by_workspace ON destinations (workspace_id, id);

-- How a destination does, written by whoever sends: its breaker, and what it said last.
CREATE TABLE destination_health (
    destination_id BLOB PRIMARY KEY,
    state          TEXT NOT NULL,            -- closed, open, half_open, paused
    failures       INTEGER NOT NULL,         -- in a row
    openings       INTEGER NOT NULL,         -- in a row
    since          INTEGER NOT NULL,
    probe_at       INTEGER NOT NULL,
    said           TEXT,                     -- JSON: the last failure in the platform's words
    said_at        INTEGER,
    sent_at        INTEGER                   -- the last success
) STRICT, WITHOUT ROWID;

-- One event on its way to one destination. No payload, no token, nothing personal: what is told of the lead is read
-- from the lead when it is sent.
CREATE TABLE deliveries (
    id             BLOB PRIMARY KEY,         -- of the moment and a hash of event and destination
    workspace_id   BLOB NOT NULL,
    destination_id BLOB NOT NULL,
    once_key       TEXT NOT NULL,            -- lead and category, or the event itself
    event_id       BLOB NOT NULL,            -- what the platform tells duplicates by
    lead_id        INTEGER,                  -- none: a test
    link_id        BLOB,
    cause          TEXT NOT NULL,
    category       TEXT NOT NULL,
    name           TEXT NOT NULL,            -- what the destination calls it
    at             INTEGER NOT NULL,
    lead_status    TEXT,                     -- the status that was reached
    value_minor    INTEGER,
    currency       TEXT,
    status         TEXT NOT NULL,
    reason         TEXT,                     -- a word: why it was skipped, refused or given up
    said           TEXT,                     -- JSON: what the platform said last
    tries          INTEGER NOT NULL,
    next_at        INTEGER,                  -- when it is due, or its lease ends; none: nothing more happens by itself
    lease          BLOB,
    batch_cap      INTEGER,                  -- at most so many in one request with it: one among them is bad
    receipt        TEXT,                     -- taken in under this; the platform says later what became of it
    expires_at     INTEGER NOT NULL,
    replay_id      BLOB,
    sent_at        INTEGER,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX deliveries_once ON deliveries (destination_id, once_key);
CREATE INDEX deliveries_due ON deliveries (destination_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_by_workspace ON deliveries (workspace_id, id);
CREATE INDEX deliveries_by_status ON deliveries (workspace_id, status, id) WHERE status <> 'sent';
CREATE INDEX deliveries_by_destination ON deliveries (destination_id, id);
CREATE INDEX deliveries_by_lead ON deliveries (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX deliveries_by_replay ON deliveries (replay_id) WHERE replay_id IS NOT NULL;
CREATE INDEX deliveries_by_receipt ON deliveries (destination_id, receipt) WHERE receipt IS NOT NULL;

CREATE TABLE delivery_tries (
    delivery_id BLOB NOT NULL,
    nth         INTEGER NOT NULL,            -- from 1
    at          INTEGER NOT NULL,
    took        INTEGER NOT NULL,            -- microseconds
    outcome     TEXT NOT NULL,               -- the status that it led to
    said        TEXT NOT NULL,               -- JSON: HTTP status, code, words, trace id
    batch       INTEGER NOT NULL,            -- events in the request
    PRIMARY KEY (delivery_id, nth)
) STRICT, WITHOUT ROWID;

-- How deliveries ended, by the hour (UTC): what the screens count at a glance.
CREATE TABLE delivery_hours (
    destination_id BLOB NOT NULL,
    hour           INTEGER NOT NULL,         -- microseconds / 3,600,000,000
    outcome        TEXT NOT NULL,
    deliveries     INTEGER NOT NULL,
    PRIMARY KEY (destination_id, hour, outcome)
) STRICT, WITHOUT ROWID;

-- What platforms know a lead by, each in the normal form that one of them asks for; made when its contact changes.
CREATE TABLE lead_hashes (
    lead_id      INTEGER PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    hashes       TEXT NOT NULL               -- JSON of domain::conversion::Hashes
) STRICT;

-- Persons of whom nothing is told, by a keyed hash of number or address: an import does not bring them back.
CREATE TABLE suppressions (
    workspace_id BLOB NOT NULL,
    contact      BLOB NOT NULL,              -- HMAC-SHA256 of the E.164 number or the folded address
    kind         TEXT NOT NULL,              -- phone, email
    why          TEXT NOT NULL,              -- asked, erased
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, contact)
) STRICT, WITHOUT ROWID;
