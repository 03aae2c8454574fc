//! What is kept only for some days: from when on each kind's rows are there, and taking away what is older, piece by
//! piece ([`sweep`]). A moment is written down before the first row before it goes, so whatever is counted from rows
//! knows from when on they tell everything.

pub mod ahead;
pub(crate) mod deliveries;
pub(crate) mod leads;
pub mod lease;
pub mod sweep;
pub(crate) mod visits;

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::WorkspaceId;
use domain::privacy::Kept;

const KEPT: Statement = Statement::new(
    "retention.kept",
    "SELECT kind, kept_from, kept_day, done_to, gone, told FROM retention WHERE workspace_id = $1",
);
const MARK: Statement = Statement::new(
    "retention.mark",
    "INSERT INTO retention (workspace_id, kind, kept_from, kept_day, done_to, gone, told) \
     VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), 0, 0) ON CONFLICT (workspace_id, kind) DO UPDATE SET \
     kept_from = CASE WHEN excluded.kept_from > retention.kept_from THEN excluded.kept_from ELSE retention.kept_from END, \
     kept_day = CASE WHEN excluded.kept_day > retention.kept_day THEN excluded.kept_day ELSE retention.kept_day END",
);
const COUNT: Statement =
    Statement::new("retention.count", "UPDATE retention SET gone = gone + $1 WHERE workspace_id = $2 AND kind = $3");
const DONE: Statement = Statement::new(
    "retention.done",
    "UPDATE retention SET done_to = $1 WHERE workspace_id = $2 AND kind = $3 AND done_to < $1",
);
const TELL: Statement = Statement::new(
    "retention.tell",
    "UPDATE retention SET told = $1 WHERE workspace_id = $2 AND kind = $3 AND told < $1",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&KEPT, &MARK, &COUNT, &DONE, &TELL];

/// How a kind stands. Times in microseconds UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub kind: Kept,
    /// What is older goes, or is gone.
    pub kept_from: i64,
    /// yyyymmdd: the roll-ups of earlier days stay as they are.
    pub kept_day: i32,
    /// Everything before is gone.
    pub done_to: i64,
    /// Rows so far, and of them those that the audit log tells of.
    pub gone: i64,
    pub told: i64,
}

/// Of the kinds of which anything ever went.
pub fn standing(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<Standing>, Error> {
    let rows = tx.query(&KEPT, &[workspace.into()], |row| {
        let kind: &str = row.get(0)?;
        Ok(Kept::parse(kind).map(|kind| (kind, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5))))
    })?;
    let mut all = Vec::with_capacity(rows.len());
    for (kind, kept_from, kept_day, done_to, gone, told) in rows.into_iter().flatten() {
        all.push(Standing {
            kind,
            kept_from: kept_from?,
            kept_day: kept_day?,
            done_to: done_to?,
            gone: gone?,
            told: told?,
        });
    }
    all.sort_unstable_by_key(|one| one.kind);
    Ok(all)
}

/// From when on the rows of a kind are all there; none: they always were.
pub fn kept_from(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept) -> Result<Option<i64>, Error> {
    Ok(standing(tx, workspace)?.into_iter().find(|one| one.kind == kind).map(|one| one.kept_from))
}

/// Writes down that what is older than `before` goes from now on; `day` is that moment's, yyyymmdd.
pub fn mark(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64, day: i32) -> Result<(), Error> {
    tx.execute(&MARK, &[workspace.into(), kind.as_str().into(), before.into(), day.into(), i64::MIN.into()])?;
    Ok(())
}

fn count(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, rows: u64) -> Result<(), Error> {
    if rows > 0 {
        tx.execute(&COUNT, &[rows.cast_signed().into(), workspace.into(), kind.as_str().into()])?;
    }
    Ok(())
}

/// Everything before is gone.
pub fn done(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64) -> Result<(), Error> {
    tx.execute(&DONE, &[before.into(), workspace.into(), kind.as_str().into()])?;
    Ok(())
}

/// What went since it was told last, and is told now.
pub fn tell(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<(Kept, i64)>, Error> {
    let mut news = Vec::new();
    for one in standing(tx, workspace)?.into_iter().filter(|one| one.gone > one.told) {
        tx.execute(&TELL, &[one.gone.into(), workspace.into(), one.kind.as_str().into()])?;
        news.push((one.kind, one.gone - one.told));
    }
    Ok(news)
}
