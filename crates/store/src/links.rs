//! Links and every address each ever had. The pool stands in [`crate::members`]; what the answering path reads of
//! both, in [`crate::snapshot`].

pub use crate::addresses::Filter;
use crate::value::json;
use crate::{Error, Row, Statement, Tx, Value, addresses};
use domain::id::{LinkId, WorkspaceId};
use domain::link::{ClickEvent, Extras, Method, Preview, Target};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub workspace: WorkspaceId,
    /// Empty: the default domain.
    pub domain: String,
    pub slug: String,
    pub name: String,
    pub message: String,
    pub method: Method,
    pub sticky: bool,
    /// False: without identifiers.
    pub cookies: bool,
    pub click_event: ClickEvent,
    pub fallback: Option<Target>,
    pub preview: Preview,
    pub extras: Extras,
    pub archived_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    /// Raised at each save of the link or its pool; the ETag.
    pub version: i64,
}

const INSERT: Statement = Statement::new(
    "links.insert",
    "INSERT INTO links (id, workspace_id, domain, slug, name, message, method, sticky, click_event, fallback, preview, \
     extras, archived_at, created_at, updated_at, version, cookies) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
);
const GET: Statement = Statement::new(
    "links.get",
    "SELECT id, workspace_id, domain, slug, name, message, method, sticky, click_event, fallback, preview, archived_at, \
     created_at, updated_at, version, extras, cookies FROM links WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "links.page",
    "SELECT id, workspace_id, domain, slug, name, message, method, sticky, click_event, fallback, preview, archived_at, \
     created_at, updated_at, version, extras, cookies FROM links WHERE workspace_id = $1 \
     AND (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END) = $2 \
     AND ($3 = '' OR LOWER(name) LIKE $3 ESCAPE '!' OR slug LIKE $3 ESCAPE '!') AND id < $4 \
     ORDER BY id DESC LIMIT $5",
);
const COUNT: Statement = Statement::new(
    "links.count",
    "SELECT COUNT(*) FROM links WHERE workspace_id = $1 AND (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END) = $2",
);
const UPDATE: Statement = Statement::new(
    "links.update",
    "UPDATE links SET slug = $1, name = $2, message = $3, method = $4, sticky = $5, click_event = $6, fallback = $7, \
     preview = $8, extras = $9, archived_at = $10, updated_at = $11, cookies = $12, version = version + 1 \
     WHERE workspace_id = $13 AND id = $14 AND version = $15",
);
// Changes nothing and holds the row to the commit, so that what is read next is what the save will meet.
const HOLD: Statement =
    Statement::new("links.hold", "UPDATE links SET version = version WHERE workspace_id = $1 AND id = $2");
