-- Conversions: where they go, what is on its way, and what the platforms said of it.

CREATE TABLE destinations (
    id            BYTEA PRIMARY KEY,
    workspace_id  BYTEA NOT NULL REFERENCES workspaces (id),
    platform      TEXT NOT NULL,
    name          TEXT NOT NULL,
    active        BIGINT NOT NULL,
    for_all_links BIGINT NOT NULL,          -- takes what comes over links that choose none themselves
    settings      TEXT NOT NULL,             -- JSON: ids that anybody may see
    credentials   BYTEA NOT NULL,             -- JSON, sealed with a key outside the database
    hints         TEXT NOT NULL,             -- JSON: of each credential its last characters and when it was set
    events        TEXT NOT NULL,             -- JSON: what each category is called there
    consent       TEXT NOT NULL,             -- by_region, required, not_required
    archived_at   BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX destinations_by_workspace ON destinations (workspace_id, id);

-- How a destination does, written by whoever sends: its breaker, and what it said last.
CREATE TABLE destination_health (
    destination_id BYTEA PRIMARY KEY,
    state          TEXT NOT NULL,            -- closed, open, half_open, paused
    failures       BIGINT NOT NULL,         -- in a row
    openings       BIGINT NOT NULL,         -- in a row
    since          BIGINT NOT NULL,
    probe_at       BIGINT NOT NULL,
    said           TEXT,                     -- JSON: the last failure in the platform's words
    said_at        BIGINT,
    sent_at        BIGINT                   -- the last success
);

-- One event on its way to one destination. No payload, no token, nothing personal: what is told of the lead is read
-- from the lead when it is sent.
CREATE TABLE deliveries (
    id             BYTEA PRIMARY KEY,         -- of the moment and a hash of event and destination
    workspace_id   BYTEA NOT NULL,
    destination_id BYTEA NOT NULL,
    once_key       TEXT NOT NULL,            -- lead and category, or the event itself
    event_id       BYTEA NOT NULL,            -- what the platform tells duplicates by
    lead_id        BIGINT,                  -- none: a test
    link_id        BYTEA,
    cause          TEXT NOT NULL,
    category       TEXT NOT NULL,
    name           TEXT NOT NULL,            -- what the destination calls it
    at             BIGINT NOT NULL,
    lead_status    TEXT,                     -- the status that was reached
    value_minor    BIGINT,
    currency       TEXT,
    status         TEXT NOT NULL,
    reason         TEXT,                     -- a word: why it was skipped, refused or given up
    said           TEXT,                     -- JSON: what the platform said last
    tries          BIGINT NOT NULL,
    next_at        BIGINT,                  -- when it is due, or its lease ends; none: nothing more happens by itself
    lease          BYTEA,
    batch_cap      BIGINT,                  -- at most so many in one request with it: one among them is bad
    receipt        TEXT,                     -- taken in under this; the platform says later what became of it
    expires_at     BIGINT NOT NULL,
    replay_id      BYTEA,
    sent_at        BIGINT,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (destination_id, once_key);
CREATE INDEX deliveries_due ON deliveries (destination_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_by_workspace ON deliveries (workspace_id, id);
CREATE INDEX deliveries_by_status ON deliveries (workspace_id, status, id) WHERE status <> 'sent';
CREATE INDEX deliveries_by_destination ON deliveries (destination_id, id);
CREATE INDEX deliveries_by_lead ON deliveries (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX deliveries_by_replay ON deliveries (replay_id) WHERE replay_id IS NOT NULL;
CREATE INDEX deliveries_by_receipt ON deliveries (destination_id, receipt) WHERE receipt IS NOT NULL;

CREATE TABLE delivery_tries (
    delivery_id BYTEA NOT NULL,
    nth         BIGINT NOT NULL,            -- from 1
    at          BIGINT NOT NULL,
    took        BIGINT NOT NULL,            -- microseconds
    outcome     TEXT NOT NULL,               -- the status that it led to
    said        TEXT NOT NULL,               -- JSON: HTTP status, code, words, trace id
    batch       BIGINT NOT NULL,            -- events in the request
    PRIMARY KEY (delivery_id, nth)
);

-- How deliveries ended, by the hour (UTC): what the screens count at a glance.
CREATE TABLE delivery_hours (
    destination_id BYTEA NOT NULL,
    hour           BIGINT NOT NULL,         -- microseconds / 3,600,000,000
    outcome        TEXT NOT NULL,
    deliveries     BIGINT NOT NULL,
    PRIMARY KEY (destination_id, hour, outcome)
);

-- What platforms know a lead by, each in the normal form that one of them asks for; made when its contact changes.
CREATE TABLE lead_hashes (
    lead_id      BIGINT PRIMARY KEY,
    workspace_id BYTEA NOT NULL,
    hashes       TEXT NOT NULL               -- JSON of domain::conversion::Hashes
);

-- Persons of whom nothing is told, by a keyed hash of number or address: an import does not bring them back.
CREATE TABLE suppressions (
    workspace_id BYTEA NOT NULL,
    contact      BYTEA NOT NULL,              -- HMAC-SHA256 of the E.164 number or the folded address
    kind         TEXT NOT NULL,              -- phone, email
    why          TEXT NOT NULL,              -- asked, erased
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, contact)
);
