-- Ids of things people make: 16 bytes. Leads and visits: sequence numbers. Times: microseconds UTC.
-- Money: minor units beside the currency. Yes and no: 1 and 0. JSON: text.

CREATE TABLE workspaces (
    id           BLOB PRIMARY KEY,
    name         TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    country      TEXT NOT NULL,
    settings     TEXT NOT NULL,              -- JSON: fallback, catch_all, statuses, …
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id            BLOB PRIMARY KEY,
    workspace_id  BLOB NOT NULL REFERENCES workspaces (id),
    email         TEXT NOT NULL UNIQUE,      -- lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale        TEXT NOT NULL,
    availability  TEXT NOT NULL,
    disabled_at   INTEGER,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_workspace ON users (workspace_id, id);

CREATE TABLE sessions (
    token_hash   BLOB PRIMARY KEY,           -- SHA-256 of the cookie's token
    user_id      BLOB NOT NULL REFERENCES users (id),
    user_agent   TEXT NOT NULL,
    ip           TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_tokens (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    token_hash   BLOB NOT NULL UNIQUE,       -- SHA-256 of the token
    scopes       TEXT NOT NULL,              -- JSON array
    created_by   BLOB,                       -- a user; none from the command line
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_by_workspace ON api_tokens (workspace_id, id);

CREATE TABLE idempotency_keys (
    workspace_id BLOB NOT NULL,
    idem_key     TEXT NOT NULL,
    request_hash BLOB NOT NULL,              -- SHA-256 of method, path and body
    status       INTEGER NOT NULL,
    body         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, idem_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    kind         TEXT NOT NULL,              -- whatsapp, telegram, website, booking
    name         TEXT NOT NULL,
    place        TEXT NOT NULL,              -- E.164 with plus, user name, or URL
    status       TEXT NOT NULL,              -- active, passive
    archived_at  INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    UNIQUE (workspace_id, kind, place)
) STRICT, WITHOUT ROWID;

-- A CS person: who answers on a channel, and what stickiness holds on to. May have a sign-in.
CREATE TABLE agents (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    channel_id   BLOB NOT NULL UNIQUE REFERENCES channels (id),
    user_id      BLOB REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agents_by_workspace ON agents (workspace_id, id);

CREATE TABLE links (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    domain       TEXT NOT NULL,              -- '' is the default domain
    slug         TEXT NOT NULL,
    name         TEXT NOT NULL,
    message      TEXT NOT NULL,
    method       TEXT NOT NULL,
    sticky       INTEGER NOT NULL,
    click_event  TEXT NOT NULL,
    fallback     TEXT,                       -- JSON
    preview      TEXT NOT NULL,              -- JSON
    extras       TEXT NOT NULL,              -- JSON: deeplink, form, rules, destination_ids
    archived_at  INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_workspace ON links (workspace_id, id);

-- Every address a link ever had; the old ones keep working.
CREATE TABLE link_addresses (
    domain     TEXT NOT NULL,
    slug       TEXT NOT NULL,
    link_id    BLOB NOT NULL REFERENCES links (id),
    current    INTEGER NOT NULL,
    PRIMARY KEY (domain, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_addresses_by_link ON link_addresses (link_id);

CREATE TABLE members (
    id         BLOB PRIMARY KEY,
    link_id    BLOB NOT NULL REFERENCES links (id),
    agent_id   BLOB NOT NULL REFERENCES agents (id),
    name       TEXT NOT NULL,
    weight     INTEGER NOT NULL,
    active     INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    removed_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_link ON members (link_id, position);
CREATE INDEX members_by_agent ON members (agent_id);

-- Written by the projector with the visits, so that turns and visits never disagree.
CREATE TABLE rotations (
    link_id     BLOB NOT NULL,
    node        INTEGER NOT NULL,            -- each node turns its own wheel
    epoch       INTEGER NOT NULL,            -- changes of the active set so far
    fingerprint INTEGER NOT NULL,            -- of the active set and its weights
    last_member BLOB NOT NULL,
    counts      TEXT NOT NULL,               -- JSON {member: turns since the set last changed}
    PRIMARY KEY (link_id, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_turns (
    member_id BLOB PRIMARY KEY,
    turns     INTEGER NOT NULL,              -- visitors assigned in turn
    sticky    INTEGER NOT NULL               -- visits that came back to their agent
) STRICT, WITHOUT ROWID;

-- A lead's key is its sequence number; its visitor code is a keyed permutation of it and stands nowhere.
CREATE TABLE leads (
    id               INTEGER PRIMARY KEY,
    workspace_id     BLOB NOT NULL,
    link_id          BLOB,                   -- of the first touch
    name             TEXT,                   -- none: the automatic name
    phone            TEXT,
    email            TEXT,
    status           TEXT NOT NULL,
    priority         TEXT NOT NULL,
    score            INTEGER NOT NULL,
    source           TEXT NOT NULL,
    campaign         TEXT NOT NULL,          -- utm_campaign of the first touch
    expected_minor   INTEGER,
    actual_minor     INTEGER,
    currency         TEXT,
    tags             TEXT,                   -- JSON array
    custom_fields    TEXT,                   -- JSON object
    agent_id         BLOB,
    agent_set_at     INTEGER NOT NULL,       -- a person's choice wins over older visits
    city             TEXT NOT NULL,
    region           TEXT NOT NULL,
    country          TEXT NOT NULL,
    time_zone        TEXT NOT NULL,
    language         TEXT NOT NULL,
    device           TEXT NOT NULL,
    ip               TEXT NOT NULL,
    first_touch      BLOB NOT NULL,          -- postcard of domain::lead::Touch
    last_touch       BLOB,                   -- none: the first
    visit_count      INTEGER NOT NULL,
    chat_count       INTEGER NOT NULL,
    consent          TEXT,                   -- JSON
    last_seen_at     INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    version          INTEGER NOT NULL
) STRICT;
-- Few on purpose: each is paid for by every visit or lead. What a new lead looks like is found by lead_blocks.
CREATE INDEX leads_by_agent ON leads (agent_id, id) WHERE agent_id IS NOT NULL;
CREATE INDEX leads_by_status ON leads (workspace_id, status, id) WHERE status <> 'new';
CREATE INDEX leads_by_phone ON leads (workspace_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX leads_by_email ON leads (workspace_id, email) WHERE email IS NOT NULL;
CREATE INDEX leads_by_priority ON leads (workspace_id, priority, id) WHERE priority <> 'medium';
CREATE INDEX leads_with_phone ON leads (workspace_id, id) WHERE phone IS NOT NULL;

-- Which blocks of 256 lead numbers hold a lead of this country, source, campaign, device or hour (a zone map): a list
-- with filters reads only blocks that hold every value asked for. May name a block in vain, never leaves one out.
CREATE TABLE lead_blocks (
    workspace_id BLOB NOT NULL,
    facet        TEXT NOT NULL,              -- any, country, source, campaign, device, hour (of creation, UTC)
    value        TEXT NOT NULL,
    block        INTEGER NOT NULL,           -- lead id / 256
    PRIMARY KEY (workspace_id, facet, value, block)
) STRICT, WITHOUT ROWID;

-- Words of names, e-mails and tags that people gave, for search by prefix.
CREATE TABLE lead_words (
    workspace_id BLOB NOT NULL,
    word         TEXT NOT NULL,
    lead_id      INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, word, lead_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_words_by_lead ON lead_words (lead_id);

CREATE TABLE lead_notes (
    id         BLOB PRIMARY KEY,
    lead_id    INTEGER NOT NULL,
    user_id    BLOB,
    author     TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_notes_by_lead ON lead_notes (lead_id, id);

-- What became of a lead, one row a change: who, when, before, after.
CREATE TABLE lead_changes (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    lead_id      INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    field        TEXT NOT NULL,              -- status, name, agent, actual_value, …
    before_value TEXT,
    after_value  TEXT,
    actor_kind   TEXT NOT NULL,              -- user, token, visitor, system
    actor_id     BLOB,
    actor_name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_changes_by_lead ON lead_changes (lead_id, id);
CREATE INDEX lead_changes_by_time ON lead_changes (workspace_id, field, at);

CREATE TABLE visits (
    id           INTEGER PRIMARY KEY,        -- place in the journal
    workspace_id BLOB NOT NULL,
    link_id      BLOB NOT NULL,
    lead_id      INTEGER,
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    repeated     INTEGER NOT NULL,
    agent_id     BLOB,
    country      TEXT NOT NULL,
    details      BLOB NOT NULL               -- the journal's entry as it is: postcard of domain::visit::Entry
) STRICT;
CREATE INDEX visits_by_lead ON visits (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX visits_by_link ON visits (link_id, id);
CREATE INDEX visits_by_kind ON visits (workspace_id, kind, id) WHERE kind <> 'human';

-- Roll-ups: equal to the rows by construction (written in the visits' own transaction) and by test (recount).
CREATE TABLE visit_days (
    workspace_id BLOB NOT NULL,
    link_id      BLOB NOT NULL,              -- 16 zero bytes: all links
    day          INTEGER NOT NULL,           -- yyyymmdd in the workspace's zone
    dimension    TEXT NOT NULL,              -- total, hour, link, agent, source, campaign, country, device, kind
    value        TEXT NOT NULL,
    clicks       INTEGER NOT NULL,           -- human, without repeats
    scans        INTEGER NOT NULL,
    leads        INTEGER NOT NULL,           -- new ones
    filtered     INTEGER NOT NULL,           -- preview, bot, prefetch, head
    repeats      INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, link_id, dimension, day, value)
) STRICT, WITHOUT ROWID;

-- Who the journals are, how far each is projected, which lead numbers each holds.
CREATE TABLE nodes (
    node       INTEGER PRIMARY KEY,
    identity   BLOB NOT NULL UNIQUE,         -- 16 random bytes kept in the journal's file
    cursor     INTEGER NOT NULL,             -- last journal batch applied
    applied    INTEGER NOT NULL,            -- and the ordinal of its last entry
    seen_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Blocks of lead numbers that nodes hold, so that a new visitor costs no question to the store.
CREATE TABLE lead_leases (
    first INTEGER PRIMARY KEY,
    last  INTEGER NOT NULL,
    node  INTEGER NOT NULL
) STRICT;

-- Installation-wide values that must travel with the data (never secrets).
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What changed in the configuration, in order: how every node's snapshot learns of it.
CREATE TABLE config_changes (
    seq          INTEGER PRIMARY KEY,
    noun         TEXT NOT NULL,              -- link, channel, workspace, lead_agent
    id           BLOB NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_log (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL,
    at           INTEGER NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     BLOB,
    actor_name   TEXT NOT NULL,
    action       TEXT NOT NULL,              -- link.created, member.switched_off, …
    noun         TEXT NOT NULL,
    noun_id      TEXT NOT NULL,
    before_value TEXT,                       -- JSON
    after_value  TEXT                        -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_log_by_workspace ON audit_log (workspace_id, id);
CREATE INDEX audit_log_by_noun ON audit_log (workspace_id, noun, noun_id, id);
