//! `/api/v1/domains`.

use super::answer::{Answer, Ids, IfMatch, created, nothing, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::document::{DomainPage, WORKSPACE};
use super::params::Params;
use super::shape::DomainJson;
use super::shape::input::DomainInput;
use axum::extract::State;
use domain::draft::domain::{DomainPatch, NewDomain};
use domain::id::DomainId;
use domain::scope::Scope;
use engine::{Engine, domains};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, patch, remove)).routes(routes!(verify))
}

/// The workspace's own domains, verified ones and claims.
#[utoipa::path(get, path = "/api/v1/domains", tag = WORKSPACE,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = DomainPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(DomainId::parse);
    params.close()?;
    let found = domains::list(&engine, &caller.who, after, limit).await?;
    page(found, |view| view.domain.id.to_string(), |view| DomainJson::new(view, caller.locale))
}

/// Claims a domain; `proof` of the answer says how it is shown to be yours.
#[utoipa::path(post, path = "/api/v1/domains", tag = WORKSPACE, request_body = DomainInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = DomainJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::WorkspaceWrite)?;
    created(&engine, &caller, once, "/api/v1/domains", None, async {
        let draft = NewDomain::parse(&json)?;
        Ok(DomainJson::new(domains::create(&engine, &caller.who, draft).await?, caller.locale))
    })
    .await
}

/// One domain.
#[utoipa::path(get, path = "/api/v1/domains/{domain_id}", tag = WORKSPACE, params(("domain_id" = String, Path)),
    responses((status = 200, body = DomainJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = domains::get(&engine, &caller.who, ids.get("domain_id", DomainId::parse)?).await?;
    one(DomainJson::new(view, caller.locale))
}

/// Changes what happens on a domain; its name is for ever.
#[utoipa::path(patch, path = "/api/v1/domains/{domain_id}", tag = WORKSPACE, request_body = DomainInput,
    params(("domain_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = DomainJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::WorkspaceWrite)?;
    let id = ids.get("domain_id", DomainId::parse)?;
    let host = domains::get(&engine, &caller.who, id).await?.domain.host;
    let draft = DomainPatch::parse(&json, &host)?;
    one(DomainJson::new(domains::patch(&engine, &caller.who, id, seen, draft).await?, caller.locale))
}

/// Gives a domain up that nothing stands on any more.
#[utoipa::path(delete, path = "/api/v1/domains/{domain_id}", tag = WORKSPACE,
    params(("domain_id" = String, Path), ("If-Match" = Option<String>, Header)), responses((status = 204)))]
async fn remove(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    domains::remove(&engine, &caller.who, ids.get("domain_id", DomainId::parse)?, seen).await?;
    nothing()
}

/// Looks for the proof now: the TXT record, then the file. A domain that is not proved is no failure: `findings` say
/// what was seen instead.
#[utoipa::path(post, path = "/api/v1/domains/{domain_id}/verify", tag = WORKSPACE,
    params(("domain_id" = String, Path)), responses((status = 200, body = DomainJson)))]
async fn verify(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = domains::verify(&engine, &caller.who, ids.get("domain_id", DomainId::parse)?).await?;
    one(DomainJson::new(view, caller.locale))
}
