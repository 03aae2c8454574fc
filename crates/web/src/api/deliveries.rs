//! `/api/v1/deliveries`, and `POST /api/v1/leads/{id}/conversions`.

use super::answer::{Answer, Ids, accepted, one, page};
use super::body::{Body, BodyOrNone};
use super::caller::Caller;
use super::document::{CONVERSIONS, DeliveryPage, LEADS};
use super::params::Params;
use super::shape::delivery::{AgainJson, ConversionsJson, DeliveryJson, ProgressJson, StoryJson, ToldJson};
use super::shape::destination_input::{AgainInput, ConversionInput, ManyAgainInput};
use axum::extract::State;
use domain::conversion::Category;
use domain::draft::token::read_time;
use domain::id::{DeliveryId, DestinationId, LeadId};
use domain::outbox::Status;
use domain::scope::Scope;
use engine::conversions::deliveries::Again;
use engine::conversions::send::Wish;
use engine::conversions::{Many, deliveries, send};
use engine::{Engine, Page};
use std::sync::Arc;
use store::deliveries::list::Filter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(again))
        .routes(routes!(many_again))
        .routes(routes!(progress))
        .routes(routes!(tell))
}

/// What is on its way to the platforms and what became of it, newest first.
#[utoipa::path(get, path = "/api/v1/deliveries", tag = CONVERSIONS,
    params(("status" = Option<String>, Query, description = "One or several, with commas: `pending`, `sending`, `retrying`, `throttled`, `waiting`, `accepted`, `paused`, `sent`, `duplicate`, `refused`, `expired`, `skipped`"),
           ("destination_id" = Option<String>, Query), ("lead_id" = Option<String>, Query),
           ("category" = Option<String>, Query),
           ("from" = Option<String>, Query, description = "It happened at or after"),
           ("to" = Option<String>, Query, description = "It happened before"),
           ("ended_from" = Option<String>, Query, description = "It ended at or after"),
           ("ended_to" = Option<String>, Query, description = "It ended before"),
           ("replay_id" = Option<String>, Query, description = "It was sent again last by that replay"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = DeliveryPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(DeliveryId::parse);
    let filter = Filter {
        statuses: params.read("status", "unknown_delivery_status", statuses).unwrap_or_default(),
        destination: params.read("destination_id", "not_an_id", DestinationId::parse),
        lead: params.read("lead_id", "not_an_id", LeadId::parse),
        category: params.read("category", "unknown_category", Category::parse),
        from: params.read("from", "not_a_time", |text| read_time(text).ok()),
        to: params.read("to", "not_a_time", |text| read_time(text).ok()),
        ended_from: params.read("ended_from", "not_a_time", |text| read_time(text).ok()),
        ended_to: params.read("ended_to", "not_a_time", |text| read_time(text).ok()),
        replay: params.read("replay_id", "not_an_id", |text| Uuid::try_parse(text).ok()),
    };
    params.close()?;
    let found = deliveries::page(&engine, &caller.who, filter, before, limit).await?;
    let items = deliveries::with_destinations(&engine, &caller.who, found.items).await?;
    let found = Page { items, more: found.more };
    page(found, |told| told.delivery.id.to_string(), |told| ToldJson::new(&told, caller.locale))
}

/// Words with commas between; none where one of them is no status.
fn statuses(text: &str) -> Option<Vec<Status>> {
    text.split(',').map(|word| Status::parse(word.trim())).collect()
}

/// One delivery with every try, and what it tells with personal data covered.
#[utoipa::path(get, path = "/api/v1/deliveries/{delivery_id}", tag = CONVERSIONS, params(("delivery_id" = String, Path)),
    responses((status = 200, body = StoryJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let id = ids.get("delivery_id", DeliveryId::parse)?;
    one(StoryJson::new(deliveries::story(&engine, &caller.who, id).await?, caller.locale))
}

/// Sends one that has ended again, under the same event id.
#[utoipa::path(post, path = "/api/v1/deliveries/{delivery_id}/replay", tag = CONVERSIONS, request_body = AgainInput,
    params(("delivery_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = AgainJson)))]
async fn again(
    State(engine): State<Arc<Engine>>,
    caller: Caller,
    ids: Ids,
    BodyOrNone(Body { json, once }): BodyOrNone,
) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    let id = ids.get("delivery_id", DeliveryId::parse)?;
    accepted(&engine, &caller, once, async {
        let wish = Again::of_one(&json, id)?;
        Ok(AgainJson::from(deliveries::again(&engine, &caller.who, wish).await?))
    })
    .await
}

/// Sends all again that have ended and fit, under the same event ids; or with `dry_run` says what that would do (200).
#[utoipa::path(post, path = "/api/v1/deliveries/replays", tag = CONVERSIONS, request_body = ManyAgainInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 202, body = AgainJson)))]
async fn many_again(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::DestinationsWrite)?;
    let Many { again, dry_run } = Many::parse(&json)?;
    if dry_run {
        return one(AgainJson::from(deliveries::preview(&engine, &caller.who, again).await?));
    }
    accepted(&engine, &caller, once, async {
        Ok(AgainJson::from(deliveries::again(&engine, &caller.who, again).await?))
    })
    .await
}

/// How far a replay has come.
#[utoipa::path(get, path = "/api/v1/deliveries/replays/{replay_id}", tag = CONVERSIONS,
    params(("replay_id" = String, Path)), responses((status = 200, body = ProgressJson)))]
async fn progress(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let id = ids.get("replay_id", |text| Uuid::try_parse(text).ok())?;
    one(ProgressJson::new(id, deliveries::progress(&engine, &caller.who, id).await?))
}

/// Tells the platforms of a lead by hand.
#[utoipa::path(post, path = "/api/v1/leads/{lead_id}/conversions", tag = LEADS, request_body = ConversionInput,
    params(("lead_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = ConversionsJson)))]
async fn tell(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LeadsWrite)?;
    let lead = ids.get("lead_id", LeadId::parse)?;
    accepted(&engine, &caller, once, async {
        let made = send::send(&engine, &caller.who, lead, Wish::parse(&json)?).await?;
        Ok(ConversionsJson { items: made.iter().map(|one| DeliveryJson::new(one, caller.locale)).collect() })
    })
    .await
}
