//! `/api/v1/channels`.

use super::answer::{Answer, Ids, IfMatch, created, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::country;
use super::document::{ChannelPage, LINKS};
use super::params::Params;
use super::shape::ChannelJson;
use super::shape::input::ChannelInput;
use axum::extract::State;
use domain::channel::ChannelKind;
use domain::draft::channel::{ChannelPatch, NewChannel};
use domain::id::ChannelId;
use domain::scope::Scope;
use engine::{Engine, channels};
use std::sync::Arc;
use store::channels::Filter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, patch, archive))
}

/// The places visitors can be sent to.
#[utoipa::path(get, path = "/api/v1/channels", tag = LINKS,
    params(("kind" = Option<String>, Query), ("archived" = Option<bool>, Query),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = ChannelPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(ChannelId::parse);
    let kind = params.read("kind", "unknown_kind", ChannelKind::parse);
    let filter = Filter {
        kind: kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        archived: params.flag("archived").unwrap_or_default(),
    };
    params.close()?;
    let found = channels::list(&engine, &caller.who, filter, after, limit).await?;
    page(found, |channel| channel.id.to_string(), ChannelJson::from)
}

/// A new channel.
#[utoipa::path(post, path = "/api/v1/channels", tag = LINKS, request_body = ChannelInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = ChannelJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::ChannelsWrite)?;
    created(&engine, &caller, once, "/api/v1/channels", None, async {
        let draft = NewChannel::parse(&json, &country(&engine, &caller))?;
        Ok(ChannelJson::from(channels::create(&engine, &caller.who, draft).await?))
    })
    .await
}

/// One channel.
#[utoipa::path(get, path = "/api/v1/channels/{channel_id}", tag = LINKS, params(("channel_id" = String, Path)),
    responses((status = 200, body = ChannelJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(ChannelJson::from(channels::get(&engine, &caller.who, ids.get("channel_id", ChannelId::parse)?).await?))
}

/// Changes any part of a channel but its kind.
#[utoipa::path(patch, path = "/api/v1/channels/{channel_id}", tag = LINKS, request_body = ChannelInput,
    params(("channel_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = ChannelJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::ChannelsWrite)?;
    let id = ids.get("channel_id", ChannelId::parse)?;
    let kind = channels::get(&engine, &caller.who, id).await?.kind;
    let draft = ChannelPatch::parse(&json, kind, &country(&engine, &caller))?;
    one(ChannelJson::from(channels::patch(&engine, &caller.who, id, seen, draft).await?))
}

/// Archives a channel that nothing uses.
#[utoipa::path(delete, path = "/api/v1/channels/{channel_id}", tag = LINKS,
    params(("channel_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = ChannelJson)))]
async fn archive(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    let id = ids.get("channel_id", ChannelId::parse)?;
    one(ChannelJson::from(channels::archive(&engine, &caller.who, id, seen).await?))
}
