//! The change history of one link: who changed what and when, each thing before and after, and the way back.

use super::address::Address;
use super::desk::{Desk, Sent, redirect, show};
use super::{history, link_tabs};
use crate::i18n;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::LinkId;
use domain::scope::Scope;
use engine::links::{self, LinkView};
use engine::{Engine, Rejection, audit};
use http::StatusCode;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

const PAGE: usize = 50;

struct Row {
    entry: history::Entry,
    id: Uuid,
    /// The newest: the link as it is.
    is_now: bool,
}

#[derive(Template)]
#[template(path = "desk/link_history.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    id: LinkId,
    name: String,
    url: String,
    may_write: bool,
    rows: Vec<Row>,
    next: Option<String>,
    refused: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<String>,
}

/// `GET /app/links/{id}/history`.
pub async fn see(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let before = asked.before.as_deref().and_then(|text| Uuid::try_parse(text).ok());
    Ok(show(&page(&engine, d, view, before, Vec::new()).await?))
}

/// `POST /app/links/{id}/put-back`.
pub async fn put_back(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let to = Uuid::try_parse(form.value("audit_id")).map_err(|_| d.refuse(Rejection::NotFound))?;
    let version = view.link.version;
    match links::put_back(&engine, &d.who, view.link.id, to, None).await {
        Ok(now) => {
            let when = time::exact(d.locale, entry_time(to), &d.zone);
            let said = match now.link.version == version {
                true => d.t("history-put-back-same"),
                false => d.a("history-put-back-done").s("when", when).to_string(),
            };
            Ok(redirect(&format!("/app/links/{id}/history"), &said))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            let said = faults.iter().map(|fault| {
                let why = i18n::fault(d.locale, fault);
                // Of the field's path, the thing that it is a part of.
                let part = fault.field.split(['.', '[']).next().unwrap_or_default();
                let why = match part {
                    "" => why,
                    part => format!("{}: {why}", d.word("history", part)),
                };
                d.a("history-put-back-refused").s("why", why).to_string()
            });
            let said = said.collect();
            let page = page(&engine, d, view, None, said).await?;
            Ok((StatusCode::CONFLICT, show(&page)).into_response())
        }
        Err(other) => Err(d.refuse(other)),
    }
}

/// When an entry was written: its id says so.
fn entry_time(id: Uuid) -> i64 {
    let (seconds, nanos) = id.get_timestamp().map(|at| at.to_unix()).unwrap_or_default();
    i64::try_from(seconds).unwrap_or_default() * 1_000_000 + i64::from(nanos / 1_000)
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    if !d.may(Scope::AuditRead) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(
    engine: &Engine,
    d: Desk,
    view: LinkView,
    before: Option<Uuid>,
    refused: Vec<String>,
) -> Result<Page, Response> {
    let id = view.link.id;
    let filter = store::audit::Filter { noun: "link".into(), noun_id: id.to_string() };
    let found = audit::list(engine, &d.who, filter, before, PAGE).await.map_err(|r| d.refuse(r))?;
    let address = Address::new(format!("/app/links/{id}/history"));
    let last = found.items.last().map(|entry| entry.id).filter(|_| found.more);
    let next = last.map(|id| address.with("before", &id.to_string()).to_string());
    let told = history::whole_entries(engine, &d, &found.items).await;
    let rows = told.into_iter().zip(&found.items).enumerate();
    let rows = rows.map(|(place, (entry, of))| Row { entry, id: of.id, is_now: before.is_none() && place == 0 });
    Ok(Page {
        tabs: link_tabs::tabs(&d, id, "history"),
        id,
        name: view.link.name,
        url: view.url,
        may_write: d.may(Scope::LinksWrite),
        rows: rows.collect(),
        next,
        refused,
        d,
    })
}
