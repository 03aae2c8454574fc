//! The API. A request comes in by [`frame`], which gives every answer its headers and every problem its words; a
//! handler reads its input into a draft, calls one command of the engine, and shapes the answer. Nothing is decided
//! here, and nothing is asked of the store but through a command.
//!
//! | file | addresses |
//! |---|---|
//! | `links`, `members`, `channels`, `transfer` | `/api/v1/links…`, `/api/v1/channels…` |
//! | `pictures`, `qr` | `/api/v1/pictures…`, `/api/v1/links/{id}/qr`, `/api/v1/hubs/{id}/qr` |
//! | `calendars`, `check` | `/api/v1/calendars…`, `/api/v1/public-holidays`, `/api/v1/links/{link_id}/check` |
//! | `openings` | `/api/v1/links/{link_id}/openings…` |
//! | `hubs` | `/api/v1/hubs…` |
//! | `leads`, `bulk` | `/api/v1/leads…` |
//! | `destinations`, `deliveries` | `/api/v1/destinations…`, `/api/v1/deliveries…`, `/api/v1/leads/{id}/conversions` |
//! | `privacy`, `suppressions` | `/api/v1/leads/{lead_id}/erasure`, `…/export`, `/api/v1/suppressions…` |
//! | `visits` | `/api/v1/visits…`, `/api/v1/reports/overview` |
//! | `users`, `sessions`, `tokens`, `workspace` | `/api/v1/users…`, `agents…`, `tokens…`, `workspace`, `audit-log` |
//! | `domains` | `/api/v1/domains…` |
//! | `document`, `docs` | `/api/openapi.json`, `/api/docs` |

mod answer;
mod body;
mod bulk;
mod calendars;
mod caller;
pub mod carried;
mod change;
mod channels;
mod check;
mod costs;
mod deliveries;
mod destinations;
mod docs;
mod document;
mod domains;
mod frame;
mod hubs;
mod leads;
pub mod limit;
mod links;
mod members;
mod openings;
mod params;
mod pictures;
mod privacy;
mod qr;
mod retention;
mod sessions;
mod shape;
mod suppressions;
mod tokens;
mod transfer;
mod users;
mod visits;
mod workspace;

use crate::problem::Problem;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{any, get};
use caller::Caller;
pub(crate) use caller::locale;
use engine::Engine;
use limit::Limiter;
use std::sync::{Arc, LazyLock};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Everything under `/api`.
pub fn routes() -> Router<Arc<Engine>> {
    routes_with(Limiter::new(limit::PER_MINUTE))
}

/// The same with a rate limit of the caller's.
pub fn routes_with(limiter: Limiter) -> Router<Arc<Engine>> {
    let (router, _) = resources().split_for_parts();
    router
        .route("/api/openapi.json", get(|| async { document::answer(&DOCUMENT.1) }))
        .route("/api/docs", get(docs::page))
        .route("/api/docs.css", get(docs::style))
        .route("/api", any(nowhere))
        .route("/api/{*rest}", any(nowhere))
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(body::MOST))
        .layer(axum::middleware::from_fn(body::in_time))
        .layer(axum::middleware::from_fn(frame::frame))
        .layer(axum::Extension(Arc::new(limiter)))
}

/// The OpenAPI document as it is served.
pub fn openapi() -> &'static str {
    &DOCUMENT.1
}

static DOCUMENT: LazyLock<(OpenApi, String)> = LazyLock::new(|| {
    let (_, paths) = resources().split_for_parts();
    let document = document::of(paths);
    let text = document::text(&document);
    (document, text)
});

fn resources() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .merge(links::routes())
        .merge(transfer::routes())
        .merge(members::routes())
        .merge(openings::routes())
        .merge(channels::routes())
        .merge(pictures::routes())
        .merge(qr::routes())
        .merge(calendars::routes())
        .merge(check::routes())
        .merge(hubs::routes())
        .merge(leads::routes())
        .merge(bulk::routes())
        .merge(destinations::routes())
        .merge(deliveries::routes())
        .merge(privacy::routes())
        .merge(suppressions::routes())
        .merge(visits::routes())
        .merge(costs::routes())
        .merge(users::routes())
        .merge(sessions::routes())
        .merge(tokens::routes())
        .merge(workspace::routes())
        .merge(retention::routes())
        .merge(domains::routes())
}

async fn nowhere(_: State<Arc<Engine>>) -> Problem {
    Problem::NOT_FOUND
}

/// The workspace's country, by which numbers such as `0812…` are read: from the living configuration.
fn country(engine: &Engine, caller: &Caller) -> String {
    engine.live.now().homes.get(&caller.who.workspace).map(|home| home.country.clone()).unwrap_or_default()
}

/// The workspace's time zone, whose days and hours are meant.
fn zone(engine: &Engine, caller: &Caller) -> jiff::tz::TimeZone {
    let home = engine.live.now().homes.get(&caller.who.workspace).cloned();
    home.map_or(jiff::tz::TimeZone::UTC, |home| home.zone.clone())
}
