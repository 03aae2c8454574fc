//! A draft run over past visits before it is published: rules in another order or switched, weights and switches of the
//! pool, and how many visitors would have gone elsewhere, from where to where. The same answer stands in the form of a
//! rule, for a rule that is not saved yet. Nothing is changed here.

use super::desk::{Desk, Sent, again, show};
use super::form::Form;
use super::link_tabs;
use super::rules::{Head, find};
use crate::sentence;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::replay::ReplayDraft;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::links::LinkView;
use engine::replay::{self, Replayed, Stop};
use engine::{Engine, Rejection};
use serde_json::{Value, json};
use std::sync::Arc;

/// The days that a form offers.
const DAYS: [u32; 4] = [7, 14, 30, 90];
const USUAL: &str = "30";

struct RuleRow {
    at: usize,
    id: String,
    sentence: String,
}

struct SeatRow {
    at: usize,
    id: String,
    name: String,
}

/// From one place to another.
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) visits: String,
    pub(super) share: String,
    /// One of them, to look at.
    pub(super) example: String,
}

pub(super) struct Place {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) change: String,
}

/// What came of it, as people read it.
pub struct Shown {
    pub(super) outcome: String,
    pub(super) moved: bool,
    pub(super) moves: Vec<Move>,
    pub(super) places: Vec<Place>,
    /// What was not looked at, and why.
    pub(super) notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/replay.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    link: Head,
    form: Form,
    days: Vec<(String, String)>,
    rules: Vec<RuleRow>,
    seats: Vec<SeatRow>,
    replayed: Option<Shown>,
}

/// `GET /app/links/{id}/rules/replay`: everything as it is, to be played with.
pub async fn ask(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    guard(&d)?;
    let view = find(&engine, &d, &id).await?;
    let mut form = Form::new(d.locale, Vec::new());
    form.set("days", USUAL);
    form.set("pool.method", view.link.method.as_str());
    for (at, rule) in view.link.extras.rules.iter().enumerate() {
        form.set(name("rules", at, "id"), rule.id.to_string());
        form.set(name("rules", at, "place"), (at + 1).to_string());
        form.set(name("rules", at, "active"), rule.active.to_string());
    }
    for (at, seat) in view.seats.iter().enumerate() {
        let member = &seat.seat.member;
        form.set(name("members", at, "id"), member.id.to_string());
        form.set(name("members", at, "weight"), member.weight.to_string());
        form.set(name("members", at, "active"), member.active.to_string());
    }
    Ok(show(&page(&engine, d, &view, form, None).await?))
}

/// `POST /app/links/{id}/rules/replay`.
pub async fn run(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let view = find(&engine, &d, &id).await?;
    match result(&engine, &d, view.link.id, &body(&form, &view)).await? {
        Ok(shown) => Ok(show(&page(&engine, d, &view, form, Some(shown)).await?)),
        Err(faults) => {
            form.faults = faults
                .into_iter()
                .map(|mut fault| {
                    fault.field = fault.field.trim_start_matches("pool.").to_owned();
                    fault
                })
                .collect();
            Ok(again(&page(&engine, d, &view, form, None).await?))
        }
    }
}

/// Runs a draft, given as the API takes it: what came of it, or what is wrong with it.
pub async fn result(
    engine: &Engine,
    d: &Desk,
    link: LinkId,
    draft: &Value,
) -> Result<Result<Shown, Vec<domain::problem::FieldError>>, Response> {
    let done = match ReplayDraft::parse(draft) {
        Ok(draft) => replay::replay(engine, &d.who, link, draft).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(replayed) => Ok(Ok(shown(d, &replayed))),
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => Ok(Err(faults)),
        Err(other) => Err(d.refuse(other)),
    }
}

fn guard(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::VisitsRead) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// A field of a row, for the template.
pub fn part(list: &str, at: &usize, part: &str) -> String {
    name(list, *at, part)
}

fn name(list: &str, at: usize, name: &str) -> String {
    format!("{list}[{at}].{name}")
}

