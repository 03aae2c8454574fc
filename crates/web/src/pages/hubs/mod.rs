//! Hubs at the desk: the list of them, one with what came of it, and its editor. They stand beside the links, since both
//! are addresses that people are sent to.

mod editor;
mod look;
mod one;
mod qr;
mod rows;

pub use editor::{create, draft, edit, new, save};
pub use one::{archive, see};
pub use qr::OfHub;

use super::desk::{Desk, show};
use super::link_tabs::Tab;
use super::links::without_scheme;
use super::listed::Asked;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::HubId;
use domain::scope::Scope;
use engine::{Engine, Rejection, hubs};
use std::sync::Arc;

const PAGE: usize = 50;

struct Row {
    id: HubId,
    name: String,
    url: String,
    address: String,
    entries: usize,
    theme: &'static str,
    views: i64,
    presses: i64,
    updated_at: i64,
}

#[derive(Template)]
#[template(path = "desk/hubs.html")]
struct Page {
    d: Desk,
    may_write: bool,
    none_at_all: bool,
    archived: bool,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// `GET /app/hubs`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let filter = asked.filter();
    let archived = filter.archived;
    let before = asked.before.as_deref().and_then(HubId::parse);
    let found = hubs::list(&engine, &d.who, filter, before, PAGE).await.map_err(|r| d.refuse(r))?;
    let (living, put_away) = hubs::count(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let next = found.items.last().filter(|_| found.more).map(|last| asked.next("/app/hubs", last.hub.id));
    let mut rows = Vec::with_capacity(found.items.len());
    for view in found.items {
        let figures = match d.may(Scope::ReportsRead) {
            true => hubs::figures(&engine, &d.who, view.hub.id, (None, None)).await.map_err(|r| d.refuse(r))?.1,
            false => hubs::Figures::default(),
        };
        rows.push(Row {
            id: view.hub.id,
            address: without_scheme(&view.url).to_owned(),
            url: view.url,
            name: view.hub.name,
            entries: view.hub.entries.len(),
            theme: view.hub.theme.as_str(),
            views: figures.views,
            presses: figures.presses,
            updated_at: view.hub.updated_at,
        });
    }
    Ok(show(&Page {
        may_write: d.may(Scope::LinksWrite),
        none_at_all: living + put_away == 0,
        archived,
        rows,
        next,
        q: asked.q,
        d,
    }))
}

/// Only who may change links comes here.
fn guard(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::LinksWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// The hub of this workspace that an address names.
async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<hubs::HubView, Response> {
    let id = HubId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    hubs::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

/// The pages of one hub, as tabs above each of them; `current` as of a link's.
fn tabs(d: &Desk, hub: HubId, current: &str) -> Vec<Tab> {
    let tab = |(part, key): (&str, &'static str)| Tab {
        href: if part.is_empty() { format!("/app/hubs/{hub}") } else { format!("/app/hubs/{hub}/{part}") },
        name: d.t(key),
        current: part == current,
    };
    [("", "link-tab-overview"), ("qr", "link-tab-qr")].map(tab).into()
}
