//! How tries ended: the deliveries, each try's line, the counts by the hour and the destination's health, in one
//! transaction. A lease that has run out meanwhile changes nothing: the other's word counts.

use super::glance;
use crate::destinations::{self, Health};
use crate::dialect;
use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::{Value, json};
use domain::id::{DeliveryId, DestinationId};
use domain::outbox::{Reason, Said, Status};
use uuid::Uuid;

const END: Statement = Statement::new(
    "record.end",
    "UPDATE deliveries SET status = $1, reason = $2, said = $3, tries = tries + $4, next_at = $5, lease = NULL, \
     batch_cap = $6, receipt = $7, name = $8, sent_at = COALESCE($9, sent_at), updated_at = $10 \
     WHERE id = $11 AND lease = $12",
);
const TRY: Batch = Batch {
    name: "record.try",
    before: "INSERT INTO delivery_tries (delivery_id, nth, at, took, outcome, said, batch) ",
    columns: &[Column::Blob, Column::Int, Column::Int, Column::Int, Column::Text, Column::Text, Column::Int],
    after: " ON CONFLICT (delivery_id, nth) DO NOTHING",
};
const TRIES: Statement = Statement::new(
    "record.tries",
    "SELECT nth, at, took, outcome, said, batch FROM delivery_tries WHERE delivery_id = $1 ORDER BY nth",
);

pub const STATEMENTS: &[&Statement] = &[&END, &TRIES];
pub(crate) const BATCHES: &[&Batch] = &[&TRY];

/// What became of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub id: DeliveryId,
    pub status: Status,
    pub reason: Option<Reason>,
    /// None: nothing was sent.
    pub attempt: Option<Attempt>,
    pub next_at: Option<i64>,
    pub batch_cap: Option<i64>,
    pub receipt: Option<String>,
    pub name: String,
}

/// One request, as one of its events saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub nth: i64,
    pub at: i64,
    /// Microseconds.
    pub took: i64,
    pub said: Said,
    /// Events in the request.
    pub batch: i64,
}

/// A line of a delivery's story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    pub nth: i64,
    pub at: i64,
    pub took: i64,
    pub outcome: Status,
    pub said: Said,
    pub batch: i64,
}

/// How the destination does after the call, and the version of it that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub health: Health,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// How many were written down.
    pub count: usize,
    /// False: a person has acted on the destination since it was read.
    pub is_same: bool,
}

/// What is to be written of those that were sent as a destination that a person has changed or resumed meanwhile: they
/// were turned away as it was, and go on as it is.
fn anew(one: &Ended, now: i64) -> Ended {
    match one.status {
        Status::Paused => Ended { status: Status::Retrying, next_at: Some(now), ..one.clone() },
        _ => one.clone(),
    }
}

/// A destination that a person has acted on since it was called learns nothing of that call: the word of the old token
/// must not pause the new one. Errors: none for those whose lease is gone; they are left out of the answer's count.
pub fn record(
    tx: &mut Tx<'_>,
    destination: DestinationId,
    lease: Uuid,
    ended: &[Ended],
    called: Option<&Called>,
    now: i64,
) -> Result<Recorded, Error> {
    let is_same = match called {
        Some(called) => dialect::standing_version(tx, destination)? == Some(called.version),
        None => true,
    };
    let mut counted = Vec::with_capacity(ended.len());
    let mut tries = Vec::new();
    for one in ended {
        let one = &if is_same { one.clone() } else { anew(one, now) };
        let said = one.attempt.as_ref().map(|attempt| json(&attempt.said)).transpose()?;
        let sent_at = one.status.is_there().then_some(now);
        let written = tx.execute(
            &END,
            &[
                one.status.as_str().into(),
                one.reason.map(Reason::as_str).into(),
                said.as_ref().into(),
                i64::from(one.attempt.is_some()).into(),
                one.next_at.into(),
                one.batch_cap.into(),
                one.receipt.as_ref().into(),
                (&one.name).into(),
                sent_at.into(),
                now.into(),
                one.id.into(),
                lease.into(),
            ],
        )?;
        if written == 0 {
            continue;
        }
        if let (Some(attempt), Some(said)) = (&one.attempt, said) {
            tries.push([
                Value::from(one.id),
                attempt.nth.into(),
                attempt.at.into(),
                attempt.took.into(),
                one.status.as_str().into(),
                said.into(),
                attempt.batch.into(),
            ]);
        }
        counted.push((destination, one.status));
    }
    tx.batch(&TRY, tries)?;
    let finals: Vec<_> = counted.iter().copied().filter(|(_, status)| status.is_final()).collect();
    glance::count(tx, now, &finals)?;
    if let Some(called) = called.filter(|_| is_same) {
        destinations::keep_health(tx, destination, &called.health)?;
    }
    Ok(Recorded { count: counted.len(), is_same })
}

/// A delivery's tries, first to last.
pub fn tries(tx: &mut Tx<'_>, delivery: DeliveryId) -> Result<Vec<Try>, Error> {
    tx.query(&TRIES, &[delivery.into()], |row| {
        let (outcome, said): (&str, &str) = (row.get(3)?, row.get(4)?);
        Ok(Try {
            nth: row.get(0)?,
            at: row.get(1)?,
            took: row.get(2)?,
            outcome: Status::parse(outcome).ok_or_else(|| Error::Damaged(format!("outcome {outcome:?}")))?,
            said: serde_json::from_str(said).map_err(|error| Error::Damaged(format!("words of a try: {error}")))?,
            batch: row.get(5)?,
        })
    })
}
