//! One delivery's whole story: what it tells of whom, how it stands and what can be done, what it is told with personal
//! data covered, and every try with the platform's own words.

use super::super::desk::{Desk, Sent, again, redirect, show, wants_fragment};
use super::super::link_names;
use super::one::Words;
use super::rows::{self, Standing};
use super::way_out::{self, Way};
use super::{DELIVERIES, address, guard, guard_change};
use crate::i18n;
use crate::outbox_words;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::destination::Platform;
use domain::id::DeliveryId;
use domain::scope::Scope;
use engine::conversions::deliveries::{self, Again, Story};
use engine::{Engine, Rejection, leads};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;
use store::deliveries::Delivery;
use store::deliveries::list::Filter;
use store::deliveries::record::Try;

/// A line of the facts: its name, what it says, and where it leads.
struct Fact {
    name: String,
    value: String,
    href: String,
}

struct TryRow {
    nth: String,
    at: i64,
    took: String,
    said: String,
    class: &'static str,
    words: Words,
    http: String,
    batch: String,
}

#[derive(Template)]
#[template(path = "desk/delivery.html")]
struct Page {
    d: Desk,
    story: Shown,
}

#[derive(Template)]
#[template(path = "desk/delivery_fragment.html")]
struct Fragment {
    d: Desk,
    story: Shown,
}

/// What both show: the page, and the part of it that is brought anew.
struct Shown {
    at: String,
    title: String,
    sentence: String,
    destination: String,
    destination_href: String,
    state: Standing,
    means: String,
    next_at: Option<i64>,
    way: Option<Way>,
    facts: Vec<Fact>,
    happened_at: i64,
    payload: Option<String>,
    no_payload: String,
    tries: Vec<TryRow>,
    /// Where there are none.
    no_tries: String,
    /// Asked for as long as it has not ended.
    live: Option<String>,
    again: Option<OnceMore>,
    fault: Option<String>,
}

/// Sending again: what it would do.
struct OnceMore {
    warning: Option<String>,
    /// It would be counted twice: only whoever says so sends it.
    force: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// When what the reader sees was last changed.
    seen: Option<i64>,
}

/// `GET /app/conversions/deliveries/{id}`.
pub async fn see(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    guard(&d)?;
    let story = find(&engine, &d, &id).await?;
    let fragment = wants_fragment(&headers);
    if fragment && asked.seen == Some(story.delivery.updated_at) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let story = shown(&engine, &d, story, None).await;
    Ok(if fragment { show(&Fragment { d, story }) } else { show(&Page { d, story }) })
}

