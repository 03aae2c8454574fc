//! One destination: how it does, in whose words; what of its set-up may be seen; what it was told last.

use super::super::desk::{Desk, show};
use super::super::history;
use super::list::{Day, day, rows_of, waiting, waiting_rows};
use super::rows::{self, Row};
use super::{Mark, address, fields, find, guard, mark, names};
use crate::outbox_words::{self, Warning};
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::conversion::{Category, ConsentRule};
use domain::destination::fields as platform_fields;
use domain::destination::{Platform, Trial};
use domain::outbox::breaker::State as Breaker;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::deliveries;
use engine::conversions::destinations::DestinationView;
use engine::conversions::trial::{self, Verified};
use std::sync::Arc;
use store::deliveries::list::Filter;

/// Deliveries and changes that are shown.
const NEWEST: usize = 10;

/// What came of what was just done, and is shown once.
#[derive(Default)]
pub struct Told {
    pub secret: Option<String>,
    pub verified: Option<Verified>,
    pub fault: Option<String>,
}

/// What a platform answered: the sentence, and what its support asks for.
pub struct Words {
    pub said: Html,
    pub code: String,
    pub trace: String,
    pub at: Option<i64>,
    pub class: &'static str,
}

struct Event {
    what: String,
    name: String,
    active: bool,
    every_time: bool,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "desk/destination.html")]
pub struct Page {
    d: Desk,
    at: String,
    name: String,
    platform: String,
    is_webhook: bool,
    is_off: bool,
    is_away: bool,
    may_write: bool,
    may_resume: bool,
    mark: Mark,
    warnings: Vec<Warning>,
    secret: Option<String>,
    verified: Option<Words>,
    fault: Option<String>,
    failure: Option<Words>,
    day: [Day; 5],
    waiting: String,
    is_waiting: bool,
    oldest_at: Option<i64>,
    sent_at: Option<i64>,
    waiting_rows: String,
    all_rows: String,
    rows: Vec<Row>,
    set_up: Vec<(String, String)>,
    events: Vec<Event>,
    test_means: String,
    needs_code: bool,
    away_ask: String,
    history: Vec<history::Entry>,
}

/// `GET /app/conversions/destinations/{id}`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    guard(&d)?;
    let view = find(&engine, &d, &id).await?;
    Ok(show(&page(&engine, d, view, Told::default()).await?))
}

pub async fn page(engine: &Engine, d: Desk, view: DestinationView, told: Told) -> Result<Page, Response> {
    let destination = &view.destination;
    let id = destination.id;
    let filter = Filter { destination: Some(id), ..Filter::default() };
    let newest = deliveries::page(engine, &d.who, filter, None, NEWEST).await.map_err(|r| d.refuse(r))?;
    let names = names(engine, &d, std::iter::once(id)).await?;
    let filter = store::audit::Filter { noun: "destination".into(), noun_id: id.to_string() };
    let entries = match d.may(Scope::AuditRead) {
        true => engine::audit::list(engine, &d.who, filter, None, NEWEST).await.map_err(|r| d.refuse(r))?.items,
        false => Vec::new(),
    };
    let (is_away, is_off) = (destination.archived_at.is_some(), !destination.active);
    let breaker = view.health.breaker.state;
    Ok(Page {
        at: address(id),
        name: destination.name.clone(),
        platform: outbox_words::platform(d.locale, destination.platform),
        is_webhook: destination.platform == Platform::Webhook,
        is_off,
        is_away,
        may_write: d.may(Scope::DestinationsWrite) && !is_away,
        may_resume: matches!(breaker, Breaker::Paused | Breaker::Open | Breaker::HalfOpen),
        mark: mark(&d, &view),
        warnings: outbox_words::warnings(d.locale, &view, d.now),
        secret: told.secret,
        verified: told.verified.map(|verified| verified_words(&d, &verified, destination.platform)),
        fault: told.fault,
        failure: failure(&d, &view),
        day: day(&d, &view),
        waiting: waiting(&d, &view),
        is_waiting: view.glance.waiting > 0,
        oldest_at: view.glance.oldest_at.filter(|_| view.glance.waiting > 0),
        sent_at: view.health.sent_at,
        waiting_rows: waiting_rows(id),
        all_rows: rows_of(id).to_string(),
        rows: newest.items.iter().map(|one| rows::row(engine, &d, one, &names)).collect(),
        set_up: set_up(&d, &view),
        events: events(&d, &view),
        test_means: test_means(&d, destination.platform),
        needs_code: trial::needs_code(destination),
        away_ask: d.a("conv-away-ask").s("name", &destination.name).n("count", view.glance.waiting).to_string(),
        history: history::entries(engine, &d, &entries).await,
        d,
    })
}

/// The last failure. What has succeeded since is no news.
fn failure(d: &Desk, view: &DestinationView) -> Option<Words> {
    let (said, at) = view.health.said.as_ref()?;
    let is_over = view.health.sent_at.is_some_and(|sent| sent > *at) && view.health.breaker.state == Breaker::Closed;
    let class = if is_over { "" } else { "note--warning" };
    let words = outbox_words::quoted(d.locale, said, view.destination.platform);
    Some(Words { said: words, code: said.code.clone(), trace: said.trace.clone(), at: Some(*at), class })
}

fn verified_words(d: &Desk, verified: &Verified, platform: Platform) -> Words {
    let Verified { verdict, said } = verified;
    Words {
        said: outbox_words::verified_quoted(d.locale, verdict.as_ref(), said, platform),
        code: said.code.clone(),
        trace: said.trace.clone(),
        at: None,
        class: match outbox_words::is_let_in(verdict.as_ref(), said) {
            Some(true) => "note--good",
            Some(false) => "note--bad",
            None => "",
        },
    }
}

/// What it was set up with; of a credential that it is set, and its end.
fn set_up(d: &Desk, view: &DestinationView) -> Vec<(String, String)> {
    let destination = &view.destination;
    let mut facts = Vec::new();
    for field in platform_fields::of(destination.platform) {
        let value = match field.is_secret {
            true => destination.hints.get(field.name).map(|hint| fields::kept(d, &hint.end)),
            false => destination.settings.get(field.name).cloned(),
        };
        facts.extend(value.map(|value| (fields::label(d, field.name), value)));
    }
    if let Some(hint) = destination.hints.get("secret") {
        facts.push((d.t("conv-field-secret"), fields::kept(d, &hint.end)));
    }
    facts.push((d.t("conv-consent"), consent(d, destination.consent)));
    let links = if destination.for_all_links { "conv-links-all" } else { "conv-links-own" };
    facts.push((d.t("conv-links"), d.t(links)));
    facts
}

/// What becomes of a test event, said before it is sent.
fn test_means(d: &Desk, platform: Platform) -> String {
    d.t(match platform.trial() {
        Trial::WithCode => "conv-test-with-code",
        Trial::Checked => "conv-test-checked",
        Trial::Counted => "conv-test-counted",
        Trial::Marked => "conv-test-marked",
    })
}

fn consent(d: &Desk, rule: ConsentRule) -> String {
    outbox_words::consent_rule(d.locale, rule)
}

fn events(d: &Desk, view: &DestinationView) -> Vec<Event> {
    let of = |category: Category| {
        let mapping = view.destination.events.iter().find(|mapping| mapping.category == category)?;
        Some(Event {
            what: outbox_words::category(d.locale, category),
            name: mapping.name.clone(),
            active: mapping.active,
            every_time: mapping.every_time,
            word: category.as_str(),
        })
    };
    Category::ALL.into_iter().filter_map(of).collect()
}
