//! The visits behind a figure of the tab "Opening": who they were, when they came, when it happened.

use super::desk::{Desk, show};
use super::opening::find;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::code::Code;
use domain::id::{LeadId, LinkId};
use engine::beacons::{self, Asked, What};
use engine::{Engine, Rejection};
use serde::Deserialize;
use std::sync::Arc;

const PAGE: usize = 50;

pub struct Row {
    pub lead: LeadId,
    pub code: Code,
    pub visit_at: i64,
    pub at: i64,
}

#[derive(Template)]
#[template(path = "desk/opening_visits.html")]
struct Page {
    d: Desk,
    id: LinkId,
    name: String,
    heading: String,
    rows: Vec<Row>,
    may_see_leads: bool,
    next: Option<String>,
}

/// What stands in the address. Days that can't be read are the last thirty.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    #[serde(default)]
    what: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// The last visit of the page before: its time and lead.
    #[serde(default)]
    after: String,
}

/// `GET /app/links/{id}/opening/visits`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let what = What::parse(&wish.what).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let asked = Asked { from: wish.from.parse().ok(), to: wish.to.parse().ok() };
    let after = wish.after.split_once('.').and_then(|(at, lead)| Some((at.parse().ok()?, LeadId::parse(lead)?)));
    let found = beacons::visits(&engine, &d.who, view.link.id, what, asked, after, PAGE).await;
    let found = found.map_err(|rejection| d.refuse(rejection))?;
    let next = found.items.last().filter(|_| found.more).map(|last| {
        let Wish { what, from, to, .. } = &wish;
        let query =
            [("what", what), ("from", from), ("to", to), ("after", &format!("{}.{}", last.visit_at, last.lead))];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        format!("/app/links/{}/opening/visits?{query}", view.link.id)
    });
    let row = |seen: beacons::Seen| Row {
        lead: seen.lead,
        code: engine.code(seen.lead),
        visit_at: seen.visit_at,
        at: seen.at,
    };
    Ok(show(&Page {
        id: view.link.id,
        name: view.link.name,
        heading: d.word("opening-count", what.as_str()),
        rows: found.items.into_iter().map(row).collect(),
        may_see_leads: d.may(domain::scope::Scope::LeadsRead),
        next,
        d,
    }))
}
