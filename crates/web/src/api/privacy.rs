//! What people may ask of a business about themselves: `/api/v1/leads/{lead_id}/erasure` and `…/export`.

use super::answer::{Answer, Ids, one};
use super::body::Body;
use super::caller::Caller;
use super::document::LEADS;
use super::shape::privacy::{ErasureInput, ErasureJson};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::draft::erasure;
use domain::id::LeadId;
use domain::scope::Scope;
use engine::Engine;
use engine::leads::{dossier, erase};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(erasure)).routes(routes!(export))
}

/// Erases the person behind a lead, for good. Name, contact, notes, answers, addresses, click ids and history go; what is
/// counted stays without them, and what waits to be told to platforms is not told. For those who see all leads.
#[utoipa::path(post, path = "/api/v1/leads/{lead_id}/erasure", tag = LEADS, request_body = ErasureInput,
    params(("lead_id" = String, Path)), responses((status = 200, body = ErasureJson)))]
async fn erasure(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, .. }: Body) -> Answer {
    caller.need(Scope::LeadsWrite)?;
    let id = ids.get("lead_id", LeadId::parse)?;
    let suppress = erasure::parse(&json)?;
    one(ErasureJson::new(&erase::erase(&engine, &caller.who, id, suppress).await?))
}

/// Everything that is kept of the person behind a lead, as a file: the lead with all notes, its consent, history, visits
/// and forms as they were recorded, what platforms were told with every try, and whether nothing may be told.
#[utoipa::path(get, path = "/api/v1/leads/{lead_id}/export", tag = LEADS, params(("lead_id" = String, Path)),
    responses((status = 200, content_type = "application/json", body = Object)))]
async fn export(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let id = ids.get("lead_id", LeadId::parse)?;
    let document = dossier::dossier(&engine, &caller.who, id).await?;
    let name = format!("attachment; filename=\"lead-{id}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(document)).into_response())
}
