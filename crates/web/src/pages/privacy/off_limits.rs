//! Telling no platform of a person, by the number and the address that their lead has; and taking that back.

use super::super::desk::{Sent, redirect};
use super::super::lead;
use super::back;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::suppression::Whom;
use engine::Engine;
use engine::conversions::suppressions;
use std::sync::Arc;

/// `POST /app/leads/{id}/off-limits`: on or off, at once.
pub async fn switch(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let lead = lead::find(&engine, &d, &id).await?;
    let name = lead.display_name(&engine.codes().encode(lead.id).to_string());
    let (key, done) = match form.on("on") {
        true => {
            let done = suppressions::add(&engine, &d.who, Whom::Lead(lead.id)).await;
            ("privacy-put-off-limits", done.map(|_| ()))
        }
        false => {
            let done = suppressions::remove_lead(&engine, &d.who, lead.id).await;
            ("privacy-taken-off-limits", done.map(|_| ()))
        }
    };
    match done {
        Ok(()) => Ok(redirect(&back(&id), &d.a(key).s("name", name).to_string())),
        Err(rejection) => lead::wrong(&engine, d, lead, form, rejection, |fault| fault).await,
    }
}
