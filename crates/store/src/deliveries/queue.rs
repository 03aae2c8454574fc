//! Putting events into the outbox, in the transaction of what caused them. A row that is there already stays as it is:
//! the same event again, or another of what is sent once.

use super::glance;
use crate::error::Error;
use crate::statement::{Batch, Column};
use crate::tx::Tx;
use crate::value::Value;
use domain::conversion::plan::{Fate, Place, Planned};
use domain::conversion::{Category, Cause, event_id};
use domain::id::{DestinationId, LeadId, LinkId, WorkspaceId};
use domain::outbox::Status;
use uuid::Uuid;

const QUEUE: Batch = Batch {
    name: "deliveries.queue",
    before: "INSERT INTO deliveries (id, workspace_id, destination_id, once_key, event_id, lead_id, link_id, cause, \
             category, name, at, lead_status, value_minor, currency, status, reason, tries, next_at, expires_at, \
             created_at, updated_at) ",
    columns: &[
        Column::Blob,
        Column::Blob,
        Column::Blob,
        Column::Text,
        Column::Blob,
        Column::Int,
        Column::Blob,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Int,
        Column::Text,
        Column::Int,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
    ],
    after: " ON CONFLICT DO NOTHING",
};

pub(crate) const BATCHES: &[&Batch] = &[&QUEUE];

/// An event, apart from who is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub workspace: WorkspaceId,
    pub id: Uuid,
    /// None: a test.
    pub lead: Option<LeadId>,
    pub link: Option<LinkId>,
    pub cause: Cause,
    pub category: Category,
    pub at: i64,
    pub lead_status: Option<String>,
    /// Minor units and their currency.
    pub amount: Option<(i64, String)>,
}

/// The id of an event's delivery to a destination: the same whenever it is made. What is left out has another one, so that
/// the same form sent again, now with consent, is sent.
pub fn delivery_id(event: Uuid, at: i64, destination: DestinationId, fate: Fate) -> Uuid {
    let fate: &[u8] = if fate == Fate::Send { b"send" } else { b"skip" };
    event_id::of(at, &[event.as_bytes(), destination.as_bytes(), fate])
}

/// Queues what was planned for each event and destination; `now` in microseconds, `first_at` when it may be sent first.
/// Answers how many rows are new.
pub fn queue(tx: &mut Tx<'_>, planned: &[(&Event, &Place, Planned)], now: i64, first_at: i64) -> Result<u64, Error> {
    if planned.is_empty() {
        return Ok(0);
    }
    // A visit is projected once. What may come again (the same form, sent twice) is counted by the row that it made.
    let (again, once): (Vec<_>, Vec<_>) = planned.iter().partition(|(event, ..)| event.cause != Cause::Click);
    let mut written = tx.batch(&QUEUE, once.iter().map(|one| row(one, now, first_at)))?;
    let mut skipped: Vec<_> = once.iter().filter_map(|one| left_out(one)).collect();
    for one in again {
        let new = tx.batch(&QUEUE, [row(one, now, first_at)])?;
        written += new;
        skipped.extend(left_out(one).filter(|_| new == 1));
    }
    glance::count(tx, now, &skipped)?;
    Ok(written)
}

type One<'p> = (&'p Event, &'p Place, Planned);

fn left_out((_, place, planned): &One<'_>) -> Option<(DestinationId, Status)> {
    matches!(planned.fate, Fate::Skip(_)).then_some((place.id, Status::Skipped))
}

fn row<'v>((event, place, planned): &'v One<'_>, now: i64, first_at: i64) -> [Value<'v>; 21] {
    let (status, reason, next) = match planned.fate {
        Fate::Send => (Status::Pending, None, Some(first_at)),
        Fate::Skip(reason) => (Status::Skipped, Some(reason.as_str()), None),
    };
    let (minor, currency) = event.amount.as_ref().map_or((None, None), |(minor, unit)| (Some(*minor), Some(unit)));
    [
        delivery_id(event.id, event.at, place.id, planned.fate).into(),
        event.workspace.into(),
        place.id.into(),
        (&planned.once_key).into(),
        event.id.into(),
        event.lead.into(),
        event.link.into(),
        event.cause.as_str().into(),
        event.category.as_str().into(),
        (&planned.name).into(),
        event.at.into(),
        event.lead_status.as_ref().into(),
        minor.into(),
        currency.into(),
        status.as_str().into(),
        reason.into(),
        0i64.into(),
        next.into(),
        event.at.saturating_add(place.platform.limits().max_age).into(),
        now.into(),
        now.into(),
    ]
}