const MOVE: Statement = Statement::new("links.move", "UPDATE links SET domain = $1 WHERE id = $2");
const ADDRESSES: Statement =
    Statement::new("links.addresses", "SELECT id, domain, slug FROM links WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &PAGE, &COUNT, &UPDATE, &HOLD, &MOVE, &ADDRESSES];

/// The constraint that keeps an address from being two links'.
pub const ADDRESS_TAKEN: &str = "link_addresses_pkey";

/// Errors: `Conflict` on [`ADDRESS_TAKEN`] when the address is some link's, be it an old one of it.
pub fn insert(tx: &mut Tx<'_>, link: &Link) -> Result<(), Error> {
    let params: [Value<'_>; 17] = [
        link.id.into(),
        link.workspace.into(),
        (&link.domain).into(),
        (&link.slug).into(),
        (&link.name).into(),
        (&link.message).into(),
        link.method.as_str().into(),
        link.sticky.into(),
        link.click_event.as_str().into(),
        link.fallback.as_ref().map(json).transpose()?.into(),
        json(&link.preview)?.into(),
        json(&link.extras)?.into(),
        link.archived_at.into(),
        link.created_at.into(),
        link.updated_at.into(),
        link.version.into(),
        link.cookies.into(),
    ];
    tx.execute(&INSERT, &params)?;
    addresses::LINKS.add(tx, link.id.0, &link.domain, &link.slug)
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: LinkId) -> Result<Option<Link>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Newest first, older than `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<LinkId>,
    limit: usize,
) -> Result<Vec<Link>, Error> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    let params =
        [workspace.into(), filter.archived.into(), filter.pattern().into(), before.into(), (limit as i64).into()];
    tx.query(&PAGE, &params, read)
}

/// How many there are, archived or living.
pub fn count(tx: &mut Tx<'_>, workspace: WorkspaceId, archived: bool) -> Result<i64, Error> {
    tx.one(&COUNT, &[workspace.into(), archived.into()], |row| row.get(0))
}

/// The link with its row held to the commit: nobody else saves it meanwhile.
pub fn hold(tx: &mut Tx<'_>, workspace: WorkspaceId, id: LinkId) -> Result<Option<Link>, Error> {
    tx.execute(&HOLD, &[workspace.into(), id.into()])?;
    get(tx, workspace, id)
}

/// Saves over `link.version`; false when somebody else has saved since. The address is moved by [`rename`].
pub fn update(tx: &mut Tx<'_>, link: &Link) -> Result<bool, Error> {
    let params: [Value<'_>; 15] = [
        (&link.slug).into(),
        (&link.name).into(),
        (&link.message).into(),
        link.method.as_str().into(),
        link.sticky.into(),
        link.click_event.as_str().into(),
        link.fallback.as_ref().map(json).transpose()?.into(),
        json(&link.preview)?.into(),
        json(&link.extras)?.into(),
        link.archived_at.into(),
        link.updated_at.into(),
        link.cookies.into(),
        link.workspace.into(),
        link.id.into(),
        link.version.into(),
    ];
    Ok(tx.execute(&UPDATE, &params)? == 1)
}

/// Whose the address is, now or formerly.
pub fn holder(tx: &mut Tx<'_>, domain: &str, slug: &str) -> Result<Option<LinkId>, Error> {
    Ok(addresses::LINKS.holder(tx, domain, slug)?.map(LinkId))
}

/// Makes an address the current one, on whatever domain; the former stays an old one. Errors as [`insert`].
pub fn rename(tx: &mut Tx<'_>, link: LinkId, domain: &str, slug: &str) -> Result<(), Error> {
    tx.execute(&MOVE, &[domain.into(), link.into()])?;
    addresses::LINKS.go_to(tx, link.0, domain, slug)
}

/// The present address of every link, archived ones too: id, domain, slug.
pub fn addresses(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<(LinkId, String, String)>, Error> {
    tx.query(&ADDRESSES, &[workspace.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The addresses from before renamings and moves, which still lead here: domain (`""` is the default one) and slug.
pub fn old_addresses(tx: &mut Tx<'_>, link: LinkId) -> Result<Vec<(String, String)>, Error> {
    addresses::LINKS.old(tx, link.0)
}

fn read(row: &Row<'_>) -> Result<Link, Error> {
    let (method, event): (&str, &str) = (row.get(6)?, row.get(8)?);
    let damaged = |what: &str| Error::Damaged(format!("link {what}"));
    let fallback: Option<&str> = row.get(9)?;
    let (preview, extras): (&str, &str) = (row.get(10)?, row.get(15)?);
    Ok(Link {
        id: row.get(0)?,
        workspace: row.get(1)?,
        domain: row.get(2)?,
        slug: row.get(3)?,
        name: row.get(4)?,
        message: row.get(5)?,
        method: Method::parse(method).ok_or_else(|| damaged(method))?,
        sticky: row.get(7)?,
        cookies: row.get(16)?,
        click_event: ClickEvent::parse(event).ok_or_else(|| damaged(event))?,
        fallback: fallback.map(serde_json::from_str).transpose().map_err(|_| damaged("fallback"))?,
        preview: serde_json::from_str(preview).map_err(|_| damaged("preview"))?,
        extras: serde_json::from_str(extras).map_err(|_| damaged("extras"))?,
        archived_at: row.get(11)?,
        created_at: row.get(12)?,
        updated_at: row.get(13)?,
        version: row.get(14)?,
    })
}
