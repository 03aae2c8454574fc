//! `/api/v1/links`: links, their copies, and imagined visits.

use super::answer::{Answer, Ids, IfMatch, created, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::country;
use super::document::{LINKS, LinkPage};
use super::params::Params;
use super::shape::input::{CopyInput, LinkInput, SimulationInput};
use super::shape::replay::{ReplayInput, ReplayedJson};
use super::shape::{LinkJson, SimulatedJson};
use axum::extract::State;
use domain::draft::link::{CopyDraft, LinkDraft, NewLink};
use domain::draft::replay::ReplayDraft;
use domain::draft::simulation::Simulation;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::{Engine, links, replay, simulate};
use std::sync::Arc;
use store::links::Filter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, patch, archive))
        .routes(routes!(copy))
        .routes(routes!(imagine))
        .routes(routes!(run_over))
}

/// Links, newest first.
#[utoipa::path(get, path = "/api/v1/links", tag = LINKS,
    params(("q" = Option<String>, Query, description = "Part of a name or slug"),
           ("archived" = Option<bool>, Query),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = LinkPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(LinkId::parse);
    let filter =
        Filter { q: params.text("q").unwrap_or_default(), archived: params.flag("archived").unwrap_or_default() };
    params.close()?;
    let found = links::list(&engine, &caller.who, filter, before, limit).await?;
    page(found, |view| view.link.id.to_string(), |view| LinkJson::new(view, caller.locale))
}

/// A new link.
#[utoipa::path(post, path = "/api/v1/links", tag = LINKS, request_body = LinkInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = LinkJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LinksWrite)?;
    created(&engine, &caller, once, "/api/v1/links", None, async {
        let draft = NewLink::parse(&json, &country(&engine, &caller))?;
        Ok(LinkJson::new(links::create(&engine, &caller.who, draft).await?, caller.locale))
    })
    .await
}

/// One link.
#[utoipa::path(get, path = "/api/v1/links/{link_id}", tag = LINKS, params(("link_id" = String, Path)),
    responses((status = 200, body = LinkJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = links::get(&engine, &caller.who, ids.get("link_id", LinkId::parse)?).await?;
    one(LinkJson::new(view, caller.locale))
}

/// Changes any part of a link.
#[utoipa::path(patch, path = "/api/v1/links/{link_id}", tag = LINKS, request_body = LinkInput,
    params(("link_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = LinkJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let id = ids.get("link_id", LinkId::parse)?;
    let draft = LinkDraft::parse(&json, &country(&engine, &caller))?;
    one(LinkJson::new(links::patch(&engine, &caller.who, id, seen, draft).await?, caller.locale))
}

/// Archives a link. Its visits and leads stay; `{"archived":false}` brings it back.
#[utoipa::path(delete, path = "/api/v1/links/{link_id}", tag = LINKS,
    params(("link_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = LinkJson)))]
async fn archive(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    let id = ids.get("link_id", LinkId::parse)?;
    one(LinkJson::new(links::archive(&engine, &caller.who, id, seen).await?, caller.locale))
}

/// A link like this one, under another slug and with no turns given yet.
#[utoipa::path(post, path = "/api/v1/links/{link_id}/copies", tag = LINKS, request_body = CopyInput,
    params(("link_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = LinkJson)))]
async fn copy(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let id = ids.get("link_id", LinkId::parse)?;
    created(&engine, &caller, once, "/api/v1/links", None, async {
        let draft = CopyDraft::parse(&json)?;
        let view = links::copy(&engine, &caller.who, id, draft.slug, draft.name).await?;
        Ok(LinkJson::new(view, caller.locale))
    })
    .await
}

/// Decides an imagined visit, says why, and changes nothing.
#[utoipa::path(post, path = "/api/v1/links/{link_id}/simulate", tag = LINKS, request_body = SimulationInput,
    params(("link_id" = String, Path)), responses((status = 200, body = SimulatedJson)))]
async fn imagine(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, .. }: Body) -> Answer {
    caller.need(Scope::LinksRead)?;
    let id = ids.get("link_id", LinkId::parse)?;
    let wish = Simulation::parse(&json)?;
    one(SimulatedJson::new(simulate::simulate(&engine, &caller.who, id, &wish).await?, caller.locale))
}

/// Runs a draft of rules, weights, switches and fallback over the link's visits of the last days, and tells how many would
/// have gone elsewhere, from where to where. Changes nothing.
#[utoipa::path(post, path = "/api/v1/links/{link_id}/replay", tag = LINKS, request_body = ReplayInput,
    params(("link_id" = String, Path)), responses((status = 200, body = ReplayedJson)))]
async fn run_over(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, .. }: Body) -> Answer {
    caller.need(Scope::LinksRead)?;
    caller.need(Scope::VisitsRead)?;
    let id = ids.get("link_id", LinkId::parse)?;
    let draft = ReplayDraft::parse(&json)?;
    one(ReplayedJson::new(replay::replay(&engine, &caller.who, id, draft).await?))
}
