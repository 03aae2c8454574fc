//! `/api/v1/calendars`, and the public holidays that a calendar may take over.

use super::answer::{Answer, Ids, IfMatch, created, list as whole, nothing, one, page};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::country;
use super::document::{CalendarPage, ClosedDayPage, LINKS};
use super::params::Params;
use super::shape::calendar::{CalendarInput, CalendarJson, ClosedDayJson};
use axum::extract::State;
use domain::calendar::{closed_days, public};
use domain::draft::calendar::{CalendarPatch, NewCalendar};
use domain::id::CalendarId;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, calendars};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, patch, remove))
        .routes(routes!(days))
        .routes(routes!(holidays))
}

/// The holiday calendars that schedules may name.
#[utoipa::path(get, path = "/api/v1/calendars", tag = LINKS,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = CalendarPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(CalendarId::parse);
    params.close()?;
    let found = calendars::list(&engine, &caller.who, after, limit).await?;
    page(found, |calendar| calendar.id.to_string(), CalendarJson::from)
}

/// A new calendar.
#[utoipa::path(post, path = "/api/v1/calendars", tag = LINKS, request_body = CalendarInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = CalendarJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LinksWrite)?;
    created(&engine, &caller, once, "/api/v1/calendars", None, async {
        Ok(CalendarJson::from(calendars::create(&engine, &caller.who, NewCalendar::parse(&json)?).await?))
    })
    .await
}

/// One calendar.
#[utoipa::path(get, path = "/api/v1/calendars/{calendar_id}", tag = LINKS, params(("calendar_id" = String, Path)),
    responses((status = 200, body = CalendarJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    one(CalendarJson::from(calendars::get(&engine, &caller.who, ids.get("calendar_id", CalendarId::parse)?).await?))
}

/// Changes any part of a calendar.
#[utoipa::path(patch, path = "/api/v1/calendars/{calendar_id}", tag = LINKS, request_body = CalendarInput,
    params(("calendar_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CalendarJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let id = ids.get("calendar_id", CalendarId::parse)?;
    one(CalendarJson::from(calendars::patch(&engine, &caller.who, id, seen, CalendarPatch::parse(&json)?).await?))
}

/// Removes a calendar that nothing names.
#[utoipa::path(delete, path = "/api/v1/calendars/{calendar_id}", tag = LINKS,
    params(("calendar_id" = String, Path), ("If-Match" = Option<String>, Header)), responses((status = 204)))]
async fn remove(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, IfMatch(seen): IfMatch) -> Answer {
    calendars::remove(&engine, &caller.who, ids.get("calendar_id", CalendarId::parse)?, seen).await?;
    nothing()
}

/// The days of a year on which a calendar is closed: all of them, on one page.
#[utoipa::path(get, path = "/api/v1/calendars/{calendar_id}/days", tag = LINKS,
    params(("calendar_id" = String, Path), ("year" = Option<i16>, Query, description = "The current one, when nothing is said")),
    responses((status = 200, body = ClosedDayPage)))]
async fn days(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let year = year(&mut params, &engine);
    params.close()?;
    let calendar = calendars::get(&engine, &caller.who, ids.get("calendar_id", CalendarId::parse)?).await?;
    whole(closed_days(&calendar.country, &calendar.dates, year).into_iter().map(ClosedDayJson::from), None)
}

/// The public holidays of a country in a year, as far as they are known.
#[utoipa::path(get, path = "/api/v1/public-holidays", tag = LINKS,
    params(("country" = Option<String>, Query, description = "ISO 3166 alpha-2; the workspace's, when nothing is said"),
           ("year" = Option<i16>, Query, description = "The current one, when nothing is said")),
    responses((status = 200, body = ClosedDayPage)))]
async fn holidays(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    caller.need(Scope::LinksRead)?;
    let country = params.text("country").unwrap_or_else(|| country(&engine, &caller)).to_ascii_uppercase();
    if !public::knows(&country) {
        params.fault(FieldError::new("country", "no_holidays"));
    }
    let year = year(&mut params, &engine);
    params.close()?;
    whole(closed_days(&country, &[], year).into_iter().map(ClosedDayJson::from), None)
}

fn year(params: &mut Params, engine: &Engine) -> i16 {
    let given = params.read("year", "not_a_year", |text| text.parse().ok().filter(|year| (1970..2200).contains(year)));
    given.unwrap_or_else(|| {
        let now = jiff::Timestamp::from_microsecond(engine.now()).unwrap_or_default();
        now.to_zoned(jiff::tz::TimeZone::UTC).year()
    })
}
