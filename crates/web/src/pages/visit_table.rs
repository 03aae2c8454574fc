//! `GET /app/visits.csv`: the visits of a filter as a table, newest first, without the address and the client's own words:
//! what figures count, row by row.

use super::desk::Desk;
use super::export::{Piece, Pieces, file};
use super::visit_filters::Asked;
use crate::explain;
use crate::view::time;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::actor::Who;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::leads::csv_row;
use engine::visits::{self, Cursor};
use engine::{Engine, Rejection, links};
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;
use std::sync::Arc;
use store::visits::Visit;

/// Rows that are read at once.
const PAGE: usize = 500;

const HEAD: [&str; 23] = [
    "id",
    "at",
    "kind",
    "repeat",
    "visitor_code",
    "link_id",
    "link",
    "agent",
    "source",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "referrer",
    "device",
    "os",
    "browser",
    "in_app",
    "language",
    "country",
    "city",
];

pub async fn csv(State(engine): State<Arc<Engine>>, d: Desk, Query(asked): Query<Asked>) -> Result<Response, Response> {
    if !d.may(Scope::VisitsRead) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let asked = asked.read();
    let table = Table { who: d.who.clone(), asked, cursor: None, state: Stand::Begin, links: HashMap::new() };
    Ok(file(engine, &d, "visits", table))
}

struct Table {
    who: Who,
    asked: visits::Asked,
    cursor: Option<Cursor>,
    state: Stand,
    /// Links by what they are called; empty: it is gone.
    links: HashMap<LinkId, String>,
}

enum Stand {
    Begin,
    Going,
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
        match self.state {
            Stand::Done => return Ok(None),
            Stand::Going => {}
            Stand::Begin => {
                piece.extend("\u{feff}".as_bytes());
                csv_row::write(&mut piece, &HEAD.map(str::to_owned));
            }
        }
        let page = visits::list(engine, &self.who, self.asked.clone(), self.cursor.take(), PAGE).await?;
        for visit in &page.items {
            let link = visit.visit().link;
            if let Vacant(place) = self.links.entry(link) {
                let found = links::get(engine, &self.who, link).await;
                place.insert(found.map(|view| view.link.name).unwrap_or_default());
            }
            let name = self.links.get(&link).cloned().unwrap_or_default();
            csv_row::write(&mut piece, &row(engine, visit, name));
        }
        self.cursor = page.next;
        self.state = if self.cursor.is_some() { Stand::Going } else { Stand::Done };
        Ok(Some(piece))
    }
}

fn row(engine: &Engine, visit: &Visit, link: String) -> [String; HEAD.len()] {
    let record = visit.visit();
    let (facts, utm) = (&record.facts, &record.facts.origin.utm);
    [
        visit.id.to_string(),
        time::utc(visit.at),
        record.kind.as_str().to_owned(),
        record.repeat.to_string(),
        record.lead.map(|lead| engine.codes().encode(lead.id).to_string()).unwrap_or_default(),
        record.link.to_string(),
        link,
        explain::agent(&record.steps).filter(|_| record.kind.is_person()).unwrap_or_default(),
        record.source.to_string(),
        utm.source.to_string(),
        utm.medium.to_string(),
        utm.campaign.to_string(),
        utm.term.to_string(),
        utm.content.to_string(),
        utm.id.to_string(),
        facts.origin.referrer.to_string(),
        facts.client.device.as_str().to_owned(),
        facts.client.os.to_string(),
        facts.client.browser.to_string(),
        facts.client.in_app.to_string(),
        facts.language.to_string(),
        facts.place.country.to_string(),
        facts.place.city.to_string(),
    ]
}
