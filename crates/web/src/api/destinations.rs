//! `/api/v1/destinations`.

use super::answer::{Answer, Ids, IfMatch, accepted, created, nothing, one, page};
use super::body::{Body, BodyOrNone};
use super::caller::Caller;
use super::change::Change;
use super::document::{CONVERSIONS, DestinationPage};
use super::params::Params;
use super::shape::delivery::DeliveryJson;
use super::shape::destination::{DestinationJson, NewDestinationJson, VerifiedJson};
use super::shape::destination_input::{DestinationInput, TestInput};
use crate::problem::Problem;
use axum::extract::State;
use domain::conversion::Category;
use domain::draft::destination::{DestinationDraft, NewDestination};
use domain::draft::input::parse;
use domain::id::DestinationId;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::destinations::DestinationView;
use engine::conversions::{destinations, trial};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, patch, archive))
        .routes(routes!(verify))
        .routes(routes!(test))
        .routes(routes!(resume))
        .routes(routes!(rotate))
}

fn id(ids: &Ids) -> Result<DestinationId, Problem> {
    ids.get("destination_id", DestinationId::parse)
}

fn shown(engine: &Engine, caller: &Caller, view: DestinationView) -> DestinationJson {
    DestinationJson::new(view, caller.locale, engine.now())
}

/// Destinations that are not archived, oldest first, each with how it does.
#[utoipa::path(get, path = "/api/v1/destinations", tag = CONVERSIONS,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = DestinationPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(DestinationId::parse);
    params.close()?;
    let found = destinations::list(&engine, &caller.who, after, limit).await?;
    page(found, |view| view.destination.id.to_string(), |view| shown(&engine, &caller, view))
}

/// A new destination, at most 50. A webhook's answer has its signing secret, this once.
#[utoipa::path(post, path = "/api/v1/destinations", tag = CONVERSIONS, request_body = DestinationInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = NewDestinationJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    created(&engine, &caller, once, "/api/v1/destinations", Some("signing_secret"), async {
        let view = destinations::create(&engine, &caller.who, NewDestination::parse(&json)?).await?;
        Ok(NewDestinationJson::new(view, caller.locale, engine.now()))
    })
    .await
}

/// One destination, also an archived one.
#[utoipa::path(get, path = "/api/v1/destinations/{destination_id}", tag = CONVERSIONS,
    params(("destination_id" = String, Path)), responses((status = 200, body = DestinationJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = destinations::get(&engine, &caller.who, id(&ids)?).await?;
    one(shown(&engine, &caller, view))
}

/// Changes any part of a destination but its platform. Whoever changes settings or credentials has acted: one that was
/// paused for sign-in goes on.
#[utoipa::path(patch, path = "/api/v1/destinations/{destination_id}", tag = CONVERSIONS, request_body = DestinationInput,
    params(("destination_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = DestinationJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    let draft = move |platform| DestinationDraft::parse(&json, platform);
    let view = destinations::patch(&engine, &caller.who, id(&ids)?, seen, draft).await?;
    one(shown(&engine, &caller, view))
}

/// Archives a destination for good: nothing more is sent there, and what was sent stays to be seen.
#[utoipa::path(delete, path = "/api/v1/destinations/{destination_id}", tag = CONVERSIONS,
    params(("destination_id" = String, Path), ("If-Match" = Option<String>, Header)), responses((status = 204)))]
async fn archive(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    destinations::archive(&engine, &caller.who, id(&ids)?, seen).await?;
    nothing()
}

/// Asks the platform now whether it lets us in, and waits for the answer. One that does not is no failure: the answer says
/// why. TikTok is asked by a test event under the destination's test code; without a code it can't be asked.
#[utoipa::path(post, path = "/api/v1/destinations/{destination_id}/verify", tag = CONVERSIONS,
    params(("destination_id" = String, Path)), responses((status = 200, body = VerifiedJson)))]
async fn verify(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let verified = trial::verify(&engine, &caller.who, id(&ids)?).await?;
    one(VerifiedJson::new(verified, caller.locale))
}

/// Sends a test event that tells of nobody; its delivery tells what the platform says. Meta and TikTok want the
/// destination's test code for it (`no_test_code`): without one it would count like any other event. Google only checks it.
/// LinkedIn knows no test events: there it is taken like any other and may be counted.
#[utoipa::path(post, path = "/api/v1/destinations/{destination_id}/test", tag = CONVERSIONS, request_body = TestInput,
    params(("destination_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = DeliveryJson)))]
async fn test(
    State(engine): State<Arc<Engine>>,
    caller: Caller,
    ids: Ids,
    BodyOrNone(Body { json, once }): BodyOrNone,
) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    let id = id(&ids)?;
    accepted(&engine, &caller, once, async {
        let category = parse(&json, |input| match input.is_given("category") {
            true => input.word("category", &Category::WORDS, Category::parse),
            false => {
                input.ignore(&["category"]);
                None
            }
        })?;
        Ok(DeliveryJson::new(&trial::test(&engine, &caller.who, id, category).await?, caller.locale))
    })
    .await
}

/// Tries a destination again that is paused for sign-in, or left alone because it was down; what was paused goes out.
#[utoipa::path(post, path = "/api/v1/destinations/{destination_id}/resume", tag = CONVERSIONS,
    params(("destination_id" = String, Path)), responses((status = 200, body = DestinationJson)))]
async fn resume(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = destinations::resume(&engine, &caller.who, id(&ids)?).await?;
    one(shown(&engine, &caller, view))
}

/// Gives a webhook a new signing secret, shown this once. Until the next time both sign, so that the receiver can change
/// over without losing anything.
#[utoipa::path(post, path = "/api/v1/destinations/{destination_id}/secret", tag = CONVERSIONS,
    params(("destination_id" = String, Path)), responses((status = 200, body = NewDestinationJson)))]
async fn rotate(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let view = destinations::rotate(&engine, &caller.who, id(&ids)?).await?;
    one(NewDestinationJson::new(view, caller.locale, engine.now()))
}
