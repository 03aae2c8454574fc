//! `/api/v1/suppressions`: persons of whom nothing is told to ad platforms.

use super::answer::{Answer, Ids, list as page_of, nothing};
use super::body::Body;
use super::caller::Caller;
use super::document::{CONVERSIONS, SuppressionPage};
use super::params::{Params, cursor};
use super::shape::suppression::{SuppressedJson, SuppressionInput, SuppressionJson};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::draft::suppression;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::suppressions::{self, place, read_fingerprint, read_place};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(remove))
}

/// The list, newest first. It holds keyed hashes and names nobody.
#[utoipa::path(get, path = "/api/v1/suppressions", tag = CONVERSIONS,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = SuppressionPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(read_place);
    params.close()?;
    let found = suppressions::list(&engine, &caller.who, after, limit).await?;
    let next = found.items.last().filter(|_| found.more);
    let next = next.map(|last| cursor(place(last)));
    page_of(found.items.iter().map(SuppressionJson::new), next)
}

/// Puts somebody on the list by their number, their address, or both that a lead has. Who is on it stays as they are.
#[utoipa::path(post, path = "/api/v1/suppressions", tag = CONVERSIONS, request_body = SuppressionInput,
    responses((status = 200, body = SuppressedJson)))]
async fn add(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, .. }: Body) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    let whom = suppression::parse(&json, &super::country(&engine, &caller))?;
    let items: Vec<_> = suppressions::add(&engine, &caller.who, whom).await?.iter().map(SuppressionJson::new).collect();
    Ok((StatusCode::OK, Json(SuppressedJson { items })).into_response())
}

/// Takes somebody off the list.
#[utoipa::path(delete, path = "/api/v1/suppressions/{fingerprint}", tag = CONVERSIONS,
    params(("fingerprint" = String, Path)), responses((status = 204)))]
async fn remove(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    suppressions::remove(&engine, &caller.who, ids.get("fingerprint", read_fingerprint)?).await?;
    nothing()
}
