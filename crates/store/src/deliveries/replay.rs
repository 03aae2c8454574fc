//! Sending again: what ended goes back to the start under the same event id, and a replay's rows are known by its id, so
//! that how far it has come can be told.

use super::glance;
use super::list::Filter;
use crate::dialect;
use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::conversion::Category;
use domain::id::{DeliveryId, DestinationId, LeadId, WorkspaceId};
use domain::outbox::Status;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Final ones only: what is on its way already is left to go on.
macro_rules! matching {
    () => {
        "destination_id = $3 AND workspace_id = $4 AND status IN ('sent', 'duplicate', 'refused', 'expired', 'skipped') \
         AND ($5 = '' OR status = $5) AND ($6 = '' OR category = $6) AND at >= $7 AND at < $8 \
         AND ($9 = 0 OR lead_id = $9) AND ($10 = 0 OR id = $11) AND updated_at >= $12 AND updated_at < $13 \
         AND ($14 = 0 OR replay_id = $15)"
    };
}
const COUNT: Statement = Statement::new(
    "replay.count",
    concat!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN sent_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN expires_at <= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM deliveries WHERE ",
        matching!()
    ),
);
/// What can be sent again, with what is counted of it; held until it is.
const TAKE: Statement = Statement::new(
    "replay.take",
    concat!(
        "SELECT id, destination_id, status, updated_at FROM deliveries WHERE expires_at > $1 \
         AND (sent_at IS NULL OR sent_at >= $2) AND ",
        matching!(),
        " ORDER BY id"
    ),
);
const AGAIN: Batch = Batch {
    name: "replay.again",
    before: "WITH r AS (",
    columns: &[Column::Blob, Column::Int, Column::Blob],
    after: ") UPDATE deliveries SET status = 'pending', reason = NULL, next_at = r.column2, lease = NULL, \
            batch_cap = NULL, receipt = NULL, replay_id = r.column3, updated_at = r.column2 \
            FROM r WHERE deliveries.id = r.column1",
};
const PROGRESS: Statement = Statement::new(
    "replay.progress",
    "SELECT status, COUNT(*) FROM deliveries WHERE replay_id = $1 AND workspace_id = $2 GROUP BY status",
);
const VALUELESS: Statement = Statement::new(
    "replay.valueless",
    "SELECT id, destination_id, status, updated_at FROM deliveries WHERE lead_id = $1 AND workspace_id = $2 \
     AND status = 'skipped' AND reason = 'no_value' AND expires_at > $3 ORDER BY id",
);
const VALUED: Batch = Batch {
    name: "replay.valued",
    before: "WITH r AS (",
    columns: &[Column::Blob, Column::Int],
    after: ") UPDATE deliveries SET status = 'pending', reason = NULL, next_at = r.column2, updated_at = r.column2 \
            FROM r WHERE deliveries.id = r.column1",
};
const RESUME: Statement = Statement::new(
    "replay.resume",
    "UPDATE deliveries SET status = 'pending', next_at = $1, updated_at = $1 \
     WHERE destination_id = $2 AND status = 'paused'",
);

const LEFT_BEHIND: Statement = Statement::new(
    "replay.left_behind",
    "UPDATE deliveries SET status = 'skipped', reason = 'destination_archived', next_at = NULL, lease = NULL, \
     updated_at = $1 WHERE destination_id = $2 AND status IN ('pending', 'sending', 'retrying', 'throttled', 'waiting', \
     'accepted', 'paused')",
);

pub const STATEMENTS: &[&Statement] = &[&COUNT, &TAKE, &PROGRESS, &VALUELESS, &RESUME, &LEFT_BEHIND];
pub(crate) const BATCHES: &[&Batch] = &[&AGAIN, &VALUED];

/// How many a replay is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Those that ended and fit the filter.
    pub found: i64,
    /// Of them, those that the platform counted so long ago that it would count them again.
    pub would_repeat: i64,
    /// Of them, those that the platform takes no more.
    pub too_old: i64,
}

/// What is sent again: of one destination, narrowed by a filter, or one delivery alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub workspace: WorkspaceId,
    pub destination: DestinationId,
    pub filter: Filter,
    pub only: Option<DeliveryId>,
}

