//! The roll-ups made again from the rows: when a workspace moves to another time zone, and for the test that shows
//! them to be equal. Where rows of former days are kept no more, the sums of those days stay as they are; what is
//! counted anew are the days whose rows are all there.

use super::days;
use super::overview::zone_of;
use super::rollup::{Extent, Rollup};
use super::{lead_days, purchases, span_sums};
use crate::dialect;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::{retention, visits};
use domain::id::WorkspaceId;
use domain::privacy::Kept;
use domain::visit::Visit;
use jiff::tz::TimeZone;

const FORGET_PEOPLE: Statement = Statement::new(
    "recount.forget_people",
    "UPDATE visit_days SET clicks = 0, scans = 0, leads = 0, repeats = 0 WHERE workspace_id = $1 AND day >= $2",
);
const FORGET_FILTERED: Statement = Statement::new(
    "recount.forget_filtered",
    "UPDATE visit_days SET filtered = 0 WHERE workspace_id = $1 AND day >= $2",
);
const FORGET: Statement = Statement::new(
    "recount.forget",
    "DELETE FROM visit_days WHERE workspace_id = $1 AND ($2 = 0 OR (clicks = 0 AND scans = 0 AND leads = 0 \
     AND repeats = 0 AND filtered = 0))",
);
const ROWS: Statement = Statement::new("recount.rows", "SELECT id, details FROM visits WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] = &[&FORGET_PEOPLE, &FORGET_FILTERED, &FORGET, &ROWS];

/// Counts all visits, leads and purchases of a workspace anew, in its time zone as it is now. Reads every visit: the
/// projection waits for as long as it takes, the answers to visitors don't.
pub fn recount(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), Error> {
    let zone = zone_of(tx, workspace)?;
    dialect::hold_visits(tx)?;
    let there = There::of(tx, workspace)?;
    let rollup = rollup(tx, workspace, &zone, there)?;
    if !there.is_everything() {
        tx.execute(&FORGET_PEOPLE, &[workspace.into(), there.people.1.into()])?;
        tx.execute(&FORGET_FILTERED, &[workspace.into(), there.filtered.1.into()])?;
    }
    tx.execute(&FORGET, &[workspace.into(), i64::from(!there.is_everything()).into()])?;
    rollup.write_days(tx, Extent::Everything)?;
    purchases::remake(tx, workspace)?;
    lead_days::remake(tx, workspace, &zone)?;
    span_sums::remake(tx, workspace)
}

/// All visits of a workspace, added up.
pub(super) fn rollup(tx: &mut Tx<'_>, workspace: WorkspaceId, zone: &TimeZone, there: There) -> Result<Rollup, Error> {
    let mut rollup = Rollup::new();
    tx.each(&ROWS, &[workspace.into()], |row| {
        let details: &[u8] = row.get(1)?;
        let visit = visits::decode(details).map_err(|error| Error::Damaged(format!("a visit: {error}")))?;
        if let Some((day, hour)) = there.place(&visit, zone) {
            rollup.visit(&visit, day, hour);
        }
        Ok(())
    })?;
    Ok(rollup)
}

/// From when on the rows are all there, of people and of what was filtered: the moment, and the day (yyyymmdd) before
/// which sums are not counted anew. The least numbers: everything always was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct There {
    people: (i64, i32),
    filtered: (i64, i32),
}

impl There {
    pub(super) fn of(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Self, Error> {
        let standing = retention::standing(tx, workspace)?;
        let of = |kind| {
            let one = standing.iter().find(|one| one.kind == kind);
            one.map_or((i64::MIN, 0), |one| (one.kept_from, one.kept_day))
        };
        Ok(Self { people: of(Kept::Visits), filtered: of(Kept::FilteredVisits) })
    }

    pub(super) fn is_everything(self) -> bool {
        self.people.1.max(self.filtered.1) == 0
    }

    /// The first day of which nothing is gone.
    pub(super) fn whole_from(self) -> i32 {
        self.people.1.max(self.filtered.1)
    }

    /// Where a visit is counted: its local day and hour; none where its day's sums stay as they are. A workspace that has
    /// moved to another zone may have it on the last of those days: it belongs to the first that is counted then.
    pub(super) fn place(self, visit: &Visit<'_>, zone: &TimeZone) -> Option<(i32, u8)> {
        let (from, first) = if visit.kind.is_person() { self.people } else { self.filtered };
        let (day, hour) = days::local(visit.at, zone);
        (visit.at >= from).then_some((day.max(first), hour))
    }
}
