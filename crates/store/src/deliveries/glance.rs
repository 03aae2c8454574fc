//! How a destination's deliveries fare, at a glance: what ended when, counted as it ends, and what waits. What is sent
//! again is counted no more until it ends again, so that every count equals the rows that ended in its hour.

use crate::error::Error;
use crate::row::Row;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{DestinationId, WorkspaceId};
use domain::outbox::Status;
use std::collections::BTreeMap;

const HOUR: i64 = 3_600_000_000;

const COUNT: Batch = Batch {
    name: "glance.count",
    before: "INSERT INTO delivery_hours (destination_id, hour, outcome, deliveries) ",
    columns: &[Column::Blob, Column::Int, Column::Text, Column::Int],
    after: " ON CONFLICT (destination_id, hour, outcome) DO UPDATE \
             SET deliveries = delivery_hours.deliveries + excluded.deliveries",
};
const SINCE: Statement = Statement::new(
    "glance.since",
    "SELECT outcome, CAST(SUM(deliveries) AS BIGINT) FROM delivery_hours WHERE destination_id = $1 AND hour > $2 \
     GROUP BY outcome",
);
/// Bounded: beyond so many it is only said that there are more.
const WAITING: Statement = Statement::new(
    "glance.waiting",
    "SELECT COUNT(*), MIN(created_at) FROM (SELECT created_at FROM deliveries \
     WHERE destination_id = $1 AND next_at IS NOT NULL ORDER BY next_at LIMIT $2) AS due",
);
const PAUSED: Statement = Statement::new(
    "glance.paused",
    "SELECT COUNT(*), MIN(created_at) FROM (SELECT created_at FROM deliveries \
     WHERE workspace_id = $1 AND status = 'paused' AND status <> 'sent' AND destination_id = $2 \
     ORDER BY id LIMIT $3) AS paused",
);
const FORGET: Statement = Statement::new("glance.forget", "DELETE FROM delivery_hours WHERE hour < $1");

pub const STATEMENTS: &[&Statement] = &[&SINCE, &WAITING, &PAUSED, &FORGET];
pub(crate) const BATCHES: &[&Batch] = &[&COUNT];

/// As many as are counted of what waits.
pub const MOST_WAITING: i64 = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Where the last day begins: at an hour, microseconds UTC.
    pub since: i64,
    /// Ended since then, by status.
    pub ended: BTreeMap<String, i64>,
    /// Not ended yet, also where a person has to act first; [`MOST_WAITING`] stands for that many or more.
    pub waiting: i64,
    /// Since when the oldest of those that are due first, or wait for a person, waits.
    pub oldest_at: Option<i64>,
}

/// Counts what ended now.
pub(crate) fn count(tx: &mut Tx<'_>, now: i64, ended: &[(DestinationId, Status)]) -> Result<(), Error> {
    let mut sums = Sums::new();
    for (destination, status) in ended {
        *sums.entry((*destination, now.div_euclid(HOUR), status.as_str())).or_default() += 1;
    }
    add(tx, &sums)
}

/// The same for many of one destination.
pub(crate) fn count_many(
    tx: &mut Tx<'_>,
    now: i64,
    destination: DestinationId,
    status: Status,
    many: u64,
) -> Result<(), Error> {
    let sums = Sums::from([((destination, now.div_euclid(HOUR), status.as_str()), many as i64)]);
    if many == 0 { Ok(()) } else { add(tx, &sums) }
}

/// Takes back what begins anew: where it ended, how and when.
pub(crate) fn take_back(tx: &mut Tx<'_>, anew: &[(DestinationId, Status, i64)]) -> Result<(), Error> {
    let mut sums = Sums::new();
    for (destination, status, ended_at) in anew {
        *sums.entry((*destination, ended_at.div_euclid(HOUR), status.as_str())).or_default() -= 1;
    }
    add(tx, &sums)
}

/// By destination, hour and outcome.
type Sums = BTreeMap<(DestinationId, i64, &'static str), i64>;

fn add(tx: &mut Tx<'_>, sums: &Sums) -> Result<(), Error> {
    let rows = sums.iter().map(|((destination, hour, outcome), deliveries)| {
        [Value::from(*destination), (*hour).into(), (*outcome).into(), (*deliveries).into()]
    });
    tx.batch(&COUNT, rows)?;
    Ok(())
}

/// Of the last day.
pub fn glance(tx: &mut Tx<'_>, workspace: WorkspaceId, destination: DestinationId, now: i64) -> Result<Glance, Error> {
    let before = now.div_euclid(HOUR) - 24;
    let ended = tx.query(&SINCE, &[destination.into(), before.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let counted = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?));
    let (due, due_since) = tx.one(&WAITING, &[destination.into(), MOST_WAITING.into()], counted)?;
    let (paused, paused_since) =
        tx.one(&PAUSED, &[workspace.into(), destination.into(), MOST_WAITING.into()], counted)?;
    Ok(Glance {
        since: (before + 1) * HOUR,
        ended: ended.into_iter().filter(|(_, count)| *count > 0).collect(),
        waiting: (due + paused).min(MOST_WAITING),
        oldest_at: due_since.into_iter().chain(paused_since).min(),
    })
}

/// Drops counts of long ago.
pub fn forget_before(tx: &mut Tx<'_>, at: i64) -> Result<u64, Error> {
    tx.execute(&FORGET, &[at.div_euclid(HOUR).into()])
}
