//! Domains of a business's own. Any number of workspaces may claim a name; verified it is one workspace's. What the
//! answering path reads of them stands in [`crate::snapshot`].

use crate::value::json;
use crate::{Error, Row, Statement, Tx, addresses};
use domain::host::LostWords;
use domain::host::proof::{Finding, Way};
use domain::id::{DomainId, HubId, LinkId, WorkspaceId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub id: DomainId,
    pub workspace: WorkspaceId,
    /// Lower case ASCII.
    pub host: String,
    /// What the TXT record or the file says.
    pub token: String,
    /// New links of the workspace take it.
    pub is_primary: bool,
    /// Where the bare domain leads.
    pub root_url: Option<String>,
    pub lost: LostWords,
    /// None: claimed only.
    pub verified_at: Option<i64>,
    pub verified_by: Option<Way>,
    pub checked_at: Option<i64>,
    /// What the last check found instead of the proof; empty when it found it.
    pub findings: Vec<Finding>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const INSERT: Statement = Statement::new(
    "domains.insert",
    "INSERT INTO domains (id, workspace_id, host, token, is_primary, root_url, not_found, verified_at, verified_by, \
     checked_at, problem, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
);
const GET: Statement = Statement::new(
    "domains.get",
    "SELECT id, workspace_id, host, token, is_primary, root_url, not_found, verified_at, verified_by, checked_at, \
     problem, created_at, updated_at, version FROM domains WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "domains.page",
    "SELECT id, workspace_id, host, token, is_primary, root_url, not_found, verified_at, verified_by, checked_at, \
     problem, created_at, updated_at, version FROM domains WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
);
const COUNT: Statement = Statement::new("domains.count", "SELECT COUNT(*) FROM domains WHERE workspace_id = $1");
const UPDATE: Statement = Statement::new(
    "domains.update",
    "UPDATE domains SET is_primary = $1, root_url = $2, not_found = $3, verified_at = $4, verified_by = $5, \
     checked_at = $6, problem = $7, updated_at = $8, version = version + 1 \
     WHERE workspace_id = $9 AND id = $10 AND version = $11",
);
const ONLY_PRIMARY: Statement = Statement::new(
    "domains.only_primary",
    "UPDATE domains SET is_primary = 0, version = version + 1 WHERE workspace_id = $1 AND id <> $2 AND is_primary = 1",
);
const DELETE: Statement = Statement::new("domains.delete", "DELETE FROM domains WHERE workspace_id = $1 AND id = $2");
const PRIMARY: Statement = Statement::new(
    "domains.primary",
    "SELECT host FROM domains WHERE workspace_id = $1 AND is_primary = 1 AND verified_at IS NOT NULL",
);
const IS_OURS: Statement = Statement::new(
    "domains.is_ours",
    "SELECT COUNT(*) FROM domains WHERE workspace_id = $1 AND host = $2 AND verified_at IS NOT NULL",
);
const LINKS: Statement = Statement::new(
    "domains.links",
    "SELECT name FROM links WHERE workspace_id = $1 AND domain = $2 ORDER BY id LIMIT $3",
);
const LINK_COUNT: Statement = Statement::new(
    "domains.link_count",
    "SELECT COUNT(*) FROM links WHERE workspace_id = $1 AND domain = $2 AND archived_at IS NULL",
);
const HUB_COUNT: Statement = Statement::new(
    "domains.hub_count",
    "SELECT COUNT(*) FROM hubs WHERE workspace_id = $1 AND domain = $2 AND archived_at IS NULL",
);
const HUBS: Statement = Statement::new(
    "domains.hubs",
    "SELECT name FROM hubs WHERE workspace_id = $1 AND domain = $2 ORDER BY id LIMIT $3",
);

pub const STATEMENTS: &[&Statement] = &[
    &INSERT,
    &GET,
    &PAGE,
    &COUNT,
    &UPDATE,
    &ONLY_PRIMARY,
    &DELETE,
    &PRIMARY,
    &IS_OURS,
    &LINKS,
    &LINK_COUNT,
    &HUB_COUNT,
    &HUBS,
];

/// The constraint that keeps a workspace from claiming a name twice.
pub const CLAIMED: &str = "domains_workspace_id_host_key";
/// The index that keeps a verified name one workspace's, as each engine names it.
const VERIFIED: [&str; 2] = ["domains_verified", "domains_host_key"];

/// Whether a change was refused because another workspace has verified the name.
pub fn is_anothers(error: &Error) -> bool {
    VERIFIED.iter().any(|name| error.is_conflict(name))
}

/// Errors: `Conflict` on [`CLAIMED`].
pub fn insert(tx: &mut Tx<'_>, domain: &Domain) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            domain.id.into(),
            domain.workspace.into(),
            (&domain.host).into(),
            (&domain.token).into(),
            domain.is_primary.into(),
            domain.root_url.as_ref().into(),
            json(&domain.lost)?.into(),
            domain.verified_at.into(),
            domain.verified_by.map(Way::as_str).into(),
            domain.checked_at.into(),
            problem(domain)?.into(),
            domain.created_at.into(),
            domain.updated_at.into(),
            domain.version.into(),
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: DomainId) -> Result<Option<Domain>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<DomainId>,
    limit: usize,
) -> Result<Vec<Domain>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

