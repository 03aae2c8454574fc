//! Holiday calendars: dates on which schedules that name them are closed. One that something still names is not
//! removed; what names it is looked for in the texts that hold schedules.

use crate::value::json;
use crate::{Error, Row, Statement, Tx};
use domain::calendar::{Calendars, Closed, OwnDate};
use domain::id::{CalendarId, WorkspaceId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub id: CalendarId,
    pub workspace: WorkspaceId,
    pub name: String,
    /// Whose public holidays count, ISO 3166 alpha-2; empty for none.
    pub country: String,
    pub dates: Vec<OwnDate>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const INSERT: Statement = Statement::new(
    "calendars.insert",
    "INSERT INTO calendars (id, workspace_id, name, country, dates, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const GET: Statement = Statement::new(
    "calendars.get",
    "SELECT id, workspace_id, name, country, dates, created_at, updated_at, version \
     FROM calendars WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "calendars.page",
    "SELECT id, workspace_id, name, country, dates, created_at, updated_at, version \
     FROM calendars WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
);
const UPDATE: Statement = Statement::new(
    "calendars.update",
    "UPDATE calendars SET name = $1, country = $2, dates = $3, updated_at = $4, version = version + 1 \
     WHERE workspace_id = $5 AND id = $6 AND version = $7",
);
const DELETE: Statement =
    Statement::new("calendars.delete", "DELETE FROM calendars WHERE workspace_id = $1 AND id = $2 AND version = $3");
const COUNTED: Statement = Statement::new("calendars.counted", "SELECT id, country, dates FROM calendars");
// An archived link may come back: it counts.
const LINKS: Statement = Statement::new(
    "calendars.links",
    "SELECT name FROM links WHERE workspace_id = $1 AND extras LIKE $2 ORDER BY id LIMIT 5",
);
const SEATS: Statement = Statement::new(
    "calendars.seats",
    "SELECT l.name FROM links l JOIN members m ON m.link_id = l.id \
     WHERE l.workspace_id = $1 AND m.removed_at IS NULL AND m.extras LIKE $2 ORDER BY l.id LIMIT 5",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &PAGE, &UPDATE, &DELETE, &COUNTED, &LINKS, &SEATS];

pub fn insert(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            calendar.id.into(),
            calendar.workspace.into(),
            (&calendar.name).into(),
            (&calendar.country).into(),
            json(&calendar.dates)?.into(),
            calendar.created_at.into(),
            calendar.updated_at.into(),
            calendar.version.into(),
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: CalendarId) -> Result<Option<Calendar>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<CalendarId>,
    limit: usize,
) -> Result<Vec<Calendar>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

/// Saves over `calendar.version`; false when somebody else has saved since.
pub fn update(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<bool, Error> {
    let written = tx.execute(
        &UPDATE,
        &[
            (&calendar.name).into(),
            (&calendar.country).into(),
            json(&calendar.dates)?.into(),
            calendar.updated_at.into(),
            calendar.workspace.into(),
            calendar.id.into(),
            calendar.version.into(),
        ],
    )?;
    Ok(written == 1)
}

/// Removes it for good; false when somebody else has saved since.
pub fn delete(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<bool, Error> {
    let gone = tx.execute(&DELETE, &[calendar.workspace.into(), calendar.id.into(), calendar.version.into()])?;
    Ok(gone == 1)
}

/// Names of some links that have a rule, a member or another schedule which names this calendar.
pub fn used_by(tx: &mut Tx<'_>, workspace: WorkspaceId, id: CalendarId) -> Result<Vec<String>, Error> {
    let named = format!("%{id}%");
    let mut names: Vec<String> = tx.query(&LINKS, &[workspace.into(), (&named).into()], |row| row.get(0))?;
    names.extend(tx.query(&SEATS, &[workspace.into(), (&named).into()], |row| row.get(0))?);
    names.sort();
    names.dedup();
    Ok(names)
}

/// Every calendar of every workspace, ready to be asked: what the answering path reads.
pub fn counted(tx: &mut Tx<'_>) -> Result<Calendars, Error> {
    let all = tx.query(&COUNTED, &[], |row| {
        let dates = dates(row.get(2)?)?;
        Ok((row.get(0)?, Closed::of(row.get(1)?, &dates)))
    })?;
    Ok(all.into_iter().collect())
}

fn read(row: &Row<'_>) -> Result<Calendar, Error> {
    Ok(Calendar {
        id: row.get(0)?,
        workspace: row.get(1)?,
        name: row.get(2)?,
        country: row.get(3)?,
        dates: dates(row.get(4)?)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
        version: row.get(7)?,
    })
}

fn dates(text: &str) -> Result<Vec<OwnDate>, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged(error.to_string()))
}
