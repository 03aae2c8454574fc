//! `GET /app/conversions/deliveries.csv`: the deliveries of a filter as a table, newest first. Of the lead stands its code
//! alone, and of what was told nothing: that is kept nowhere.

use super::super::desk::Desk;
use super::super::export::{Piece, Pieces, file};
use super::filters::Asked;
use super::guard;
use crate::view::time;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::actor::Who;
use domain::id::DeliveryId;
use domain::money::{self, Currency};
use domain::outbox::Reason;
use engine::conversions::deliveries;
use engine::leads::{Told, csv_row};
use engine::{Engine, Rejection};
use std::sync::Arc;
use store::deliveries::list::Filter;

/// Rows that are read at once.
const PAGE: usize = 500;

const HEAD: [&str; 21] = [
    "id",
    "event_id",
    "at",
    "destination",
    "platform",
    "visitor_code",
    "link_id",
    "cause",
    "category",
    "name",
    "value",
    "currency",
    "status",
    "reason",
    "http",
    "code",
    "words",
    "tries",
    "ended_at",
    "sent_at",
    "replay_id",
];

pub async fn csv(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Response> {
    guard(&d)?;
    let table = Table { who: d.who.clone(), filter: Asked::of(&pairs).read(&d), stand: Stand::Begin };
    Ok(file(engine, &d, "deliveries", table))
}

struct Table {
    who: Who,
    filter: Filter,
    stand: Stand,
}

enum Stand {
    Begin,
    Below(DeliveryId),
    Done,
}

impl Pieces for Table {
    fn next<'a>(&'a mut self, engine: &'a Engine) -> Piece<'a> {
        Box::pin(self.piece(engine))
    }
}

impl Table {
    async fn piece(&mut self, engine: &Engine) -> Result<Option<Vec<u8>>, Rejection> {
        let mut piece = Vec::new();
        let before = match self.stand {
            Stand::Done => return Ok(None),
            Stand::Below(before) => Some(before),
            Stand::Begin => {
                piece.extend("\u{feff}".as_bytes());
                csv_row::write(&mut piece, &HEAD.map(str::to_owned));
                None
            }
        };
        let page = deliveries::page(engine, &self.who, self.filter.clone(), before, PAGE).await?;
        let last = page.items.last().map(|last| last.id).filter(|_| page.more);
        for told in deliveries::with_destinations(engine, &self.who, page.items).await? {
            csv_row::write(&mut piece, &row(engine, &told));
        }
        self.stand = last.map_or(Stand::Done, Stand::Below);
        Ok(Some(piece))
    }
}

fn row(engine: &Engine, told: &Told) -> [String; HEAD.len()] {
    let one = &told.delivery;
    let moment = |at: Option<i64>| at.map(time::utc).unwrap_or_default();
    let said = one.said.clone().unwrap_or_default();
    let value = one.value_minor.zip(one.currency.as_deref().and_then(Currency::parse));
    [
        one.id.to_string(),
        one.event_id.to_string(),
        time::utc(one.at),
        told.destination.clone(),
        told.platform.as_str().to_owned(),
        one.lead.map(|lead| engine.codes().encode(lead).to_string()).unwrap_or_default(),
        one.link.map(|link| link.to_string()).unwrap_or_default(),
        one.cause.as_str().to_owned(),
        one.category.as_str().to_owned(),
        one.name.clone(),
        value.map(|(minor, known)| money::format(minor, known)).unwrap_or_default(),
        one.currency.clone().unwrap_or_default(),
        one.status.as_str().to_owned(),
        one.reason.map(Reason::as_str).unwrap_or_default().to_owned(),
        said.http.map(|http| http.to_string()).unwrap_or_default(),
        said.code,
        said.words,
        one.tries.to_string(),
        moment(Some(one.updated_at).filter(|_| one.status.is_final())),
        moment(one.sent_at),
        one.replay_id.map(|id| id.to_string()).unwrap_or_default(),
    ]
}