pub fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, Error> {
    tx.one(&COUNT, &[workspace.into()], |row| row.get(0))
}

/// Saves over `domain.version`, all but name and token; false when somebody else has saved since.
/// Errors: one that [`is_anothers`] knows when another workspace has verified the name.
pub fn update(tx: &mut Tx<'_>, domain: &Domain) -> Result<bool, Error> {
    let written = tx.execute(
        &UPDATE,
        &[
            domain.is_primary.into(),
            domain.root_url.as_ref().into(),
            json(&domain.lost)?.into(),
            domain.verified_at.into(),
            domain.verified_by.map(Way::as_str).into(),
            domain.checked_at.into(),
            problem(domain)?.into(),
            domain.updated_at.into(),
            domain.workspace.into(),
            domain.id.into(),
            domain.version.into(),
        ],
    )?;
    Ok(written == 1)
}

/// Every other domain of the workspace is not the primary one.
pub fn only_primary(tx: &mut Tx<'_>, workspace: WorkspaceId, id: DomainId) -> Result<(), Error> {
    tx.execute(&ONLY_PRIMARY, &[workspace.into(), id.into()])?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, domain: &Domain) -> Result<(), Error> {
    tx.execute(&DELETE, &[domain.workspace.into(), domain.id.into()])?;
    Ok(())
}

/// The domain that new links of the workspace take.
pub fn primary(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Option<String>, Error> {
    tx.opt(&PRIMARY, &[workspace.into()], |row| row.get(0))
}

/// Whether the workspace has verified the name.
pub fn is_ours(tx: &mut Tx<'_>, workspace: WorkspaceId, host: &str) -> Result<bool, Error> {
    Ok(tx.one(&IS_OURS, &[workspace.into(), host.into()], |row| row.get::<i64>(0))? > 0)
}

/// Names of some links and hubs, archived ones too, whose address stands on the domain.
pub fn used_by(tx: &mut Tx<'_>, domain: &Domain, limit: usize) -> Result<Vec<String>, Error> {
    let limit = limit as i64;
    let mut names: Vec<String> =
        tx.query(&LINKS, &[domain.workspace.into(), (&domain.host).into(), limit.into()], |row| row.get(0))?;
    names.extend(
        tx.query(&HUBS, &[domain.workspace.into(), (&domain.host).into(), limit.into()], |row| row.get::<String>(0))?,
    );
    Ok(names)
}

/// How many living links stand on the domain.
pub fn link_count(tx: &mut Tx<'_>, domain: &Domain) -> Result<i64, Error> {
    tx.one(&LINK_COUNT, &[domain.workspace.into(), (&domain.host).into()], |row| row.get(0))
}

/// How many living hubs stand on the domain.
pub fn hub_count(tx: &mut Tx<'_>, domain: &Domain) -> Result<i64, Error> {
    tx.one(&HUB_COUNT, &[domain.workspace.into(), (&domain.host).into()], |row| row.get(0))
}

/// Drops the old addresses that still led from a name, so that whoever verifies it next begins with an empty one; the
/// links and the hubs whose they were.
pub fn forget_addresses(tx: &mut Tx<'_>, host: &str) -> Result<(Vec<LinkId>, Vec<HubId>), Error> {
    let links = addresses::LINKS.forget(tx, host)?.into_iter().map(LinkId).collect();
    let hubs = addresses::HUBS.forget(tx, host)?.into_iter().map(HubId).collect();
    Ok((links, hubs))
}

fn problem(domain: &Domain) -> Result<Option<String>, Error> {
    if domain.findings.is_empty() { Ok(None) } else { json(&domain.findings).map(Some) }
}

fn read(row: &Row<'_>) -> Result<Domain, Error> {
    let damaged = |what: &str| Error::Damaged(format!("domain {what}"));
    let lost: &str = row.get(6)?;
    let way: Option<&str> = row.get(8)?;
    let problem: Option<&str> = row.get(10)?;
    Ok(Domain {
        id: row.get(0)?,
        workspace: row.get(1)?,
        host: row.get(2)?,
        token: row.get(3)?,
        is_primary: row.get(4)?,
        root_url: row.get(5)?,
        lost: serde_json::from_str(lost).map_err(|_| damaged("words"))?,
        verified_at: row.get(7)?,
        verified_by: way.map(|way| Way::parse(way).ok_or_else(|| damaged(way))).transpose()?,
        checked_at: row.get(9)?,
        findings: problem.map(serde_json::from_str).transpose().map_err(|_| damaged("problem"))?.unwrap_or_default(),
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
        version: row.get(13)?,
    })
}
