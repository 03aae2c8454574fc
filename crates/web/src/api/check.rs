//! `/api/v1/links/{link_id}/check`: what is wrong with a link's rules.

use super::answer::{Answer, Ids, list as whole};
use super::caller::Caller;
use super::document::{FindingPage, LINKS};
use super::params::Params;
use super::shape::check::findings;
use crate::sentence;
use axum::extract::State;
use domain::id::LinkId;
use engine::{Engine, check as checking};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(check))
}

/// What is wrong with a link's rules as they stand: rules that nobody reaches, that contradict themselves or whose hours
/// never come, and places that take nobody. An empty list is good.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/check", tag = LINKS, params(("link_id" = String, Path)),
    responses((status = 200, body = FindingPage)))]
async fn check(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, params: Params) -> Answer {
    params.close()?;
    let checked = checking::check(&engine, &caller.who, ids.get("link_id", LinkId::parse)?)?;
    let names = sentence::names(&engine, &caller.who).await?;
    whole(findings(&checked, &names, caller.locale).into_iter(), None)
}
