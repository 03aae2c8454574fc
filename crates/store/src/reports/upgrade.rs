//! Roll-ups that an older program did not keep, made of the visits that it left: link by link, each in a transaction of
//! its own, so that nobody waits for longer than one link takes. Until all are there the figures of a link are counted
//! row by row; so nothing that is shown is ever short.

use super::days;
use super::overview::zone_of;
use super::parts::Part;
use super::rollup::{Extent, Rollup};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::{Store, dialect, visits};
use domain::id::{LinkId, WorkspaceId};

/// Raised whenever a program keeps a dimension that the one before did not.
const VERSION: &str = "2";
const FACT: &str = "rollups";

const READ: Statement = Statement::new("rollups.version", "SELECT value FROM facts WHERE name = $1");
const KEEP: Statement = Statement::new(
    "rollups.keep_version",
    "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
);
const LINKS: Statement = Statement::new("rollups.links", "SELECT workspace_id, id FROM links ORDER BY id");
const FORGET: Statement = Statement::new(
    "rollups.forget",
    "DELETE FROM visit_days WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3",
);
const ROWS: Statement = Statement::new("rollups.rows", "SELECT details FROM visits WHERE link_id = $1 ORDER BY id");

pub const STATEMENTS: &[&Statement] = &[&READ, &KEEP, &LINKS, &FORGET, &ROWS];

/// Whether every dimension that this program reads is there.
pub(super) fn up_to_date(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found: Option<String> = tx.opt(&READ, &[FACT.into()], |row| row.get(0))?;
    Ok(found.as_deref() == Some(VERSION))
}

/// Makes what is missing; at once where nothing is. Blocking, and as long as it takes to read every visit once.
pub fn bring_up(store: &Store) -> Result<(), Error> {
    if store.read_blocking(up_to_date)? {
        return Ok(());
    }
    let links: Vec<(WorkspaceId, LinkId)> =
        store.read_blocking(|tx| tx.query(&LINKS, &[], |row| Ok((row.get(0)?, row.get(1)?))))?;
    for (workspace, link) in links {
        store.write_blocking(move |tx| of_link(tx, workspace, link))?;
    }
    // What came meanwhile was counted as it came, and links that were made meanwhile have nothing from before.
    store.write_blocking(|tx| tx.execute(&KEEP, &[FACT.into(), VERSION.into()]).map(drop))
}

fn of_link(tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId) -> Result<(), Error> {
    let zone = zone_of(tx, workspace)?;
    dialect::hold_visits(tx)?;
    let mut rollup = Rollup::new();
    tx.each(&ROWS, &[link.into()], |row| {
        let details: &[u8] = row.get(0)?;
        let visit = visits::decode(details).map_err(|error| Error::Damaged(format!("a visit: {error}")))?;
        let (day, hour) = days::local(visit.at, &zone);
        rollup.visit(&visit, day, hour);
        Ok(())
    })?;
    for part in Part::ALL {
        tx.execute(&FORGET, &[workspace.into(), link.into(), part.as_str().into()])?;
    }
    rollup.write_only(tx, Extent::Parts)
}
