//! The roll-ups made again from the rows: when a workspace moves to another time zone, and for the test that shows
//! them to be equal.

use super::days;
use super::overview::zone_of;
use super::rollup::{Extent, Rollup};
use super::{lead_days, purchases, span_sums};
use crate::dialect;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::visits;
use domain::id::WorkspaceId;
use jiff::tz::TimeZone;

const FORGET: Statement = Statement::new("recount.forget", "DELETE FROM visit_days WHERE workspace_id = $1");
const ROWS: Statement = Statement::new("recount.rows", "SELECT id, details FROM visits WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] = &[&FORGET, &ROWS];

/// Counts all visits, leads and purchases of a workspace anew, in its time zone as it is now. Reads every visit: the
/// projection waits for as long as it takes, the answers to visitors don't.
pub fn recount(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), Error> {
    let zone = zone_of(tx, workspace)?;
    dialect::hold_visits(tx)?;
    let rollup = rollup(tx, workspace, &zone)?;
    tx.execute(&FORGET, &[workspace.into()])?;
    rollup.write_days(tx, Extent::Everything)?;
    purchases::remake(tx, workspace)?;
    lead_days::remake(tx, workspace, &zone)?;
    span_sums::remake(tx, workspace)
}

/// All visits of a workspace, added up.
pub(super) fn rollup(tx: &mut Tx<'_>, workspace: WorkspaceId, zone: &TimeZone) -> Result<Rollup, Error> {
    let mut rollup = Rollup::new();
    tx.each(&ROWS, &[workspace.into()], |row| {
        let details: &[u8] = row.get(1)?;
        let visit = visits::decode(details).map_err(|error| Error::Damaged(format!("a visit: {error}")))?;
        let (day, hour) = days::local(visit.at, zone);
        rollup.visit(&visit, day, hour);
        Ok(())
    })?;
    Ok(rollup)
}
