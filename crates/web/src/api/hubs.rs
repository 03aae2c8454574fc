//! `/api/v1/hubs`.

use super::answer::{Answer, Ids, IfMatch, created, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::document::{HubPage, LINKS};
use super::params::Params;
use super::shape::hub::{HubFiguresJson, HubJson};
use super::shape::hub_input::HubInput;
use axum::extract::State;
use domain::draft::hub::{HubDraft, NewHub};
use domain::id::HubId;
use domain::scope::Scope;
use engine::{Engine, hubs};
use jiff::civil::Date;
use std::sync::Arc;
use store::hubs::Filter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, patch, archive)).routes(routes!(figures))
}

/// Hubs, newest first.
#[utoipa::path(get, path = "/api/v1/hubs", tag = LINKS,
    params(("q" = Option<String>, Query, description = "Part of a name or slug"),
           ("archived" = Option<bool>, Query),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = HubPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(HubId::parse);
    let filter =
        Filter { q: params.text("q").unwrap_or_default(), archived: params.flag("archived").unwrap_or_default() };
    params.close()?;
    let found = hubs::list(&engine, &caller.who, filter, before, limit).await?;
    page(found, |view| view.hub.id.to_string(), HubJson::from)
}

/// A new hub.
#[utoipa::path(post, path = "/api/v1/hubs", tag = LINKS, request_body = HubInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = HubJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LinksWrite)?;
    created(&engine, &caller, once, "/api/v1/hubs", None, async {
        Ok(HubJson::from(hubs::create(&engine, &caller.who, NewHub::parse(&json)?).await?))
    })
    .await
}

/// One hub.
#[utoipa::path(get, path = "/api/v1/hubs/{hub_id}", tag = LINKS, params(("hub_id" = String, Path)),
    responses((status = 200, body = HubJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(HubJson::from(hubs::get(&engine, &caller.who, ids.get("hub_id", HubId::parse)?).await?))
}

/// Changes any part of a hub; its entries are given whole, each known by its id, else new.
#[utoipa::path(patch, path = "/api/v1/hubs/{hub_id}", tag = LINKS, request_body = HubInput,
    params(("hub_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = HubJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let id = ids.get("hub_id", HubId::parse)?;
    one(HubJson::from(hubs::patch(&engine, &caller.who, id, seen, HubDraft::parse(&json)?).await?))
}

/// Archives a hub. Its figures stay; `{"archived":false}` brings it back.
#[utoipa::path(delete, path = "/api/v1/hubs/{hub_id}", tag = LINKS,
    params(("hub_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = HubJson)))]
async fn archive(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    let id = ids.get("hub_id", HubId::parse)?;
    one(HubJson::from(hubs::archive(&engine, &caller.who, id, seen).await?))
}

/// Views, presses by entry, and the leads that came of them; the last 30 days when nothing is said.
#[utoipa::path(get, path = "/api/v1/hubs/{hub_id}/figures", tag = LINKS,
    params(("hub_id" = String, Path), ("from" = Option<String>, Query, description = "The first day, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day")),
    responses((status = 200, body = HubFiguresJson)))]
async fn figures(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let id = ids.get("hub_id", HubId::parse)?;
    let [from, to] = ["from", "to"].map(|name| params.read(name, "not_a_day", |text| text.parse::<Date>().ok()));
    params.close()?;
    let (days, figures) = hubs::figures(&engine, &caller.who, id, (from, to)).await?;
    one(HubFiguresJson::new(days, figures))
}
