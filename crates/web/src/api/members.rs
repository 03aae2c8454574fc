//! `/api/v1/links/{link_id}/members`: the seats of a pool, one by one. Each answers with the seat; a change of the pool
//! raises the link's version, which is the ETag.

use super::answer::{Answer, Ids, created, list as whole, nothing, one};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::country;
use super::document::{LINKS, MemberPage};
use super::params::Params;
use super::shape::MemberJson;
use super::shape::input::MemberInput;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use domain::draft::member::{MemberPatch, NewSeat};
use domain::id::{LinkId, MemberId};
use domain::scope::Scope;
use engine::links::{LinkView, SeatView};
use engine::{Engine, links};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(get, patch, remove))
}

/// The pool in its order: all of it, on one page.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/members", tag = LINKS, params(("link_id" = String, Path)),
    responses((status = 200, body = MemberPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, params: Params) -> Answer {
    params.close()?;
    let view = links::get(&engine, &caller.who, ids.get("link_id", LinkId::parse)?).await?;
    whole(view.seats.into_iter().map(MemberJson::from), None)
}

/// Somebody new in the pool.
#[utoipa::path(post, path = "/api/v1/links/{link_id}/members", tag = LINKS, request_body = MemberInput,
    params(("link_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = MemberJson)))]
async fn add(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let link = ids.get("link_id", LinkId::parse)?;
    let path = format!("/api/v1/links/{link}/members");
    created(&engine, &caller, once, &path, None, async {
        let draft = NewSeat::parse(&json, &country(&engine, &caller))?;
        let number = draft.number.to_string();
        let view = links::add_member(&engine, &caller.who, link, draft).await?;
        let seat = view.seats.into_iter().find(|view| view.seat.number == number);
        seat.map(MemberJson::from).ok_or(Problem::NOT_FOUND)
    })
    .await
}

/// One seat.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/members/{member_id}", tag = LINKS,
    params(("link_id" = String, Path), ("member_id" = String, Path)), responses((status = 200, body = MemberJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = links::get(&engine, &caller.who, ids.get("link_id", LinkId::parse)?).await?;
    seat(view, ids.get("member_id", MemberId::parse)?)
}

/// Switches somebody off or on, changes weight, name or number.
#[utoipa::path(patch, path = "/api/v1/links/{link_id}/members/{member_id}", tag = LINKS, request_body = MemberInput,
    params(("link_id" = String, Path), ("member_id" = String, Path),
           ("If-Match" = Option<String>, Header, description = "The ETag of the link")),
    responses((status = 200, body = MemberJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let (link, member) = (ids.get("link_id", LinkId::parse)?, ids.get("member_id", MemberId::parse)?);
    let draft = MemberPatch::parse(&json, &country(&engine, &caller))?;
    seat(links::patch_member(&engine, &caller.who, link, member, seen, draft).await?, member)
}

/// Takes somebody out of the pool.
#[utoipa::path(delete, path = "/api/v1/links/{link_id}/members/{member_id}", tag = LINKS,
    params(("link_id" = String, Path), ("member_id" = String, Path)), responses((status = 204)))]
async fn remove(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let (link, member) = (ids.get("link_id", LinkId::parse)?, ids.get("member_id", MemberId::parse)?);
    links::remove_member(&engine, &caller.who, link, member).await?;
    nothing()
}

fn seat(view: LinkView, id: MemberId) -> Answer {
    let version = view.link.version;
    let seat: Option<SeatView> = view.seats.into_iter().find(|view| view.seat.member.id == id);
    let mut answer = one(MemberJson::from(seat.ok_or(Problem::NOT_FOUND)?))?;
    if let Ok(tag) = HeaderValue::try_from(format!("\"{version}\"")) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}