/// The API's JSON. Rules are as they are, but switched and in the order of their places.
fn body(form: &Form, view: &LinkView) -> Value {
    let number = |text: &str| text.trim().parse::<i64>().map_or_else(|_| Value::from(text), Value::from);
    let mut rules: Vec<(i64, Value)> = (0..form.rows("rules"))
        .filter_map(|at| {
            let id = form.value(&name("rules", at, "id"));
            let mut rule = view.link.extras.rules.iter().find(|rule| rule.id.to_string() == id)?.clone();
            rule.active = form.on(&name("rules", at, "active"));
            let place = form.trimmed(&name("rules", at, "place")).parse().unwrap_or(i64::MAX);
            Some((place, serde_json::to_value(rule).ok()?))
        })
        .collect();
    // Of two with one place the first stays first.
    rules.sort_by_key(|(place, _)| *place);
    let members: Vec<Value> = (0..form.rows("members"))
        .map(|at| {
            json!({
                "id": form.value(&name("members", at, "id")),
                "weight": number(form.value(&name("members", at, "weight"))),
                "active": form.on(&name("members", at, "active")),
            })
        })
        .collect();
    json!({
        "days": number(form.value("days")),
        "rules": rules.into_iter().map(|(_, rule)| rule).collect::<Vec<_>>(),
        "pool": {"method": form.value("pool.method"), "members": members},
    })
}

async fn page(
    engine: &Engine,
    d: Desk,
    view: &LinkView,
    form: Form,
    replayed: Option<Shown>,
) -> Result<Page, Response> {
    let names = sentence::names(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let rules = (0..form.rows("rules")).filter_map(|at| {
        let id = form.value(&name("rules", at, "id")).to_owned();
        let rule = view.link.extras.rules.iter().find(|rule| rule.id.to_string() == id)?;
        Some(RuleRow { at, id, sentence: sentence::rule(d.locale, &names, rule) })
    });
    let seats = (0..form.rows("members")).filter_map(|at| {
        let id = form.value(&name("members", at, "id")).to_owned();
        let seat = view.seats.iter().find(|seat| seat.seat.member.id.to_string() == id)?;
        Some(SeatRow { at, id, name: seat.seat.member.name.clone() })
    });
    Ok(Page {
        tabs: link_tabs::tabs(&d, view.link.id, "rules"),
        link: Head::of(view),
        rules: rules.collect(),
        seats: seats.collect(),
        days: DAYS.iter().map(|days| (days.to_string(), d.a("replay-days-n").n("count", *days).to_string())).collect(),
        form,
        replayed,
        d,
    })
}

fn shown(d: &Desk, replayed: &Replayed) -> Shown {
    let called = |stop: &Stop| {
        let known = replayed.shares.iter().find(|share| share.stop == *stop).map(|share| share.name.as_str());
        match (stop, known) {
            (Stop::LeaveNumber, _) => d.t("replay-leave-number"),
            (_, None | Some("")) => d.t("rule-gone"),
            (_, Some(name)) => name.to_owned(),
        }
    };
    let moves = replayed.moves.iter().map(|one| Move {
        from: called(&one.from),
        to: called(&one.to),
        visits: d.num(one.visits as i64),
        share: d.share(one.visits as i64, replayed.visits as i64),
        example: one.examples.first().map(|id| format!("/app/visits/{id}")).unwrap_or_default(),
    });
    let places = replayed.shares.iter().map(|share| {
        let change = share.after as i64 - share.before as i64;
        let sign = if change > 0 { "+" } else { "" };
        Place {
            name: called(&share.stop),
            before: d.num(share.before as i64),
            after: d.num(share.after as i64),
            change: if change == 0 { "–".to_owned() } else { format!("{sign}{}", d.num(change)) },
        }
    });
    let since = time::long_day(d.locale, time::zoned(replayed.since, &d.zone).date());
    let key = match (replayed.visits, replayed.moved) {
        (0, _) => "replay-none",
        (_, 0) => "replay-nobody",
        _ => "replay-moved",
    };
    let outcome = d
        .a(key)
        .n("visits", replayed.visits as i64)
        .n("moved", replayed.moved as i64)
        .s("share", d.share(replayed.moved as i64, replayed.visits as i64))
        .s("since", since)
        .to_string();
    let mut notes = Vec::new();
    for (key, count) in [
        ("replay-forms", replayed.forms),
        ("replay-left-out", replayed.not_sent),
        ("replay-unidentified", replayed.unidentified),
        ("replay-undecided", replayed.undecided),
    ] {
        if count > 0 {
            notes.push(d.a(key).n("count", count as i64).to_string());
        }
    }
    if !replayed.unkept.is_empty() {
        notes.push(d.a("replay-unkept").s("names", replayed.unkept.join(", ")).to_string());
    }
    if replayed.more {
        notes.push(d.t("replay-more"));
    }
    Shown { outcome, moved: replayed.moved > 0, moves: moves.collect(), places: places.collect(), notes }
}
