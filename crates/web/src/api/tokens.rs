//! `/api/v1/tokens`.

use super::answer::{Answer, Ids, created, nothing, one, page};
use super::body::Body;
use super::caller::Caller;
use super::document::{TokenPage, WORKSPACE};
use super::params::Params;
use super::shape::input::TokenInput;
use super::shape::{NewTokenJson, TokenJson};
use axum::extract::State;
use domain::draft::token::NewToken;
use domain::id::TokenId;
use domain::scope::Scope;
use engine::{Engine, tokens};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, revoke))
}

/// The tokens that are not revoked, without their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", tag = WORKSPACE,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = TokenPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(TokenId::parse);
    params.close()?;
    page(tokens::list(&engine, &caller.who, after, limit).await?, |token| token.id.to_string(), TokenJson::from)
}

/// A new token. Its secret is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/tokens", tag = WORKSPACE, request_body = TokenInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = NewTokenJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::TokensWrite)?;
    created(&engine, &caller, once, "/api/v1/tokens", Some("secret"), async {
        let draft = NewToken::parse(&json, engine.now())?;
        let (token, secret) = tokens::create(&engine, &caller.who, draft).await?;
        Ok(NewTokenJson { token: token.into(), secret })
    })
    .await
}

/// One token, without its secret.
#[utoipa::path(get, path = "/api/v1/tokens/{token_id}", tag = WORKSPACE, params(("token_id" = String, Path)),
    responses((status = 200, body = TokenJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(TokenJson::from(tokens::get(&engine, &caller.who, ids.get("token_id", TokenId::parse)?).await?))
}

/// Revokes a token: it opens nothing from now on.
#[utoipa::path(delete, path = "/api/v1/tokens/{token_id}", tag = WORKSPACE, params(("token_id" = String, Path)),
    responses((status = 204)))]
async fn revoke(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    tokens::revoke(&engine, &caller.who, ids.get("token_id", TokenId::parse)?).await?;
    nothing()
}
