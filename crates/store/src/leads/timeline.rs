//! A lead's story, newest first: visits, forms, changes, notes and what platforms were told, in one line of time.

use super::notes;
use crate::deliveries::{self, Delivery, delivery_columns};
use crate::error::Error;
use crate::forms::{self, Sent};
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use crate::visits::{self, Visit};
use domain::destination::Platform;
use domain::id::{DestinationId, LeadId};
use domain::lead::{Change, Note};
use std::collections::BTreeMap;

const CHANGES: Statement = Statement::new(
    "timeline.changes",
    "SELECT id, at, field, before_value, after_value, actor_kind, actor_name FROM lead_changes \
     WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);
const NOTES: Statement = Statement::new(
    "timeline.notes",
    "SELECT id, author, body, created_at FROM lead_notes WHERE lead_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, id DESC LIMIT $3",
);
const VISITS: Statement = Statement::new(
    "timeline.visits",
    "SELECT id, details FROM visits WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);

const FORMS: Statement = Statement::new(
    "timeline.forms",
    "SELECT id, at, details FROM form_answers WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);

/// By the moment of what is told, not by when it went out.
const DELIVERIES: Statement = Statement::new(
    "timeline.deliveries",
    concat!(
        "SELECT ",
        delivery_columns!(),
        " FROM deliveries WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3"
    ),
);
const DESTINATIONS: Statement = Statement::new(
    "timeline.destinations",
    "SELECT id, name, platform FROM destinations \
     WHERE id IN (SELECT destination_id FROM deliveries WHERE lead_id = $1)",
);

pub const STATEMENTS: &[&Statement] = &[&CHANGES, &NOTES, &VISITS, &FORMS, &DELIVERIES, &DESTINATIONS];

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    Visit(Visit),
    Form(Sent),
    Change(Change),
    Note(Note),
    Delivery(Box<Told>),
}

/// A destination that was told, or is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub delivery: Delivery,
    /// As it is called now.
    pub destination: String,
    pub platform: Platform,
}

impl Happening {
    /// Microseconds UTC.
    pub fn at(&self) -> i64 {
        match self {
            Self::Visit(visit) => visit.at,
            Self::Form(sent) => sent.at,
            Self::Change(change) => change.at,
            Self::Note(note) => note.created_at,
            Self::Delivery(told) => told.delivery.at,
        }
    }
}

/// A page of the story and where it goes on (`before` of the next call).
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub items: Vec<Happening>,
    pub next: Option<i64>,
}

/// What happened before a moment (none: up to now), newest first. Things of one and the same microsecond stay on one
/// page, so that the time alone is the cursor; a page may hold a few more than `limit` for that.
pub fn timeline(tx: &mut Tx<'_>, lead: LeadId, before: Option<i64>, limit: usize) -> Result<Timeline, Error> {
    let before = before.unwrap_or(i64::MAX);
    // Room for what one save changes at once, all at the same moment.
    let each = (limit + 150) as i64;
    let params = [lead.into(), before.into(), each.into()];
    let mut items = told(tx, lead, &params)?;
    items.extend(tx.query(&VISITS, &params, |row| visits::read(row).map(Happening::Visit))?);
    items.extend(tx.query(&FORMS, &params, |row| forms::read(row).map(Happening::Form))?);
    items.extend(tx.query(&CHANGES, &params, |row| change(row).map(Happening::Change))?);
    items.extend(tx.query(&NOTES, &params, |row| notes::read(row).map(Happening::Note))?);
    // Stable: of the same moment what was told stands above what it tells of, and visits before forms before changes
    // before notes, each in its own order.
    items.sort_by_key(|item| std::cmp::Reverse(item.at()));
    let mut end = limit.min(items.len());
    while end > 0 && end < items.len() && items[end].at() == items[end - 1].at() {
        end += 1;
    }
    let next = (end < items.len()).then(|| items[end - 1].at());
    items.truncate(end);
    Ok(Timeline { items, next })
}

fn told(tx: &mut Tx<'_>, lead: LeadId, params: &[Value<'_>]) -> Result<Vec<Happening>, Error> {
    let found = tx.query(&DELIVERIES, params, deliveries::read)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let called = tx.query(&DESTINATIONS, &[lead.into()], |row| {
        let platform: &str = row.get(2)?;
        let platform = Platform::parse(platform).ok_or_else(|| Error::Damaged(format!("destination {platform}")))?;
        Ok((row.get(0)?, (row.get(1)?, platform)))
    })?;
    let called: BTreeMap<DestinationId, (String, Platform)> = called.into_iter().collect();
    let told = found.into_iter().map(|delivery| {
        let (destination, platform) = called.get(&delivery.destination).cloned().ok_or(Error::Missing)?;
        Ok(Happening::Delivery(Box::new(Told { delivery, destination, platform })))
    });
    told.collect()
}

fn change(row: &Row<'_>) -> Result<Change, Error> {
    Ok(Change {
        id: row.get(0)?,
        at: row.get(1)?,
        field: row.get(2)?,
        before: row.get(3)?,
        after: row.get(4)?,
        actor_kind: row.get(5)?,
        actor_name: row.get(6)?,
    })
}
