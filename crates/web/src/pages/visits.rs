//! Visits as rows, and one visit with the decision that was kept of it: what every number of clicks, scans and
//! filtered requests comes down to.

use super::address::{Chip, Choice};
use super::desk::{Desk, show};
use super::gone;
use super::link_names::{self, Named};
use super::timeline::{client, named};
use super::visit_filters::Asked;
use crate::explain;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::{LinkId, VisitId};
use domain::scope::Scope;
use domain::visit::Visit as Record;
use engine::{Engine, Rejection};
use jiff::civil::Date;
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;
use std::sync::Arc;
use store::visits::{self, Visit};

const PAGE: usize = 50;

struct Row {
    id: VisitId,
    at: i64,
    kind: &'static str,
    person: bool,
    repeated: bool,
    lead: String,
    code: String,
    link_href: String,
    link_name: String,
    agent: String,
    client: String,
    from: String,
}

#[derive(Template)]
#[template(path = "desk/visits.html")]
struct Page {
    d: Desk,
    kinds: Vec<Choice>,
    chips: Vec<Chip>,
    /// What the form of the days keeps of the address.
    kept: Vec<(String, String)>,
    from: String,
    to: String,
    today: String,
    /// What of the days asked for is kept no more.
    gone: Vec<String>,
    rows: Vec<Row>,
    next: Option<String>,
    export: String,
}

#[derive(Template)]
#[template(path = "desk/visit.html")]
struct One {
    d: Desk,
    at: i64,
    steps: Vec<String>,
    /// When the form that it was shown was sent, and what was decided then.
    sent: Option<(i64, Vec<String>)>,
    facts: Vec<(String, String, String)>,
}

/// `GET /app/visits`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let page = engine::visits::list(&engine, &d.who, asked.read(), visits::Cursor::parse(asked.before()), PAGE)
        .await
        .map_err(|r| d.refuse(r))?;
    let mut names = HashMap::new();
    let mut rows = Vec::with_capacity(page.items.len());
    for visit in &page.items {
        let link = link_of(&engine, &d, visit.visit().link, &mut names).await;
        rows.push(row(&engine, &d, visit, link));
    }
    let link = match asked.link() {
        Some(id) => Some(link_of(&engine, &d, id, &mut names).await.0),
        None => None,
    };
    let address = asked.address();
    let (from, to) = asked.days();
    let gone = gone::said(&engine, &d, from).await?;
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok(show(&Page {
        kinds: asked.kinds(&d),
        chips: asked.chips(&engine, &d, link).await?,
        kept: address.without("from").without("to").pairs().to_vec(),
        from: day(from),
        to: day(to),
        today: time::zoned(d.now, &d.zone).date().to_string(),
        gone,
        rows,
        export: address.at("/app/visits.csv").to_string(),
        next: page.next.map(|cursor| address.with("before", &cursor.to_string()).to_string()),
        d,
    }))
}

fn allowed(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::VisitsRead) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

fn row(engine: &Engine, d: &Desk, visit: &Visit, (link_name, link_href): (String, String)) -> Row {
    let record = visit.visit();
    let lead = record.lead.map(|lead| lead.id);
    Row {
        id: visit.id,
        at: visit.at,
        kind: record.kind.as_str(),
        person: record.kind.is_person(),
        repeated: record.repeat,
        lead: lead.map(|id| id.to_string()).unwrap_or_default(),
        code: lead.map(|id| engine.codes().encode(id).to_string()).unwrap_or_default(),
        link_href,
        link_name,
        // A machine is shown whose turn it would be; nobody's turn was taken.
        agent: explain::agent(&record.steps).filter(|_| record.kind.is_person()).unwrap_or_default(),
        client: client(d, &record.facts),
        from: d.word("source", &record.source),
    }
}

async fn link_of(engine: &Engine, d: &Desk, id: LinkId, known: &mut HashMap<LinkId, Named>) -> (String, String) {
    if let Vacant(place) = known.entry(id) {
        place.insert(link_names::of(engine, d, id).await);
    }
    known.get(&id).map(|link| (link.name.clone(), link.href.clone())).unwrap_or_default()
}

/// `GET /app/visits/{id}`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    allowed(&d)?;
    let id = VisitId::parse(&id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let (visit, sent) = engine::visits::whole(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    let record = visit.visit();
    let link = link_names::of(&engine, &d, record.link).await;
    let steps = explain::sentences(d.locale, &record.steps);
    let facts = told(&engine, &d, &record, link);
    let sent = sent.map(|sent| (sent.at, explain::sentences(d.locale, &sent.form().visit.steps)));
    Ok(show(&One { at: visit.at, steps, sent, facts, d }))
}

fn told(engine: &Engine, d: &Desk, record: &Record<'_>, link: Named) -> Vec<(String, String, String)> {
    let (facts, lead) = (&record.facts, record.lead.map(|lead| lead.id));
    let plain = |key: &str, value: &str| (d.t(key), value.to_owned(), String::new());
    let utm = &facts.origin.utm;
    let campaign: Vec<&str> = [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content, &utm.id]
        .into_iter()
        .map(AsRef::as_ref)
        .filter(|t| !t.is_empty())
        .collect();
    let place: Vec<String> =
        [facts.place.city.to_string(), facts.place.region.to_string()].into_iter().filter(|t| !t.is_empty()).collect();
    let country = if facts.place.country.is_empty() { String::new() } else { d.country(&facts.place.country) };
    let mut all = vec![
        (d.t("visit-kind"), d.word("kind", record.kind.as_str()), String::new()),
        (d.t("links-col-link"), link.name, link.href),
        (
            d.t("visit-lead"),
            lead.map(|id| engine.codes().encode(id).to_string()).unwrap_or_default(),
            lead.map(|id| format!("/app/leads/{id}")).unwrap_or_default(),
        ),
        plain("visit-source", &d.word("source", &record.source)),
        plain("visit-utm", &campaign.join(" / ")),
        plain("visit-referrer", &facts.origin.referrer),
        plain("visit-page", &explain::page(&record.steps).unwrap_or_default()),
        plain("lead-device", &d.word("device", facts.client.device.as_str())),
        plain("visit-os", &named(d, "os", &facts.client.os)),
        plain("visit-browser", &named(d, "browser", &facts.client.browser)),
        plain("visit-in-app", &named(d, "app", &facts.client.in_app)),
        plain("visit-language", &facts.language),
        plain(
            "lead-place",
            &[place, vec![country]].concat().into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", "),
        ),
        plain("visit-ip", &facts.ip),
        plain("visit-user-agent", &facts.user_agent),
    ];
    for (name, value) in &facts.origin.click_ids {
        all.push((d.a("visit-click-id").s("name", name).to_string(), value.to_string(), String::new()));
    }
    for (name, value) in &facts.keys {
        all.push((d.a("visit-key").s("name", name).to_string(), value.to_string(), String::new()));
    }
    all.retain(|(_, value, _)| !value.is_empty());
    all
}
