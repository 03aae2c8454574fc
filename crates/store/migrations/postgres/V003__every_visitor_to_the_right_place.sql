-- Rules, forms and deeplinks of a link stand in links.extras. What needs rows of its own:

-- JSON: working hours, daily cap, back at. None: always on.
ALTER TABLE members ADD COLUMN extras TEXT;

-- Turns by the quarter of an hour, for daily caps: every zone's midnight is the start of one.
CREATE TABLE member_quarters (
    member_id BYTEA NOT NULL,
    quarter   BIGINT NOT NULL,              -- microseconds / 900,000,000
    node      BIGINT NOT NULL,
    turns     BIGINT NOT NULL,
    PRIMARY KEY (member_id, quarter, node)
);

CREATE TABLE domains (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    host         TEXT NOT NULL,              -- lower case, ASCII (punycode)
    token        TEXT NOT NULL,              -- what the TXT record or the file says
    is_primary   BIGINT NOT NULL,
    root_url     TEXT,                       -- where the bare domain leads
    not_found    TEXT NOT NULL,              -- JSON: the words of its 404 page
    verified_at  BIGINT,
    verified_by  TEXT,                       -- txt, file
    checked_at   BIGINT,
    problem      TEXT,                       -- JSON: what the last check found instead
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    UNIQUE (workspace_id, host)
);
-- A claim blocks nobody; what was verified is one workspace's.
CREATE UNIQUE INDEX domains_verified ON domains (host) WHERE verified_at IS NOT NULL;

CREATE TABLE pictures (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    mime         TEXT NOT NULL,
    width        BIGINT NOT NULL,
    height       BIGINT NOT NULL,
    sha256       BYTEA NOT NULL,              -- of the bytes
    bytes        BYTEA NOT NULL,
    created_at   BIGINT NOT NULL,
    UNIQUE (workspace_id, sha256)
);

CREATE TABLE hubs (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    domain       TEXT NOT NULL,              -- '' is the default domain
    slug         TEXT NOT NULL,
    name         TEXT NOT NULL,
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    picture_id   BYTEA REFERENCES pictures (id),
    theme        TEXT NOT NULL,
    accent       TEXT NOT NULL,              -- #rrggbb
    entries      TEXT NOT NULL,              -- JSON
    archived_at  BIGINT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX hubs_by_workspace ON hubs (workspace_id, id);

-- Every address a hub ever had; the old ones keep working.
CREATE TABLE hub_addresses (
    domain  TEXT NOT NULL,
    slug    TEXT NOT NULL,
    hub_id  BYTEA NOT NULL REFERENCES hubs (id),
    current BIGINT NOT NULL,
    PRIMARY KEY (domain, slug)
);
CREATE INDEX hub_addresses_by_hub ON hub_addresses (hub_id);

CREATE TABLE hub_days (
    hub_id BYTEA NOT NULL,
    day    BIGINT NOT NULL,                 -- yyyymmdd in the workspace's zone
    kind   TEXT NOT NULL,
    views  BIGINT NOT NULL,
    PRIMARY KEY (hub_id, day, kind)
);

CREATE TABLE calendars (
    id           BYTEA PRIMARY KEY,
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    country      TEXT NOT NULL,              -- whose public holidays count; '' is none
    dates        TEXT NOT NULL,              -- JSON: own dates
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX calendars_by_workspace ON calendars (workspace_id, id);

-- What a page on the visitor's phone told of a visit, each happening once.
CREATE TABLE beacons (
    link_id      BYTEA NOT NULL,
    visit_at     BIGINT NOT NULL,
    lead_id      BIGINT NOT NULL,
    what         TEXT NOT NULL,              -- shown, opened, fell_back, button, copied
    workspace_id BYTEA NOT NULL,
    seen_at      BIGINT NOT NULL,
    PRIMARY KEY (link_id, visit_at, lead_id, what)
);

-- A lead form that was sent; one for each form that was shown, however often it is sent.
CREATE TABLE form_answers (
    id           BIGINT PRIMARY KEY,        -- place in the journal
    workspace_id BYTEA NOT NULL,
    link_id      BYTEA NOT NULL,
    lead_id      BIGINT NOT NULL,
    shown_at     BIGINT NOT NULL,           -- the visit that showed it
    at           BIGINT NOT NULL,
    details      BYTEA NOT NULL,              -- the journal's entry as it is: postcard of domain::visit::Entry
    UNIQUE (lead_id, link_id, shown_at)
);
CREATE INDEX form_answers_by_link ON form_answers (link_id, id);
