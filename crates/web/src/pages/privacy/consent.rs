//! A person's word on being told of, as the team writes it down: with the text that was agreed to, and when it was said.

use super::super::desk::{Desk, Sent, redirect};
use super::super::form::Form;
use super::super::lead;
use super::back;
use crate::view::time;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::lead::draft::{LeadPatch, Rules};
use domain::problem::FieldError;
use engine::{Engine, leads};
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /app/leads/{id}/consent`: `state` is `given` or `refused`, and its own fields go with it.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let lead = lead::find(&engine, &d, &id).await?;
    let of = if form.is("state", "given") { "given" } else { "refused" };
    let rules = Rules { country: &d.country, currency: &d.currency, statuses: &d.statuses };
    let done = match body(&d, &form, of).and_then(|body| LeadPatch::parse(&body, rules)) {
        Ok(patch) => leads::patch(&engine, &d.who, lead.id, None, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&back(&id), &d.t(if of == "given" { "privacy-given" } else { "privacy-withdrawn" }))),
        Err(rejection) => lead::wrong(&engine, d, lead, form, rejection, |fault| beside(fault, of)).await,
    }
}

/// The API's JSON. Errors: an agreement without the words that were agreed to proves nothing.
fn body(d: &Desk, form: &Form, of: &str) -> Result<Value, Vec<FieldError>> {
    let mut faults = Vec::new();
    let text = form.trimmed(&format!("{of}.text"));
    if of == "given" && text.is_empty() {
        faults.push(FieldError::new("consent.text", "required"));
    }
    let mut word = json!({ "state": of, "text": text });
    match form.trimmed(&format!("{of}.said_at")) {
        "" => {}
        typed => match time::read_local(typed, &d.zone) {
            Some(at) => word["said_at"] = json!(time::utc(at)),
            None => faults.push(FieldError::new("consent.said_at", "not_a_time")),
        },
    }
    if faults.is_empty() { Ok(json!({ "consent": word })) } else { Err(faults) }
}

/// Each word has fields of its own.
fn beside(mut fault: FieldError, of: &str) -> FieldError {
    if let Some(part) = fault.field.strip_prefix("consent.") {
        fault.field = format!("{of}.{part}");
    }
    fault
}
