//! `/api/v1/costs`: what was paid for clicks, brought in as a table, listed, taken back.

use super::answer::{Answer, Ids, nothing, one, page};
use super::caller::Caller;
use super::document::{CostImportPage, CostPage, FIGURES};
use super::params::Params;
use super::shape::cost::{CostImportJson, CostJson, CostsDoneJson};
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::Engine;
use engine::costs::{self, Kept, MOST_BYTES, Wish};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    // One byte more is let in, so that the answer can say what was too large.
    let import = OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(MOST_BYTES + 1));
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(imports)).routes(routes!(take_back)).merge(import)
}

/// Costs, the newest days first: of a campaign and a day the one that was brought in last.
#[utoipa::path(get, path = "/api/v1/costs", tag = FIGURES,
    params(("from" = Option<String>, Query, description = "The first day, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = CostPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(place);
    let from = params.read("from", "not_a_day", |text| text.parse().ok());
    let to = params.read("to", "not_a_day", |text| text.parse().ok());
    params.close()?;
    let found = costs::list(&engine, &caller.who, (from, to), after, limit).await?;
    page(found, |kept| format!("{}:{}", kept.cost.day, kept.cost.campaign), |kept: Kept| CostJson::new(&kept))
}

/// The day and campaign that a page ended with.
fn place(text: &str) -> Option<(i32, String)> {
    let (day, campaign) = text.split_once(':')?;
    Some((day.parse().ok()?, campaign.to_owned()))
}

/// Brings a table of costs in: CSV with any usual separator and encoding, columns for day, campaign and cost, called so
/// or as ad platforms call them, in English or Indonesian, and a currency where it is not the workspace's. The file is
/// taken whole or not at all; what stood for a campaign and a day gives way. With `dry_run=true` it only says what each
/// row would come to. Each fault names its place (`costs[2].day`) and, in its message, the line.
#[utoipa::path(post, path = "/api/v1/costs/import", tag = FIGURES,
    params(("dry_run" = Option<bool>, Query),
           ("file_name" = Option<String>, Query, description = "What the import is called in lists")),
    request_body(content((String = "text/csv"))),
    responses((status = 200, body = CostsDoneJson)))]
async fn import(
    State(engine): State<Arc<Engine>>,
    caller: Caller,
    mut params: Params,
    file: Result<Bytes, BytesRejection>,
) -> Answer {
    caller.need(Scope::ReportsWrite)?;
    let wish = if params.flag("dry_run").unwrap_or_default() { Wish::DryRun } else { Wish::Apply };
    let name = params.text("file_name").unwrap_or_default();
    params.close()?;
    let file = file.map_err(|rejection| match rejection.status().as_u16() {
        413 => Problem::from(vec![FieldError::new("", "file_too_large").with("max", MOST_BYTES / 1024 / 1024)]),
        _ => Problem::unreadable(FieldError::new("", "body_cut_off")),
    })?;
    one(CostsDoneJson::new(costs::import(&engine, &caller.who, (name, file.to_vec()), wish).await?))
}

/// The files that were brought in, newest first.
#[utoipa::path(get, path = "/api/v1/costs/imports", tag = FIGURES,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = CostImportPage)))]
async fn imports(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(|text| Uuid::try_parse(text).ok());
    params.close()?;
    let found = costs::imports(&engine, &caller.who, before, limit).await?;
    page(found, |import| import.id.to_string(), |import| CostImportJson::new(&import))
}

/// Takes a file back: what still stands of it is removed. What it had replaced does not come back.
#[utoipa::path(delete, path = "/api/v1/costs/imports/{import_id}", tag = FIGURES,
    params(("import_id" = String, Path)), responses((status = 204)))]
async fn take_back(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    caller.need(Scope::ReportsWrite)?;
    costs::take_back(&engine, &caller.who, ids.get("import_id", |text| Uuid::try_parse(text).ok())?).await?;
    nothing()
}
