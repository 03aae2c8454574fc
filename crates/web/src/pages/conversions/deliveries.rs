//! The outbox as a list: newest first, narrowed by what stands in the address. While it is looked at, the states of its
//! rows change in place; what is new is only counted, so that nothing moves under a reader.

use super::super::address::Chip;
use super::super::desk::{Desk, show, wants_fragment};
use super::filters::{Asked, Menu, StatusMenu};
use super::rows::{self, Row, Standing};
use super::{choices, guard, names};
use crate::view::time;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::DeliveryId;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::deliveries;
use http::HeaderMap;
use jiff::civil::Date;
use std::sync::Arc;
use store::deliveries::Delivery;

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "desk/deliveries.html")]
struct Page {
    d: Desk,
    may_write: bool,
    /// Nothing is set up and nothing was ever told.
    none_at_all: bool,
    status: StatusMenu,
    menus: Vec<Menu>,
    chips: Vec<Chip>,
    kept: Vec<(String, String)>,
    from: String,
    to: String,
    today: String,
    rows: Vec<Row>,
    next: Option<String>,
    first: Option<String>,
    again: String,
    export: String,
    live: String,
}

#[derive(Template)]
#[template(path = "desk/deliveries_fragment.html")]
struct Fragment {
    d: Desk,
    newer: usize,
    many: bool,
    list: String,
    states: Vec<(DeliveryId, Standing)>,
}

/// `GET /app/conversions/deliveries`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Response> {
    guard(&d)?;
    let asked = Asked::of(&pairs);
    let before = DeliveryId::parse(&asked.before);
    let found = deliveries::page(&engine, &d.who, asked.read(&d), before, PAGE).await.map_err(|r| d.refuse(r))?;
    let address = asked.address();
    let list = address.to_string();
    if wants_fragment(&headers) {
        let newest = DeliveryId::parse(&asked.newest);
        let is_newer = |id: DeliveryId| before.is_none() && newest.is_none_or(|newest| id > newest);
        let newer = found.items.iter().filter(|one| is_newer(one.id)).count();
        let states = found.items.iter().filter(|one| !is_newer(one.id));
        let names = names(&engine, &d, found.items.iter().map(|one| one.destination)).await?;
        let platform = |one: &Delivery| names.get(&one.destination).and_then(|named| named.platform);
        let states = states.map(|one| (one.id, rows::standing(&d, one, platform(one)))).collect();
        return Ok(show(&Fragment { newer, many: newer == PAGE && found.more, list, states, d }));
    }
    let named = found.items.iter().map(|one| one.destination).chain(asked.destination());
    let names = names(&engine, &d, named).await?;
    let all = choices(&engine, &d).await?;
    let none_at_all = all.is_empty() && found.items.is_empty() && address.pairs().is_empty();
    let choices: Vec<_> = all.into_iter().map(|(id, _, name)| (id, name)).collect();
    let (from, to) = asked.days();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let newest = found.items.first().map(|one| one.id.to_string()).unwrap_or_default();
    let next = found.items.last().filter(|_| found.more);
    Ok(show(&Page {
        may_write: d.may(Scope::DestinationsWrite),
        none_at_all,
        status: asked.status_menu(&d),
        menus: asked.menus(&d, &choices),
        chips: asked.chips(&engine, &d, &names),
        kept: address.without("from").without("to").pairs().to_vec(),
        from: day(from),
        to: day(to),
        today: time::zoned(d.now, &d.zone).date().to_string(),
        next: next.map(|last| address.with("before", &last.id.to_string()).to_string()),
        first: before.map(|_| list.clone()),
        again: address.at(super::replay::ASK).to_string(),
        export: address.at("/app/conversions/deliveries.csv").to_string(),
        live: address.with("before", &asked.before).with("newest", &newest).to_string(),
        rows: found.items.iter().map(|one| rows::row(&engine, &d, one, &names)).collect(),
        d,
    }))
}
