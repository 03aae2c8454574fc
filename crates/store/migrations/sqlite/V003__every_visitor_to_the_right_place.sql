-- Rules, forms and deeplinks of a link stand in links.extras. What needs rows of its own:

-- JSON: working hours, daily cap, back at. None: always on.
ALTER TABLE members ADD COLUMN extras TEXT;

-- Turns by the quarter of an hour, for daily caps: every zone's midnight is the start of one.
CREATE TABLE member_quarters (
    member_id BLOB NOT NULL,
    quarter   INTEGER NOT NULL,              -- microseconds / 900,000,000
    node      INTEGER NOT NULL,
    turns     INTEGER NOT NULL,
    PRIMARY KEY (member_id, quarter, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE domains (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    host         TEXT NOT NULL,              -- lower case, ASCII (punycode)
    token        TEXT NOT NULL,              -- what the TXT record or the file says
    is_primary   INTEGER NOT NULL,
    root_url     TEXT,                       -- where the bare domain leads
    not_found    TEXT NOT NULL,              -- JSON: the words of its 404 page
    verified_at  INTEGER,
    verified_by  TEXT,                       -- txt, file
    checked_at   INTEGER,
    problem      TEXT,                       -- JSON: what the last check found instead
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    UNIQUE (workspace_id, host)
) STRICT, WITHOUT ROWID;
-- A claim blocks nobody; what was verified is one workspace's.
CREATE UNIQUE INDEX domains_verified ON domains (host) WHERE verified_at IS NOT NULL;

CREATE TABLE pictures (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    mime         TEXT NOT NULL,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    sha256       BLOB NOT NULL,              -- of the bytes
    bytes        BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (workspace_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE hubs (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    domain       TEXT NOT NULL,              -- '' is the default domain
    slug         TEXT NOT NULL,
    name         TEXT NOT NULL,
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    picture_id   BLOB REFERENCES pictures (id),
    theme        TEXT NOT NULL,
    accent       TEXT NOT NULL,              -- #rrggbb
    entries      TEXT NOT NULL,              -- JSON
    archived_at  INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hubs_by_workspace ON hubs (workspace_id, id);

-- Every address a hub ever had; the old ones keep working.
CREATE TABLE hub_addresses (
    domain  TEXT NOT NULL,
    slug    TEXT NOT NULL,
    hub_id  BLOB NOT NULL REFERENCES hubs (id),
    current INTEGER NOT NULL,
    PRIMARY KEY (domain, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX hub_addresses_by_hub ON hub_addresses (hub_id);

CREATE TABLE hub_days (
    hub_id BLOB NOT NULL,
    day    INTEGER NOT NULL,                 -- yyyymmdd in the workspace's zone
    kind   TEXT NOT NULL,
    views  INTEGER NOT NULL,
    PRIMARY KEY (hub_id, day, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
    id           BLOB PRIMARY KEY,
    workspace_id BLOB NOT NULL REFERENCES workspaces (id),
    name         TEXT NOT NULL,
    country      TEXT NOT NULL,              -- whose public holidays count; '' is none
    dates        TEXT NOT NULL,              -- JSON: own dates
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX calendars_by_workspace ON calendars (workspace_id, id);

-- What a page on the visitor's phone told of a visit, each happening once.
CREATE TABLE beacons (
    link_id      BLOB NOT NULL,
    visit_at     INTEGER NOT NULL,
    lead_id      INTEGER NOT NULL,
    what         TEXT NOT NULL,              -- shown, opened, fell_back, button, copied
    workspace_id BLOB NOT NULL,
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (link_id, visit_at, lead_id, what)
) STRICT, WITHOUT ROWID;

-- A lead form that was sent; one for each form that was shown, however often it is sent.
CREATE TABLE form_answers (
    id           INTEGER PRIMARY KEY,        -- place in the journal
    workspace_id BLOB NOT NULL,
    link_id      BLOB NOT NULL,
    lead_id      INTEGER NOT NULL,
    shown_at     INTEGER NOT NULL,           -- the visit that showed it
    at           INTEGER NOT NULL,
    details      BLOB NOT NULL,              -- the journal's entry as it is: postcard of domain::visit::Entry
    UNIQUE (lead_id, link_id, shown_at)
) STRICT;
CREATE INDEX form_answers_by_link ON form_answers (link_id, id);
