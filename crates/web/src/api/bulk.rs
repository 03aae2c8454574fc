//! `POST /api/v1/leads/bulk`: one change for many leads.

use super::answer::{Answer, done};
use super::body::Body;
use super::caller::Caller;
use super::document::LEADS;
use super::shape::bulk::BulkDoneJson;
use super::shape::input::BulkInput;
use axum::extract::State;
use domain::lead::bulk::Bulk;
use domain::lead::draft::Rules;
use domain::scope::Scope;
use engine::{Engine, leads, workspace};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(edit))
}

/// One change for many leads. A lead that can't take it is left alone, and the answer says why.
#[utoipa::path(post, path = "/api/v1/leads/bulk", tag = LEADS, request_body = BulkInput,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 200, body = BulkDoneJson)))]
async fn edit(State(engine): State<Arc<Engine>>, caller: Caller, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LeadsWrite)?;
    done(&engine, &caller, once, async {
        let home = workspace::rules(&engine, &caller.who).await?;
        let rules = Rules { country: &home.country, currency: &home.currency, statuses: &home.settings.statuses };
        let wish = Bulk::parse(&json, rules)?;
        Ok(BulkDoneJson::new(leads::bulk(&engine, &caller.who, wish).await?, caller.locale))
    })
    .await
}
