//! The list of links: who is on, what the last thirty days brought, and the address to copy.

use super::desk::{Desk, show};
use super::figures;
use super::listed::Asked;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::{Engine, links};
use std::sync::Arc;

const PAGE: usize = 50;

struct Row {
    id: LinkId,
    name: String,
    url: String,
    address: String,
    members: usize,
    on: usize,
    clicks: i64,
    leads: i64,
    updated_at: i64,
}

#[derive(Template)]
#[template(path = "desk/links.html")]
struct Page {
    d: Desk,
    may_write: bool,
    none_at_all: bool,
    archived: bool,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// `GET /app/links`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let filter = asked.filter();
    let archived = filter.archived;
    let before = asked.before.as_deref().and_then(LinkId::parse);
    let found = links::list(&engine, &d.who, filter, before, PAGE).await.map_err(|r| d.refuse(r))?;
    let (living, put_away) = links::count(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let figures = figures::of_links(&engine, &d).await.map_err(|r| d.refuse(r))?;
    let last = found.items.last().map(|view| view.link.id);
    let rows = found.items.into_iter().map(|view| {
        let (clicks, leads) = figures.get(&view.link.id).copied().unwrap_or_default();
        Row {
            id: view.link.id,
            name: view.link.name,
            address: without_scheme(&view.url).to_owned(),
            url: view.url,
            members: view.seats.len(),
            on: view.seats.iter().filter(|s| s.seat.member.active && s.seat.channel_active).count(),
            clicks,
            leads,
            updated_at: view.link.updated_at,
        }
    });
    let next = last.filter(|_| found.more).map(|id| asked.next("/app/links", id));
    Ok(show(&Page {
        may_write: d.may(Scope::LinksWrite),
        none_at_all: living + put_away == 0,
        archived,
        rows: rows.collect(),
        next,
        q: asked.q,
        d,
    }))
}

pub fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}
