//! `/api/v1/users` and `/api/v1/agents`.

use super::answer::{Answer, Ids, IfMatch, created, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::document::{AgentPage, TEAM, UserPage};
use super::params::Params;
use super::shape::input::{AgentInput, UserInput};
use super::shape::{AgentJson, UserJson};
use axum::extract::State;
use domain::draft::agent::AgentPatch;
use domain::draft::user::{NewUser, UserPatch};
use domain::id::{AgentId, UserId};
use domain::scope::Scope;
use engine::{Engine, agents, users};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, patch, disable))
        .routes(routes!(list_agents))
        .routes(routes!(get_agent, patch_agent))
}

/// Everybody who signs in, disabled ones too.
#[utoipa::path(get, path = "/api/v1/users", tag = TEAM,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = UserPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(UserId::parse);
    params.close()?;
    page(users::list(&engine, &caller.who, after, limit).await?, |user| user.id.to_string(), UserJson::from)
}

/// A new user.
#[utoipa::path(post, path = "/api/v1/users", tag = TEAM, request_body = UserInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = UserJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::UsersWrite)?;
    created(&engine, &caller, once, "/api/v1/users", None, async {
        let draft = NewUser::parse(&json)?;
        Ok(UserJson::from(users::create(&engine, &caller.who, draft).await?))
    })
    .await
}

/// One user.
#[utoipa::path(get, path = "/api/v1/users/{user_id}", tag = TEAM, params(("user_id" = String, Path)),
    responses((status = 200, body = UserJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(UserJson::from(users::get(&engine, &caller.who, ids.get("user_id", UserId::parse)?).await?))
}

/// Changes any part of a user. A new password ends the sessions.
#[utoipa::path(patch, path = "/api/v1/users/{user_id}", tag = TEAM, request_body = UserInput,
    params(("user_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = UserJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::UsersWrite)?;
    let id = ids.get("user_id", UserId::parse)?;
    let draft = UserPatch::parse(&json)?;
    one(UserJson::from(users::patch(&engine, &caller.who, id, seen, draft).await?))
}

/// Locks a user out: sessions end, tokens open nothing, what they did keeps their name.
#[utoipa::path(delete, path = "/api/v1/users/{user_id}", tag = TEAM,
    params(("user_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = UserJson)))]
async fn disable(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    let id = ids.get("user_id", UserId::parse)?;
    one(UserJson::from(users::disable(&engine, &caller.who, id, seen).await?))
}

/// The CS people, one to a WhatsApp channel.
#[utoipa::path(get, path = "/api/v1/agents", tag = TEAM,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = AgentPage)))]
async fn list_agents(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(AgentId::parse);
    params.close()?;
    page(agents::list(&engine, &caller.who, after, limit).await?, |agent| agent.id.to_string(), AgentJson::from)
}

/// One CS person.
#[utoipa::path(get, path = "/api/v1/agents/{agent_id}", tag = TEAM, params(("agent_id" = String, Path)),
    responses((status = 200, body = AgentJson)))]
async fn get_agent(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(AgentJson::from(agents::get(&engine, &caller.who, ids.get("agent_id", AgentId::parse)?).await?))
}

/// Renames a CS person, or says whose sign-in they are.
#[utoipa::path(patch, path = "/api/v1/agents/{agent_id}", tag = TEAM, request_body = AgentInput,
    params(("agent_id" = String, Path)), responses((status = 200, body = AgentJson)))]
async fn patch_agent(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, .. }: Body) -> Answer {
    caller.need(Scope::UsersWrite)?;
    let id = ids.get("agent_id", AgentId::parse)?;
    let draft = AgentPatch::parse(&json)?;
    one(AgentJson::from(agents::patch(&engine, &caller.who, id, draft).await?))
}
