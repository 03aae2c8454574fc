//! Workspaces: one business each.

use crate::value::json;
use crate::{Error, Row, Statement, Tx};
use domain::id::WorkspaceId;
use domain::workspace::Settings;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    pub settings: Settings,
    pub created_at: i64,
    pub updated_at: i64,
    /// Raised at each save; the ETag.
    pub version: i64,
}

const INSERT: Statement = Statement::new(
    "workspaces.insert",
    "INSERT INTO workspaces (id, name, time_zone, currency, country, settings, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const GET: Statement = Statement::new(
    "workspaces.get",
    "SELECT id, name, time_zone, currency, country, settings, created_at, updated_at, version \
     FROM workspaces WHERE id = $1",
);
const ALL: Statement = Statement::new(
    "workspaces.all",
    "SELECT id, name, time_zone, currency, country, settings, created_at, updated_at, version \
     FROM workspaces ORDER BY id",
);
const UPDATE: Statement = Statement::new(
    "workspaces.update",
    "UPDATE workspaces SET name = $1, time_zone = $2, currency = $3, country = $4, settings = $5, updated_at = $6, \
     version = version + 1 WHERE id = $7 AND version = $8",
);
// Changes nothing and holds the row to the commit: commands that judge several rows of a workspace together come
// one after the other.
const HOLD: Statement = Statement::new("workspaces.hold", "UPDATE workspaces SET version = version WHERE id = $1");

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &ALL, &UPDATE, &HOLD];

pub fn insert(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            workspace.id.into(),
            (&workspace.name).into(),
            (&workspace.time_zone).into(),
            (&workspace.currency).into(),
            (&workspace.country).into(),
            json(&workspace.settings)?.into(),
            workspace.created_at.into(),
            workspace.updated_at.into(),
            workspace.version.into(),
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Option<Workspace>, Error> {
    tx.opt(&GET, &[id.into()], read)
}

/// All of the installation, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Workspace>, Error> {
    tx.query(&ALL, &[], read)
}

/// Saves over `workspace.version`; false when somebody else has saved since.
pub fn update(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<bool, Error> {
    let written = tx.execute(
        &UPDATE,
        &[
            (&workspace.name).into(),
            (&workspace.time_zone).into(),
            (&workspace.currency).into(),
            (&workspace.country).into(),
            json(&workspace.settings)?.into(),
            workspace.updated_at.into(),
            workspace.id.into(),
            workspace.version.into(),
        ],
    )?;
    Ok(written == 1)
}

/// Until the commit, nobody else gets past this line for the same workspace.
pub fn hold(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<(), Error> {
    tx.execute(&HOLD, &[id.into()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Workspace, Error> {
    let settings: &str = row.get(5)?;
    Ok(Workspace {
        id: row.get(0)?,
        name: row.get(1)?,
        time_zone: row.get(2)?,
        currency: row.get(3)?,
        country: row.get(4)?,
        settings: serde_json::from_str(settings)
            .map_err(|error| Error::Damaged(format!("workspace settings: {error}")))?,
        created_at: row.get(6)?,
        updated_at: row.get(7)?,
        version: row.get(8)?,
    })
}
