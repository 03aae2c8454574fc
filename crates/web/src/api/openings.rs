//! `/api/v1/links/{link_id}/openings`: what came of opening chats. How they are opened is a part of the link.

use super::answer::{Answer, Ids, one, page};
use super::caller::Caller;
use super::document::{FIGURES, OpenedVisitPage};
use super::params::Params;
use super::shape::opening::{OpenedVisitJson, OpeningsJson};
use axum::extract::State;
use domain::deeplink::Happening;
use domain::id::{LeadId, LinkId};
use engine::Engine;
use engine::beacons::{self, Asked, What};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(opened)).routes(routes!(visits))
}

/// How many visits were answered which way, and what their pages told; the last 30 days when nothing is said.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/openings", tag = FIGURES,
    params(("link_id" = String, Path),
           ("from" = Option<String>, Query, description = "The first day in the workspace's zone, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day")),
    responses((status = 200, body = OpeningsJson)))]
async fn opened(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let link = ids.get("link_id", LinkId::parse)?;
    let asked = asked(&mut params);
    params.close()?;
    one(OpeningsJson::from(beacons::opened(&engine, &caller.who, link, asked).await?))
}

/// The visits behind a figure, newest first.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/openings/visits", tag = FIGURES,
    params(("link_id" = String, Path),
           ("what" = Option<String>, Query,
            description = "`intent`, `page`, `desktop_page`, `shown`, `opened`, `fell_back`, `button` or `copied`; `shown` when nothing is said"),
           ("from" = Option<String>, Query, description = "The first day in the workspace's zone, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = OpenedVisitPage)))]
async fn visits(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let link = ids.get("link_id", LinkId::parse)?;
    let (after, limit) = params.paging(place);
    let asked = asked(&mut params);
    let what = params.read("what", "unknown_figure", What::parse).unwrap_or(What::Told(Happening::Shown));
    params.close()?;
    let found = beacons::visits(&engine, &caller.who, link, what, asked, after, limit).await?;
    page(
        found,
        |seen| format!("{}.{}", seen.visit_at, seen.lead),
        |seen| OpenedVisitJson::new(&seen, engine.code(seen.lead)),
    )
}

/// Where a page left off.
fn place(text: &str) -> Option<(i64, LeadId)> {
    let (at, lead) = text.split_once('.')?;
    Some((at.parse().ok()?, LeadId::parse(lead)?))
}

fn asked(params: &mut Params) -> Asked {
    Asked {
        from: params.read("from", "not_a_day", |text| text.parse().ok()),
        to: params.read("to", "not_a_day", |text| text.parse().ok()),
    }
}
