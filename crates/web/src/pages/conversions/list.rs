//! The destinations at a glance: how each stands, what ended within the last day, what waits, and what to know before
//! it hurts.

use super::super::address::Address;
use super::super::desk::{Desk, show};
use super::{DELIVERIES, Mark, address, filters, guard, mark};
use crate::outbox_words::{self, Warning};
use crate::view::time;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::destination::Platform;
use domain::id::DestinationId;
use domain::outbox::Status;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::destinations::{self, DestinationView, MOST};
use std::sync::Arc;
use store::deliveries::glance::MOST_WAITING;

/// Deliveries of a destination that ended within the last day, with the rows that they are.
pub struct Day {
    pub name: String,
    pub count: String,
    pub is_none: bool,
    pub rows: String,
}

struct Row {
    href: String,
    name: String,
    platform: String,
    mark: Mark,
    warnings: Vec<Warning>,
    day: [Day; 3],
    waiting: String,
    oldest_at: Option<i64>,
    waiting_rows: String,
    sent_at: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/conversions.html")]
struct Page {
    d: Desk,
    may_write: bool,
    rows: Vec<Row>,
    /// What can be chosen, with what each is for.
    platforms: Vec<(&'static str, String)>,
}

/// `GET /app/conversions`.
pub async fn list(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    guard(&d)?;
    let found = destinations::list(&engine, &d.who, None, MOST as usize).await.map_err(|r| d.refuse(r))?;
    let rows = found.items.iter().map(|view| row(&d, view)).collect();
    Ok(show(&Page { may_write: d.may(Scope::DestinationsWrite), rows, platforms: platforms(&d), d }))
}

/// What a person can choose, by the platform's word.
pub fn platforms(d: &Desk) -> Vec<(&'static str, String)> {
    let named = |word| Platform::parse(word).map(|platform| (word, outbox_words::platform(d.locale, platform)));
    Platform::CHOICES.into_iter().filter_map(named).collect()
}

fn row(d: &Desk, view: &DestinationView) -> Row {
    let id = view.destination.id;
    let [sent, refused, skipped, ..] = day(d, view);
    Row {
        href: address(id),
        name: view.destination.name.clone(),
        platform: outbox_words::platform(d.locale, view.destination.platform),
        mark: mark(d, view),
        warnings: outbox_words::warnings(d.locale, view, d.now),
        day: [sent, refused, skipped],
        waiting: waiting(d, view),
        oldest_at: view.glance.oldest_at.filter(|_| view.glance.waiting > 0),
        waiting_rows: waiting_rows(id),
        sent_at: view.health.sent_at,
    }
}

/// The rows of a destination.
pub fn rows_of(id: DestinationId) -> Address {
    Address::new(DELIVERIES).with("destination", &id.to_string())
}

/// Those of it that have not ended: as many as are counted as waiting.
pub fn waiting_rows(id: DestinationId) -> String {
    rows_of(id).with("status", &filters::words(&filters::open())).to_string()
}

/// Sent, refused, skipped; then what counted as sent and what was too old by themselves.
pub fn day(d: &Desk, view: &DestinationView) -> [Day; 5] {
    [Status::Sent, Status::Refused, Status::Skipped, Status::Duplicate, Status::Expired].map(|status| {
        let count = view.glance.ended.get(status.as_str()).copied().unwrap_or_default();
        Day {
            name: outbox_words::status(d.locale, status),
            count: d.num(count),
            is_none: count == 0,
            rows: rows_of(view.destination.id)
                .with("status", status.as_str())
                .with("ended", &time::utc(view.glance.since))
                .to_string(),
        }
    })
}

/// How many wait; so many or more, where they are not all counted.
pub fn waiting(d: &Desk, view: &DestinationView) -> String {
    let count = d.num(view.glance.waiting);
    if view.glance.waiting < MOST_WAITING { count } else { d.a("conv-or-more").s("number", count).to_string() }
}
