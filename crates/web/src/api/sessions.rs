//! `/api/v1/users/{user_id}/sessions`: where somebody is signed in, and ending it.

use super::answer::{Answer, Ids, list as whole, nothing};
use super::caller::Caller;
use super::document::{SessionPage, TEAM};
use super::params::Params;
use super::shape::SessionJson;
use axum::extract::State;
use domain::id::UserId;
use engine::{Engine, sessions};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(end))
}

/// The open sessions of a user, last seen first: all of them, on one page. Those of others are for who may change users.
#[utoipa::path(get, path = "/api/v1/users/{user_id}/sessions", tag = TEAM, params(("user_id" = String, Path)),
    responses((status = 200, body = SessionPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, params: Params) -> Answer {
    params.close()?;
    let open = sessions::list(&engine, &caller.who, ids.get("user_id", UserId::parse)?).await?;
    whole(open.into_iter().map(SessionJson::from), None)
}

/// Ends a session: its browser has to sign in again.
#[utoipa::path(delete, path = "/api/v1/users/{user_id}/sessions/{session_id}", tag = TEAM,
    params(("user_id" = String, Path), ("session_id" = String, Path)), responses((status = 204)))]
async fn end(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let (user, session) = (ids.get("user_id", UserId::parse)?, ids.get("session_id", |name| Some(name.to_owned()))?);
    sessions::end(&engine, &caller.who, user, &session).await?;
    nothing()
}
