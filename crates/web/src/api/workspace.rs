//! `/api/v1/workspace` and its change history, `/api/v1/audit-log`.

use super::answer::{Answer, one, page};
use super::caller::Caller;
use super::change::Change;
use super::document::{AuditPage, WORKSPACE};
use super::params::Params;
use super::shape::input::WorkspaceInput;
use super::shape::{AuditEntryJson, WorkspaceJson};
use axum::extract::State;
use domain::draft::workspace::WorkspacePatch;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, audit, workspace};
use std::sync::Arc;
use store::audit::Filter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(get, patch)).routes(routes!(history))
}

/// The workspace of the token.
#[utoipa::path(get, path = "/api/v1/workspace", tag = WORKSPACE, responses((status = 200, body = WorkspaceJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller) -> Answer {
    one(WorkspaceJson::from(workspace::get(&engine, &caller.who).await?))
}

/// Changes any part of the workspace.
#[utoipa::path(patch, path = "/api/v1/workspace", tag = WORKSPACE, request_body = WorkspaceInput,
    params(("If-Match" = Option<String>, Header, description = "The ETag that the change is based on")),
    responses((status = 200, body = WorkspaceJson)))]
async fn patch(Change { engine, caller, seen, json, .. }: Change) -> Answer {
    caller.need(Scope::WorkspaceWrite)?;
    let draft = WorkspacePatch::parse(&json)?;
    one(WorkspaceJson::from(workspace::patch(&engine, &caller.who, seen, draft).await?))
}

/// Who changed what, newest first.
#[utoipa::path(get, path = "/api/v1/audit-log", tag = WORKSPACE,
    params(("noun" = Option<String>, Query, description = "`link`, `channel`, `user`, …"),
           ("noun_id" = Option<String>, Query, description = "With `noun`: of this thing only"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = AuditPage)))]
async fn history(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(|text| Uuid::try_parse(text).ok());
    let filter =
        Filter { noun: params.text("noun").unwrap_or_default(), noun_id: params.text("noun_id").unwrap_or_default() };
    if filter.noun.is_empty() && !filter.noun_id.is_empty() {
        params.fault(FieldError::new("noun", "required"));
    }
    params.close()?;
    let found = audit::list(&engine, &caller.who, filter, before, limit).await?;
    page(found, |entry| entry.id.to_string(), AuditEntryJson::from)
}