impl Wish {
    fn params(&self, status: Option<Status>) -> [Value<'_>; 13] {
        let filter = &self.filter;
        [
            self.destination.into(),
            self.workspace.into(),
            status.map_or("", Status::as_str).into(),
            filter.category.map_or("", Category::as_str).into(),
            filter.from.unwrap_or(i64::MIN).into(),
            filter.to.unwrap_or(i64::MAX).into(),
            filter.lead.map_or(0, |lead| lead.0).into(),
            i64::from(self.only.is_some()).into(),
            self.only.map_or(Uuid::nil(), |id| id.0).into(),
            filter.ended_from.unwrap_or(i64::MIN).into(),
            filter.ended_to.unwrap_or(i64::MAX).into(),
            i64::from(filter.replay.is_some()).into(),
            filter.replay.unwrap_or_default().into(),
        ]
    }
}

/// `counted_before`: what was sent before this moment would be counted again.
pub fn scope(tx: &mut Tx<'_>, wish: &Wish, counted_before: i64, now: i64) -> Result<Scope, Error> {
    let mut all = Scope::default();
    for status in wish.filter.each_status() {
        let params: Vec<Value<'_>> =
            [counted_before.into(), now.into()].into_iter().chain(wish.params(status)).collect();
        let [found, would_repeat, too_old] =
            tx.one(&COUNT, &params, |row| Ok([row.get::<i64>(0)?, row.get(1)?, row.get(2)?]))?;
        all.found += found;
        all.would_repeat += would_repeat;
        all.too_old += too_old;
    }
    Ok(all)
}

/// Puts them back to the start, but for those that are too old and those that were sent before `counted_before`. Answers
/// how many.
pub fn again(tx: &mut Tx<'_>, wish: &Wish, counted_before: i64, replay: Uuid, now: i64) -> Result<u64, Error> {
    let mut taken = Vec::new();
    for status in wish.filter.each_status() {
        let params: Vec<Value<'_>> =
            [now.into(), counted_before.into()].into_iter().chain(wish.params(status)).collect();
        taken.extend(take(tx, &TAKE, &params)?);
    }
    tx.batch(&AGAIN, taken.iter().map(|one| [Value::from(one.id), now.into(), replay.into()]))?;
    uncount(tx, &taken)
}

/// One that has ended, held by this transaction.
struct Taken {
    id: DeliveryId,
    destination: DestinationId,
    status: Status,
    ended_at: i64,
}

fn take(tx: &mut Tx<'_>, statement: &Statement, params: &[Value<'_>]) -> Result<Vec<Taken>, Error> {
    let held = format!("{}{}", statement.sql, dialect::for_update(tx.engine()));
    tx.query(&Statement::put_together(statement.name, held), params, |row| {
        let status: &str = row.get(2)?;
        let status = Status::parse(status).ok_or_else(|| Error::Damaged(format!("delivery {status}")))?;
        Ok(Taken { id: row.get(0)?, destination: row.get(1)?, status, ended_at: row.get(3)? })
    })
}

fn uncount(tx: &mut Tx<'_>, taken: &[Taken]) -> Result<u64, Error> {
    let counted: Vec<_> = taken.iter().map(|one| (one.destination, one.status, one.ended_at)).collect();
    glance::take_back(tx, &counted)?;
    Ok(taken.len() as u64)
}

/// How the rows of a replay stand.
pub fn progress(tx: &mut Tx<'_>, workspace: WorkspaceId, replay: Uuid) -> Result<BTreeMap<String, i64>, Error> {
    let rows = tx.query(&PROGRESS, &[replay.into(), workspace.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// A lead was given its value: what waited for one goes out.
pub fn valued(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId, now: i64) -> Result<u64, Error> {
    let taken = take(tx, &VALUELESS, &[lead.into(), workspace.into(), now.into()])?;
    tx.batch(&VALUED, taken.iter().map(|one| [Value::from(one.id), now.into()]))?;
    uncount(tx, &taken)
}

/// A destination's sign-in was mended: what was paused by it goes on.
pub fn resume(tx: &mut Tx<'_>, destination: DestinationId, now: i64) -> Result<u64, Error> {
    tx.execute(&RESUME, &[now.into(), destination.into()])
}

/// A destination was put away: what waits for it is told to nobody.
pub fn left_behind(tx: &mut Tx<'_>, destination: DestinationId, now: i64) -> Result<u64, Error> {
    let left = tx.execute(&LEFT_BEHIND, &[now.into(), destination.into()])?;
    glance::count_many(tx, now, destination, Status::Skipped, left)?;
    Ok(left)
}
