//! How much would go if a kind were kept only from some moment on: asked before it is decided.

use super::sweep::first_id;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::WorkspaceId;
use domain::privacy::Kept;

/// What is counted row by row is counted up to here.
pub const MOST: i64 = 100_000;

// Days are gone whole, so their sums tell how many rows they had, in a moment.
const VISITS: Statement = Statement::new(
    "ahead.visits",
    "SELECT CAST(COALESCE(sum(clicks + scans + repeats), 0) AS BIGINT), CAST(COALESCE(sum(filtered), 0) AS BIGINT) \
     FROM visit_days WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day < $4",
);
const DELIVERIES: Statement = Statement::new(
    "ahead.deliveries",
    "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE workspace_id = $1 AND id < $2 AND (tries > 0 OR status = 'skipped') \
     AND status IN ('sent', 'duplicate', 'refused', 'expired', 'skipped') LIMIT $3) AS old",
);
const LEADS: Statement = Statement::new(
    "ahead.leads",
    "SELECT count(*) FROM (SELECT 1 FROM leads l WHERE l.workspace_id = $1 AND l.erased_at IS NULL \
     AND l.last_seen_at < $2 AND l.updated_at < $2 AND CAST($3 AS BIGINT) = CASE WHEN l.status IN ('purchase', 'won') OR EXISTS (\
         SELECT 1 FROM lead_changes c WHERE c.lead_id = l.id AND c.field = 'status' \
         AND c.after_value IN ('purchase', 'won')) THEN 1 ELSE 0 END LIMIT $4) AS old",
);
const AUDIT: Statement = Statement::new(
    "ahead.audit",
    "SELECT count(*) FROM (SELECT 1 FROM audit_log WHERE workspace_id = $1 AND id < $2 LIMIT $3) AS old",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&VISITS, &DELIVERIES, &LEADS, &AUDIT];

/// Rows that would go: of visits between what is kept now and the day (yyyymmdd) of `before`; of the others as many as
/// are counted, beyond [`MOST`] no more.
pub fn rows(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64, day: i32) -> Result<i64, Error> {
    let most = MOST + 1;
    let first = |row: &crate::Row<'_>| row.get(0);
    let found = match kind {
        Kept::Visits | Kept::FilteredVisits => {
            let kept = super::standing(tx, workspace)?.into_iter().find(|one| one.kind == kind);
            let from = kept.map_or(0, |one| one.kept_day);
            let all: [Value<'_>; 4] =
                [workspace.into(), Value::Id(crate::reports::rollup::ALL_LINKS), from.into(), day.into()];
            let (people, filtered): (i64, i64) = tx.one(&VISITS, &all, |row| Ok((row.get(0)?, row.get(1)?)))?;
            return Ok(if kind == Kept::Visits { people } else { filtered });
        }
        Kept::Deliveries => tx.one(&DELIVERIES, &[workspace.into(), first_id(before).into(), most.into()], first)?,
        Kept::Leads | Kept::Customers => {
            let bought = kind == Kept::Customers;
            tx.one(&LEADS, &[workspace.into(), before.into(), bought.into(), most.into()], first)?
        }
        Kept::Audit => tx.one(&AUDIT, &[workspace.into(), first_id(before).into(), most.into()], first)?,
    };
    Ok(found)
}
