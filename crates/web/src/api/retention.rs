//! For how long what is kept: how each kind stands, and what would go with other days.

use super::answer::{Answer, one};
use super::caller::Caller;
use super::document::WORKSPACE;
use super::params::Params;
use super::shape::retention::{AheadJson, AheadListJson, KindJson, RetentionJson};
use axum::extract::State;
use domain::privacy::{Kept, MOST_DAYS};
use engine::{Engine, retention};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(kinds)).routes(routes!(ahead))
}

/// Every kind of data: for how many days it is kept, from when on it is all there, and how much went so far.
#[utoipa::path(get, path = "/api/v1/workspace/retention", tag = WORKSPACE,
    responses((status = 200, body = RetentionJson)))]
async fn kinds(State(engine): State<Arc<Engine>>, caller: Caller) -> Answer {
    let kinds = retention::kinds(&engine, &caller.who).await?;
    one(RetentionJson { items: kinds.into_iter().map(KindJson::from).collect() })
}

/// How much would go if these days were in force: ask before you set them.
#[utoipa::path(get, path = "/api/v1/workspace/retention/ahead", tag = WORKSPACE,
    params(("visits" = Option<u32>, Query, minimum = 1, maximum = 3650, description = "Days; likewise the others"),
           ("filtered_visits" = Option<u32>, Query, minimum = 1, maximum = 3650),
           ("deliveries" = Option<u32>, Query, minimum = 1, maximum = 3650),
           ("leads" = Option<u32>, Query, minimum = 1, maximum = 3650),
           ("customers" = Option<u32>, Query, minimum = 1, maximum = 3650),
           ("audit" = Option<u32>, Query, minimum = 1, maximum = 3650)),
    responses((status = 200, body = AheadListJson)))]
async fn ahead(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let read = |text: &str| text.parse::<u16>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let mut days = Vec::new();
    for kind in Kept::ALL {
        days.extend(params.read(kind.as_str(), "bad_days", read).map(|days| (kind, Some(days))));
    }
    params.close()?;
    let ahead = retention::ahead(&engine, &caller.who, days).await?;
    one(AheadListJson { items: ahead.into_iter().map(AheadJson::from).collect() })
}
