//! Hubs, with what was seen and pressed of each by the day. A hub's visits are visits like others, in
//! [`crate::visits`]; the days are written by the projector, in their transaction.

pub use crate::addresses::Filter;
use crate::snapshot::{self, Address};
use crate::statement::{Batch, Column};
use crate::value::json;
use crate::{Error, Row, Statement, Tx, Value, addresses};
use domain::colour::{self, Colour};
use domain::hub::{Entry, Hub as Living, Look, Theme};
use domain::id::{HubId, PictureId, WorkspaceId};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hub {
    pub id: HubId,
    pub workspace: WorkspaceId,
    /// Empty: the default domain.
    pub domain: String,
    pub slug: String,
    pub name: String,
    pub title: String,
    pub text: String,
    pub picture: Option<PictureId>,
    pub theme: Theme,
    pub accent: Colour,
    pub entries: Vec<Entry>,
    pub archived_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    /// Raised at each save; the ETag.
    pub version: i64,
}

const INSERT: Statement = Statement::new(
    "hubs.insert",
    "INSERT INTO hubs (id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, \
     archived_at, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);
const GET: Statement = Statement::new(
    "hubs.get",
    "SELECT id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, archived_at, \
     created_at, updated_at, version FROM hubs WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "hubs.page",
    "SELECT id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, archived_at, \
     created_at, updated_at, version FROM hubs WHERE workspace_id = $1 \
     AND (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END) = $2 \
     AND ($3 = '' OR LOWER(name) LIKE $3 ESCAPE '!' OR slug LIKE $3 ESCAPE '!') AND id < $4 \
     ORDER BY id DESC LIMIT $5",
);
const COUNT: Statement = Statement::new(
    "hubs.count",
    "SELECT COUNT(*) FROM hubs WHERE workspace_id = $1 AND (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END) = $2",
);
const UPDATE: Statement = Statement::new(
    "hubs.update",
    "UPDATE hubs SET domain = $1, slug = $2, name = $3, title = $4, text = $5, picture_id = $6, theme = $7, \
     accent = $8, entries = $9, archived_at = $10, updated_at = $11, version = version + 1 \
     WHERE workspace_id = $12 AND id = $13 AND version = $14",
);
const ALL: Statement = Statement::new(
    "hubs.all",
    "SELECT id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, archived_at, \
     created_at, updated_at, version FROM hubs",
);
const BY_ID: Statement = Statement::new(
    "hubs.by_id",
    "SELECT id, workspace_id, domain, slug, name, title, text, picture_id, theme, accent, entries, archived_at, \
     created_at, updated_at, version FROM hubs WHERE id = $1",
);
const ADDRESSES: Statement =
    Statement::new("hubs.addresses", "SELECT hub_id, domain, slug, current FROM hub_addresses");
const ADDRESSES_OF: Statement =
    Statement::new("hubs.addresses_of", "SELECT hub_id, domain, slug, current FROM hub_addresses WHERE hub_id = $1");
const DAYS: Statement = Statement::new(
    "hubs.days",
    "SELECT day, kind, views FROM hub_days WHERE hub_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, kind",
);

pub const STATEMENTS: &[&Statement] =
    &[&INSERT, &GET, &PAGE, &COUNT, &UPDATE, &ALL, &BY_ID, &ADDRESSES, &ADDRESSES_OF, &DAYS];

/// Adds to the days of hubs: what was seen, by kind of visitor; `press:{entry}` and `lead:{entry}` for what came of it.
pub(crate) const COUNT_DAYS: Batch = Batch {
    name: "hubs.count_days",
    before: "INSERT INTO hub_days (hub_id, day, kind, views) ",
    columns: &[Column::Blob, Column::Int, Column::Text, Column::Int],
    after: " ON CONFLICT (hub_id, day, kind) DO UPDATE SET views = hub_days.views + excluded.views",
};
pub const BATCHES: &[&Batch] = &[&COUNT_DAYS];

/// The constraint that keeps an address from being two hubs'.
pub const ADDRESS_TAKEN: &str = "hub_addresses_pkey";

/// Errors: `Conflict` on [`ADDRESS_TAKEN`] when the address is some hub's, be it an old one of it.
pub fn insert(tx: &mut Tx<'_>, hub: &Hub) -> Result<(), Error> {
    let params: [Value<'_>; 15] = [
        hub.id.into(),
        hub.workspace.into(),
        (&hub.domain).into(),
        (&hub.slug).into(),
        (&hub.name).into(),
        (&hub.title).into(),
        (&hub.text).into(),
        hub.picture.into(),
        hub.theme.as_str().into(),
        hub.accent.to_string().into(),
        json(&hub.entries)?.into(),
        hub.archived_at.into(),
        hub.created_at.into(),
        hub.updated_at.into(),
        hub.version.into(),
    ];
    tx.execute(&INSERT, &params)?;
    addresses::HUBS.add(tx, hub.id.0, &hub.domain, &hub.slug)
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: HubId) -> Result<Option<Hub>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Newest first, older than `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<HubId>,
    limit: usize,
) -> Result<Vec<Hub>, Error> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let params =
        [workspace.into(), filter.archived.into(), filter.pattern().into(), before.into(), (limit as i64).into()];
    tx.query(&PAGE, &params, read)
}

/// How many there are, archived or living.
pub fn count(tx: &mut Tx<'_>, workspace: WorkspaceId, archived: bool) -> Result<i64, Error> {
    tx.one(&COUNT, &[workspace.into(), archived.into()], |row| row.get(0))
}

/// Whose the address is, now or formerly.
pub fn holder(tx: &mut Tx<'_>, domain: &str, slug: &str) -> Result<Option<HubId>, Error> {
    Ok(addresses::HUBS.holder(tx, domain, slug)?.map(HubId))
}

/// The addresses from before renamings and moves, which still lead here: domain (`""` is the default one) and slug.
pub fn old_addresses(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<(String, String)>, Error> {
    addresses::HUBS.old(tx, hub.0)
}

/// Saves over `hub.version`; false when somebody else has saved since. A former address stays an old one. Errors as
/// [`insert`].
pub fn update(tx: &mut Tx<'_>, hub: &Hub) -> Result<bool, Error> {
    let params: [Value<'_>; 14] = [
        (&hub.domain).into(),
        (&hub.slug).into(),
        (&hub.name).into(),
        (&hub.title).into(),
        (&hub.text).into(),
        hub.picture.into(),
        hub.theme.as_str().into(),
        hub.accent.to_string().into(),
        json(&hub.entries)?.into(),
        hub.archived_at.into(),
        hub.updated_at.into(),
        hub.workspace.into(),
        hub.id.into(),
        hub.version.into(),
    ];
    if tx.execute(&UPDATE, &params)? == 0 {
        return Ok(false);
    }
    addresses::HUBS.go_to(tx, hub.id.0, &hub.domain, &hub.slug)?;
    Ok(true)
}

/// As the answering path reads it, with every address it answers to.
#[derive(Clone, Debug)]
pub struct Addressed {
    pub hub: Living,
    pub addresses: Vec<Address>,
}

/// Every hub of every workspace, for the answering path.
pub fn living(tx: &mut Tx<'_>) -> Result<Vec<Addressed>, Error> {
    let mut addresses: HashMap<HubId, Vec<Address>> = HashMap::new();
    tx.each(&ADDRESSES, &[], |row| {
        addresses.entry(row.get(0)?).or_default().push(snapshot::address(row)?);
        Ok(())
    })?;
    tx.query(&ALL, &[], |row| {
        let hub = live(read(row)?);
        Ok(Addressed { addresses: addresses.remove(&hub.id).unwrap_or_default(), hub })
    })
}

/// One of them; none when it does not exist.
pub fn living_by_id(tx: &mut Tx<'_>, id: HubId) -> Result<Option<Addressed>, Error> {
    let addresses = tx.query(&ADDRESSES_OF, &[id.into()], snapshot::address)?;
    let hub = tx.opt(&BY_ID, &[id.into()], |row| read(row).map(live))?;
    Ok(hub.map(|hub| Addressed { hub, addresses }))
}

/// What was counted of a hub on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// yyyymmdd in the workspace's zone.
    pub day: i32,
    /// As [`COUNT_DAYS`] writes it.
    pub what: String,
    pub count: i64,
}

/// The days from the first to the last, both in it.
pub fn days(tx: &mut Tx<'_>, hub: HubId, (first, last): (i32, i32)) -> Result<Vec<Count>, Error> {
    tx.query(&DAYS, &[hub.into(), first.into(), last.into()], |row| {
        Ok(Count { day: row.get(0)?, what: row.get(1)?, count: row.get(2)? })
    })
}

fn read(row: &Row<'_>) -> Result<Hub, Error> {
    let (theme, accent, entries): (&str, &str, &str) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let damaged = |what: &str| Error::Damaged(format!("hub {what}"));
    Ok(Hub {
        id: row.get(0)?,
        workspace: row.get(1)?,
        domain: row.get(2)?,
        slug: row.get(3)?,
        name: row.get(4)?,
        title: row.get(5)?,
        text: row.get(6)?,
        picture: row.get(7)?,
        theme: Theme::parse(theme).ok_or_else(|| damaged(theme))?,
        accent: colour::parse(accent).map_err(|_| damaged(accent))?,
        entries: serde_json::from_str(entries).map_err(|_| damaged("entries"))?,
        archived_at: row.get(11)?,
        created_at: row.get(12)?,
        updated_at: row.get(13)?,
        version: row.get(14)?,
    })
}

/// As the answering path has it.
pub fn live(hub: Hub) -> Living {
    Living {
        id: hub.id,
        workspace: hub.workspace,
        domain: hub.domain,
        slug: hub.slug,
        name: hub.name,
        title: hub.title,
        text: hub.text,
        picture: hub.picture,
        look: Look { theme: hub.theme, accent: hub.accent },
        entries: hub.entries,
        archived: hub.archived_at.is_some(),
        version: hub.version,
    }
}
