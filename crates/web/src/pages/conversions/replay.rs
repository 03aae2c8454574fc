//! Sending again what a filter finds: first how many there are, how many of them would be counted twice and how many are
//! too old; then how far it has come.

use super::super::address::{Address, Chip};
use super::super::desk::{Desk, Sent, again as anew, redirect, show, wants_fragment};
use super::filters::Asked;
use super::{DELIVERIES, HOME, Names, guard, guard_change, names};
use crate::i18n;
use crate::outbox_words;
use crate::view::html::{self, Html};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::outbox::Status;
use engine::conversions::deliveries::{self, Again};
use engine::{Engine, Rejection};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;
use store::deliveries::replay::Scope as Found;
use uuid::Uuid;

pub const ASK: &str = "/app/conversions/deliveries/replay";

#[derive(Template)]
#[template(path = "desk/deliveries_again.html")]
struct Page {
    d: Desk,
    chips: Vec<Chip>,
    kept: Vec<(String, String)>,
    back: String,
    found: i64,
    twice: i64,
    too_old: i64,
    /// Nothing would be sent without force.
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/replay_progress.html")]
struct Progress {
    d: Desk,
    going: Going,
}

#[derive(Template)]
#[template(path = "desk/replay_progress_fragment.html")]
struct ProgressFragment {
    d: Desk,
    going: Going,
}

struct Going {
    at: String,
    live: Option<String>,
    said: String,
    meter: Html,
    /// How many stand how, each with its rows.
    lines: Vec<Line>,
    /// All that it is about.
    rows: String,
}

struct Line {
    name: String,
    class: &'static str,
    count: String,
    rows: String,
}

/// `GET /app/conversions/deliveries/replay`.
pub async fn ask(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Response> {
    guard_change(&d)?;
    Ok(show(&page(&engine, d, &Asked::of(&pairs), None).await?))
}

/// `POST /app/conversions/deliveries/replay`: the same filter, in the form.
pub async fn again(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Result<Response, Response> {
    guard_change(&d)?;
    // The filter as the form carries it along.
    let asked = Asked::of(&form.values);
    let wish = Again { filter: asked.read(&d), only: None, force: form.on("force") };
    match deliveries::again(&engine, &d.who, wish).await {
        Ok(replayed) => match replayed.id {
            Some(id) => {
                let said = d.a("conv-replay-begun").n("count", replayed.queued).to_string();
                Ok(redirect(&format!("{HOME}/replays/{id}"), &said))
            }
            None => {
                let fault = d.t("conv-replay-nothing");
                Ok(anew(&page(&engine, d, &asked, Some(fault)).await?))
            }
        },
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            let said: Vec<String> = faults.iter().map(|fault| i18n::fault(d.locale, fault)).collect();
            Ok(anew(&page(&engine, d, &asked, Some(said.join(" "))).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn page(engine: &Engine, d: Desk, asked: &Asked, fault: Option<String>) -> Result<Page, Response> {
    let wish = Again { filter: asked.read(&d), only: None, force: false };
    let Found { found, would_repeat, too_old } =
        deliveries::preview(engine, &d.who, wish).await.map_err(|r| d.refuse(r))?;
    let names: Names = names(engine, &d, asked.destination().into_iter()).await?;
    let address = asked.address();
    Ok(Page {
        chips: asked.chips(engine, &d, &names),
        kept: address.pairs().to_vec(),
        back: address.to_string(),
        found,
        twice: would_repeat,
        too_old,
        fault,
        d,
    })
}

#[derive(Debug, Default, Deserialize)]
pub struct Looked {
    /// How many had ended when it was last looked at.
    seen: Option<i64>,
}

/// `GET /app/conversions/replays/{id}`.
pub async fn progress(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(looked): Query<Looked>,
) -> Result<Response, Response> {
    guard(&d)?;
    let id = Uuid::try_parse(&id).map_err(|_| d.refuse(Rejection::NotFound))?;
    let by_status = deliveries::progress(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    let (ended, all) = deliveries::ended(&by_status);
    let fragment = wants_fragment(&headers);
    if fragment && looked.seen == Some(ended) && ended < all {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let at = format!("{HOME}/replays/{id}");
    let key = if ended < all { "conv-replay-going" } else { "conv-replay-done" };
    let rows = Address::new(DELIVERIES).with("replay", &id.to_string());
    let count = |status: Status| by_status.get(status.as_str()).copied();
    let line = |status: Status| {
        Some(Line {
            name: outbox_words::status(d.locale, status),
            class: super::rows::class(status),
            count: d.num(count(status)?),
            rows: rows.with("status", status.as_str()).to_string(),
        })
    };
    let going = Going {
        live: (ended < all).then(|| format!("{at}?seen={ended}")),
        said: d.a(key).s("ended", d.num(ended)).n("count", all).to_string(),
        meter: html::meter(ended as f64, all as f64),
        lines: Status::ALL.into_iter().filter_map(line).collect(),
        rows: rows.to_string(),
        at,
    };
    Ok(if fragment { show(&ProgressFragment { d, going }) } else { show(&Progress { d, going }) })
}