/// `POST /app/conversions/deliveries/{id}/replay`: the same event once more, under the same id.
pub async fn once_more(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let story = find(&engine, &d, &id).await?;
    let id = story.delivery.id;
    let wish = Again { filter: Filter::default(), only: Some(id), force: form.on("force") };
    match deliveries::again(&engine, &d.who, wish).await {
        Ok(_) => Ok(redirect(&format!("{DELIVERIES}/{id}"), &d.t("conv-again-queued"))),
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            let fault: Vec<String> = faults.iter().map(|fault| i18n::fault(d.locale, fault)).collect();
            let story = shown(&engine, &d, story, Some(fault.join(" "))).await;
            Ok(again(&Page { d, story }))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Story, Response> {
    let id = DeliveryId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    deliveries::story(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn shown(engine: &Engine, d: &Desk, story: Story, fault: Option<String>) -> Shown {
    let Story { delivery, destination, tries, payload } = story;
    let at = format!("{DELIVERIES}/{}", delivery.id);
    let what = outbox_words::category(d.locale, delivery.category);
    let whose = whose(engine, d, &delivery).await;
    let sentence = match &whose {
        Some((name, _)) => d.a("conv-story").s("what", &what).s("lead", name),
        None => d.a("conv-story-test").s("what", &what),
    };
    let is_on_its_way = !delivery.status.is_final();
    let (payload, no_payload) = match payload {
        Ok(value) => (serde_json::to_string_pretty(&value).ok(), String::new()),
        Err(reason) => (None, outbox_words::reason(d.locale, reason)),
    };
    let may_send = d.may(Scope::DestinationsWrite) && !is_on_its_way && destination.archived_at.is_none();
    Shown {
        title: d.a("conv-story-title").s("what", &what).s("destination", &destination.name).to_string(),
        sentence: sentence
            .s("destination", &destination.name)
            .s("cause", outbox_words::cause(d.locale, delivery.cause))
            .s("when", time::near(d.locale, delivery.at, d.now, &d.zone))
            .to_string(),
        destination: destination.name.clone(),
        destination_href: address(destination.id),
        means: outbox_words::status_means(d.locale, delivery.status),
        next_at: delivery.next_at.filter(|at| is_on_its_way && *at > d.now + 5_000_000),
        way: way_out::of(d, &delivery, &destination),
        facts: facts(engine, d, &delivery, whose, destination.platform).await,
        happened_at: delivery.at,
        payload,
        no_payload,
        // What was sent was tried: its tries are over their days.
        no_tries: d.t(if delivery.status.is_there() { "privacy-story-gone" } else { "conv-tries-none" }),
        tries: tries.iter().rev().map(|one| try_row(d, one, destination.platform)).collect(),
        live: is_on_its_way.then(|| format!("{at}?seen={}", delivery.updated_at)),
        again: may_send.then(|| once_more_of(d, &delivery, destination.platform)).flatten(),
        state: rows::standing(d, &delivery, Some(destination.platform)),
        fault,
        at,
    }
}

/// The lead's name with its page; nothing of a test.
async fn whose(engine: &Engine, d: &Desk, delivery: &Delivery) -> Option<(String, String)> {
    let id = delivery.lead?;
    let code = engine.codes().encode(id).to_string();
    let found = leads::get(engine, &d.who, id).await;
    Some(match found {
        Ok(lead) => (lead.display_name(&code), format!("/app/leads/{id}")),
        Err(_) => (code, String::new()),
    })
}

async fn facts(
    engine: &Engine,
    d: &Desk,
    delivery: &Delivery,
    whose: Option<(String, String)>,
    platform: Platform,
) -> Vec<Fact> {
    let plain = |key: &str, value: String| Fact { name: d.t(key), value, href: String::new() };
    let mut facts = Vec::new();
    facts.extend(whose.map(|(value, href)| Fact { name: d.t("visit-lead"), value, href }));
    if let Some(id) = delivery.link {
        let link = link_names::of(engine, d, id).await;
        facts.push(Fact { name: d.t("lead-link"), value: link.name, href: link.href });
    }
    facts.push(plain("conv-cause", outbox_words::cause(d.locale, delivery.cause)));
    let status = delivery.lead_status.as_ref().map(|status| d.word("status", status));
    facts.push(plain("conv-lead-status", status.unwrap_or_default()));
    facts.push(plain("conv-col-value", rows::value(d, delivery)));
    facts.push(plain("conv-platform", outbox_words::platform(d.locale, platform)));
    facts.push(plain("conv-event-name", delivery.name.clone()));
    facts.push(plain("conv-event-id-label", delivery.event_id.to_string()));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

fn try_row(d: &Desk, one: &Try, platform: Platform) -> TryRow {
    let took = one.took / 1_000;
    TryRow {
        nth: d.num(one.nth),
        at: one.at,
        took: d.a("conv-took").s("milliseconds", d.num(took)).to_string(),
        said: outbox_words::status(d.locale, one.outcome),
        class: rows::class(one.outcome),
        words: Words {
            said: outbox_words::quoted(d.locale, &one.said, platform),
            code: one.said.code.clone(),
            trace: one.said.trace.clone(),
            at: None,
            class: "",
        },
        http: one.said.http.map(|http| http.to_string()).unwrap_or_default(),
        batch: d.a("conv-batch").n("count", one.batch).to_string(),
    }
}

/// What sending it again does: nothing where it is too old; a warning where it was counted.
fn once_more_of(d: &Desk, delivery: &Delivery, platform: Platform) -> Option<OnceMore> {
    if delivery.expires_at <= d.now {
        return None;
    }
    let Some(sent_at) = delivery.sent_at else { return Some(OnceMore { warning: None, force: false }) };
    let window = platform.limits().duplicate_window;
    let force = window.is_some_and(|window| sent_at < d.now.saturating_sub(window));
    let key = if force { "conv-again-twice" } else { "conv-again-once" };
    Some(OnceMore { warning: Some(d.t(key)), force })
}
