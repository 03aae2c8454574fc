//! Conversions at the desk: the destinations, what each is told and how it does, and the outbox with every delivery's
//! story. What is said of a delivery is said by [`crate::outbox_words`]; what is decided is decided in the engine.

mod actions;
mod deliveries;
mod editor;
mod editor_form;
mod fields;
mod filters;
mod list;
pub mod of_lead;
mod one;
mod replay;
mod rows;
pub mod status_table;
mod story;
mod suppressions;
mod table;
mod way_out;

pub use actions::{archive, resume, rotate, switch, test, verify};
pub use deliveries::list as deliveries;
pub use editor::{create, edit, new, save};
pub use fields::label_key;
pub use list::list;
pub use one::see;
pub use replay::{again, ask, progress};
pub use story::{once_more, see as story};
pub use suppressions::{add as suppress, list as suppressions, remove as unsuppress};
pub use table::csv as table;

use super::desk::Desk;
use crate::outbox_words;
use crate::view::time;
use axum::response::Response;
use domain::destination::Platform;
use domain::id::DestinationId;
use domain::outbox::breaker::State;
use domain::scope::Scope;
use engine::conversions::destinations::{self, DestinationView};
use engine::{Engine, Rejection};
use std::collections::HashMap;

pub const HOME: &str = "/app/conversions";
pub const DELIVERIES: &str = "/app/conversions/deliveries";

/// Only who may see destinations comes here.
fn guard(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::DestinationsRead) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// Only who may change destinations comes here.
fn guard_change(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::DestinationsWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// The destination of this workspace that an address names.
async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<DestinationView, Response> {
    let id = DestinationId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    destinations::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

fn address(id: DestinationId) -> String {
    format!("{HOME}/destinations/{id}")
}

/// How a destination does, in a word or two, with the colour of its mark.
pub struct Mark {
    pub said: String,
    pub class: &'static str,
}

fn mark(d: &Desk, view: &DestinationView) -> Mark {
    let (destination, breaker) = (&view.destination, &view.health.breaker);
    let mark = |said: String, class| Mark { said, class };
    if destination.archived_at.is_some() {
        return mark(d.t("conv-state-away"), "badge--bare");
    }
    if !destination.active {
        return mark(d.t("conv-state-off"), "badge--bare");
    }
    match breaker.state {
        State::Open if breaker.probe_at > d.now => {
            let until = time::coming(d.locale, breaker.probe_at, d.now, &d.zone);
            mark(d.a("conv-state-open").s("until", until).to_string(), "badge--warning")
        }
        State::Open | State::HalfOpen => mark(outbox_words::state(d.locale, State::HalfOpen), "badge--warning"),
        State::Paused => mark(outbox_words::state(d.locale, State::Paused), "badge--bad"),
        State::Closed if view.health.sent_at.is_none() => mark(d.t("conv-state-new"), "badge--info"),
        State::Closed => mark(outbox_words::state(d.locale, State::Closed), "badge--good"),
    }
}

/// The destinations by what they are called, and what each is.
type Names = HashMap<DestinationId, Named>;

#[derive(Clone)]
struct Named {
    name: String,
    platform: Option<Platform>,
}

/// Of those that are chosen from, and of those among `asked` that are put away.
async fn names(engine: &Engine, d: &Desk, asked: impl Iterator<Item = DestinationId>) -> Result<Names, Response> {
    let all = choices(engine, d).await?;
    let named = |(id, platform, name)| (id, Named { name, platform: Some(platform) });
    let mut names: Names = all.into_iter().map(named).collect();
    for id in asked {
        if names.contains_key(&id) {
            continue;
        }
        let named = match destinations::get(engine, &d.who, id).await {
            Ok(view) => Named { platform: Some(view.destination.platform), name: view.destination.name },
            Err(_) => Named { platform: None, name: d.t("value-unknown") },
        };
        names.insert(id, named);
    }
    Ok(names)
}

/// Those that are not put away; none for who may not see links.
pub async fn choices(engine: &Engine, d: &Desk) -> Result<Vec<(DestinationId, Platform, String)>, Response> {
    if !d.may(Scope::LinksRead) {
        return Ok(Vec::new());
    }
    destinations::choices(engine, &d.who).await.map_err(|r| d.refuse(r))
}
