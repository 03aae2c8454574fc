//! How a destination's deliveries fare, at a glance: what ended when, counted as it ends, and what waits.

use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::DestinationId;
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
const FORGET: Statement = Statement::new("glance.forget", "DELETE FROM delivery_hours WHERE hour < $1");

pub const STATEMENTS: &[&Statement] = &[&SINCE, &WAITING, &FORGET];
pub(crate) const BATCHES: &[&Batch] = &[&COUNT];

/// As many as are counted of what waits.
pub const MOST_WAITING: i64 = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Ended within the last day, by status.
    pub ended: BTreeMap<String, i64>,
    /// Not ended yet; [`MOST_WAITING`] stands for that many or more.
    pub waiting: i64,
    /// Since when the oldest of those that are due first waits.
    pub oldest_at: Option<i64>,
}

/// Counts what ended now.
pub(crate) fn count(tx: &mut Tx<'_>, now: i64, ended: &[(DestinationId, Status)]) -> Result<(), Error> {
    let mut counts: BTreeMap<(DestinationId, &'static str), i64> = BTreeMap::new();
    for (destination, status) in ended {
        *counts.entry((*destination, status.as_str())).or_default() += 1;
    }
    let rows = counts.iter().map(|((destination, status), deliveries)| {
        [Value::from(*destination), now.div_euclid(HOUR).into(), (*status).into(), (*deliveries).into()]
    });
    tx.batch(&COUNT, rows)?;
    Ok(())
}

/// Of the last day.
pub fn glance(tx: &mut Tx<'_>, destination: DestinationId, now: i64) -> Result<Glance, Error> {
    let since = now.div_euclid(HOUR) - 24;
    let ended = tx.query(&SINCE, &[destination.into(), since.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (waiting, oldest_at) =
        tx.one(&WAITING, &[destination.into(), MOST_WAITING.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Glance { ended: ended.into_iter().collect(), waiting, oldest_at })
}

/// Drops counts of long ago.
pub fn forget_before(tx: &mut Tx<'_>, at: i64) -> Result<u64, Error> {
    tx.execute(&FORGET, &[at.div_euclid(HOUR).into()])
}
