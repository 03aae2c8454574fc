-- Ids of things people make: 16 bytes. Leads and visits: sequence numbers. Times: microseconds UTC.
-- Money: minor units beside the currency. Yes and no: 1 and 0. JSON: text.

CREATE TABLE workspaces (
    id           BYTEA PRIMARY KEY,
    name         TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    country      TEXT NOT NULL,
    settings     TEXT NOT NULL,              -- JSON: fallback, catch_all, statuses, …
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);

CREATE TABLE users (
    id            BYTEA PRIMARY KEY,
    workspace_id  BYTEA NOT NULL REFERENCES workspaces (id),
    email         TEXT NOT NULL UNIQUE,      -- lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale        TEXT NOT NULL,
    availability  TEXT NOT NULL,
    disabled_at   BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX users_by_workspace ON users (workspace_id, id);

CREATE TABLE sessions (
    token_hash   BYTEA PRIMARY KEY,           -- SHA-256 of the cookie's token
    user_id      BYTEA NOT NULL REFERENCES users (id),
    user_agent   TEXT NOT NULL,
    ip           TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_tokens (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    token_hash   BYTEA NOT NULL UNIQUE,       -- SHA-256 of the token
    scopes       TEXT NOT NULL,              -- JSON array
    created_by   BYTEA,                       -- a user; none from the command line
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX api_tokens_by_workspace ON api_tokens (workspace_id, id);

CREATE TABLE idempotency_keys (
    workspace_id BYTEA NOT NULL,
    idem_key     TEXT NOT NULL,
    request_hash BYTEA NOT NULL,              -- SHA-256 of method, path and body
    status       BIGINT NOT NULL,
    body         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, idem_key)
);

CREATE TABLE channels (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    kind         TEXT NOT NULL,              -- whatsapp, telegram, website, booking
    name         TEXT NOT NULL,
    place        TEXT NOT NULL,              -- E.164 with plus, user name, or URL
    status       TEXT NOT NULL,              -- active, passive
    archived_at  BIGINT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    UNIQUE (workspace_id, kind, place)
);

-- A CS person: who answers on a channel, and what stickiness holds on to. May have a sign-in.
CREATE TABLE agents (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    channel_id   BYTEA NOT NULL UNIQUE REFERENCES channels (id),
    user_id      BYTEA REFERENCES users (id),
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX agents_by_workspace ON agents (workspace_id, id);

CREATE TABLE links (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    domain       TEXT NOT NULL,              -- '' is the default domain
    slug         TEXT NOT NULL,
    name         TEXT NOT NULL,
    message      TEXT NOT NULL,
    method       TEXT NOT NULL,
    sticky       BIGINT NOT NULL,
    click_event  TEXT NOT NULL,
    fallback     TEXT,                       -- JSON
    preview      TEXT NOT NULL,              -- JSON
    extras       TEXT NOT NULL,              -- JSON: deeplink, form, rules, destination_ids
    archived_at  BIGINT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX links_by_workspace ON links (workspace_id, id);

-- Every address a link ever had; the old ones keep working.
CREATE TABLE link_addresses (
    domain     TEXT NOT NULL,
    slug       TEXT NOT NULL,
    link_id    BYTEA NOT NULL REFERENCES links (id),
    current    BIGINT NOT NULL,
    PRIMARY KEY (domain, slug)
);
CREATE INDEX link_addresses_by_link ON link_addresses (link_id);

CREATE TABLE members (
    id         BYTEA PRIMARY KEY,
    link_id    BYTEA NOT NULL REFERENCES links (id),
    agent_id   BYTEA NOT NULL REFERENCES agents (id),
    name       TEXT NOT NULL,
    weight     BIGINT NOT NULL,
    active     BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    removed_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX members_by_link ON members (link_id, position);
CREATE INDEX members_by_agent ON members (agent_id);

-- Written by the projector with the visits, so that turns and visits never disagree.
CREATE TABLE rotations (
    link_id     BYTEA NOT NULL,
    node        BIGINT NOT NULL,            -- each node turns its own wheel
    epoch       BIGINT NOT NULL,            -- changes of the active set so far
    fingerprint BIGINT NOT NULL,            -- of the active set and its weights
    last_member BYTEA NOT NULL,
    counts      TEXT NOT NULL,               -- JSON {member: turns since the set last changed}
    PRIMARY KEY (link_id, node)
);

CREATE TABLE member_turns (
    member_id BYTEA PRIMARY KEY,
    turns     BIGINT NOT NULL,              -- visitors assigned in turn
    sticky    BIGINT NOT NULL               -- visits that came back to their agent
);

-- A lead's key is its sequence number; its visitor code is a keyed permutation of it and stands nowhere.
CREATE TABLE leads (
    id               BIGINT PRIMARY KEY,
    workspace_id     BYTEA NOT NULL,
    link_id          BYTEA,                   -- of the first touch
    name             TEXT,                   -- none: the automatic name
    phone            TEXT COLLATE "C",      -- found by its beginning
    email            TEXT,
    status           TEXT NOT NULL,
    priority         TEXT NOT NULL,
    score            BIGINT NOT NULL,
    source           TEXT NOT NULL,
    campaign         TEXT NOT NULL,          -- utm_campaign of the first touch
    expected_minor   BIGINT,
    actual_minor     BIGINT,
    currency         TEXT,
    tags             TEXT,                   -- JSON array
    custom_fields    TEXT,                   -- JSON object
    agent_id         BYTEA,
    agent_set_at     BIGINT NOT NULL,       -- a person's choice wins over older visits
    city             TEXT NOT NULL,
    region           TEXT NOT NULL,
    country          TEXT NOT NULL,
    time_zone        TEXT NOT NULL,
    language         TEXT NOT NULL,
    device           TEXT NOT NULL,
    ip               TEXT NOT NULL,
    first_touch      BYTEA NOT NULL,          -- postcard of domain::lead::Touch
    last_touch       BYTEA,                   -- none: the first
    visit_count      BIGINT NOT NULL,
    chat_count       BIGINT NOT NULL,
    consent          TEXT,                   -- JSON
    last_seen_at     BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL
);
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
    workspace_id BYTEA NOT NULL,
    facet        TEXT NOT NULL,              -- any, country, source, campaign, device, hour (of creation, UTC)
    value        TEXT COLLATE "C" NOT NULL,
    block        BIGINT NOT NULL,           -- lead id / 256
    PRIMARY KEY (workspace_id, facet, value, block)
);

-- Words of names, e-mails and tags that people gave, for search by prefix.
CREATE TABLE lead_words (
    workspace_id BYTEA NOT NULL,
    word         TEXT COLLATE "C" NOT NULL,
    lead_id      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, word, lead_id)
);
CREATE INDEX lead_words_by_lead ON lead_words (lead_id);

CREATE TABLE lead_notes (
    id         BYTEA PRIMARY KEY,
    lead_id    BIGINT NOT NULL,
    user_id    BYTEA,
    author     TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX lead_notes_by_lead ON lead_notes (lead_id, id);

-- What became of a lead, one row a change: who, when, before, after.
CREATE TABLE lead_changes (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL,
    lead_id      BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    field        TEXT NOT NULL,              -- status, name, agent, actual_value, …
    before_value TEXT,
    after_value  TEXT,
    actor_kind   TEXT NOT NULL,              -- user, token, visitor, system
    actor_id     BYTEA,
    actor_name   TEXT NOT NULL
);
CREATE INDEX lead_changes_by_lead ON lead_changes (lead_id, id);
CREATE INDEX lead_changes_by_time ON lead_changes (workspace_id, field, at);

CREATE TABLE visits (
    id           BIGINT PRIMARY KEY,        -- place in the journal
    workspace_id BYTEA NOT NULL,
    link_id      BYTEA NOT NULL,
    lead_id      BIGINT,
    at           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    repeated     BIGINT NOT NULL,
    agent_id     BYTEA,
    country      TEXT NOT NULL,
    details      BYTEA NOT NULL               -- the journal's entry as it is: postcard of domain::visit::Entry
);
CREATE INDEX visits_by_lead ON visits (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE INDEX visits_by_link ON visits (link_id, id);
CREATE INDEX visits_by_kind ON visits (workspace_id, kind, id) WHERE kind <> 'human';

-- Roll-ups: equal to the rows by construction (written in the visits' own transaction) and by test (recount).
CREATE TABLE visit_days (
    workspace_id BYTEA NOT NULL,
    link_id      BYTEA NOT NULL,              -- 16 zero bytes: all links
    day          BIGINT NOT NULL,           -- yyyymmdd in the workspace's zone
    dimension    TEXT NOT NULL,              -- total, hour, link, agent, source, campaign, country, device, kind
    value        TEXT NOT NULL,
    clicks       BIGINT NOT NULL,           -- human, without repeats
    scans        BIGINT NOT NULL,
    leads        BIGINT NOT NULL,           -- new ones
    filtered     BIGINT NOT NULL,           -- preview, bot, prefetch, head
    repeats      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, link_id, dimension, day, value)
);

-- Who the journals are, how far each is projected, which lead numbers each holds.
CREATE TABLE nodes (
    node       BIGINT PRIMARY KEY,
    identity   BYTEA NOT NULL UNIQUE,         -- 16 random bytes kept in the journal's file
    cursor     BIGINT NOT NULL,             -- last journal batch applied
    applied    BIGINT NOT NULL,            -- and the ordinal of its last entry
    seen_at    BIGINT NOT NULL
);

CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Blocks of lead numbers that nodes hold, so that a new visitor costs no question to the store.
CREATE TABLE lead_leases (
    first BIGINT PRIMARY KEY,
    last  BIGINT NOT NULL,
    node  BIGINT NOT NULL
);

-- Installation-wide values that must travel with the data (never secrets).
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- What changed in the configuration, in order: how every node's snapshot learns of it.
CREATE TABLE config_changes (
    seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    noun         TEXT NOT NULL,              -- link, channel, workspace, lead_agent
    id           BYTEA NOT NULL,
    at           BIGINT NOT NULL
);

CREATE TABLE audit_log (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     BYTEA,
    actor_name   TEXT NOT NULL,
    action       TEXT NOT NULL,              -- link.created, member.switched_off, …
    noun         TEXT NOT NULL,
    noun_id      TEXT NOT NULL,
    before_value TEXT,                       -- JSON
    after_value  TEXT                        -- JSON
);
CREATE INDEX audit_log_by_workspace ON audit_log (workspace_id, id);
CREATE INDEX audit_log_by_noun ON audit_log (workspace_id, noun, noun_id, id);
