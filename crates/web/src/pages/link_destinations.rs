//! Whom a link's conversions go to, in its form: the destinations that it names, or none for those that take all links.

use super::conversions;
use super::desk::Desk;
use super::form::Form;
use axum::response::Response;
use domain::id::DestinationId;
use domain::problem::FieldError;
use engine::Engine;
use serde_json::{Value, json};

const FIELD: &str = "destination_ids";

/// Id and name: those that can be chosen, and those that were and have been put away since, so that saving loses none.
pub async fn choices(engine: &Engine, d: &Desk, form: &Form) -> Result<Vec<(String, String)>, Response> {
    let all = conversions::choices(engine, d).await?;
    let mut named: Vec<(String, String)> = all.into_iter().map(|(id, _, name)| (id.to_string(), name)).collect();
    for id in form.all(FIELD).filter(|id| !id.is_empty()) {
        if named.iter().all(|(known, _)| known != id) {
            named.push((id.to_owned(), d.t("conv-link-away")));
        }
    }
    Ok(named)
}

/// In words, on the link's own page.
pub async fn told(engine: &Engine, d: &Desk, chosen: &[DestinationId]) -> Result<String, Response> {
    let all = conversions::choices(engine, d).await?;
    if chosen.is_empty() {
        return Ok(if all.is_empty() { String::new() } else { d.t("conv-link-to-all") });
    }
    let name = |id: &DestinationId| {
        let found = all.iter().find(|(known, ..)| known == id);
        found.map_or_else(|| d.t("conv-link-away"), |(_, _, name)| name.clone())
    };
    Ok(chosen.iter().map(name).collect::<Vec<_>>().join(", "))
}

pub fn fill(form: &mut Form, chosen: &[DestinationId]) {
    form.values.extend(chosen.iter().map(|id| (FIELD.to_owned(), id.to_string())));
}

/// Into the API's JSON, where the form had the choice at all.
pub fn put(form: &Form, link: &mut Value) {
    if form.all(FIELD).next().is_some() {
        let chosen: Vec<&str> = form.all(FIELD).filter(|id| !id.is_empty()).collect();
        link[FIELD] = json!(chosen);
    }
}

/// A place of the list is no field of the form.
pub fn beside(mut fault: FieldError) -> FieldError {
    if fault.field.starts_with(FIELD) {
        fault.field = FIELD.into();
    }
    fault
}
