//! "Try it": an imagined visit, decided by the functions that decide real ones, and read aloud.

use super::desk::Desk;
use crate::{explain, i18n};
use axum::response::Response;
use domain::draft::simulation::Simulation;
use engine::links::LinkView;
use engine::simulate::{self, Outcome};
use engine::{Engine, Rejection};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    country: String,
    language: String,
    device: String,
    query: String,
    visitor_code: String,
}

pub struct Tried {
    pub good: bool,
    pub outcome: String,
    pub location: String,
    pub steps: Vec<String>,
}

/// The decision, or what is wrong with the wish as sentences.
pub async fn tried(
    engine: &Engine,
    d: &Desk,
    view: &LinkView,
    wish: &Wish,
) -> Result<Result<Tried, Vec<String>>, Response> {
    let named = [
        ("country", &wish.country),
        ("language", &wish.language),
        ("device", &wish.device),
        ("query", &wish.query),
        ("visitor_code", &wish.visitor_code),
    ];
    let said: Map<String, Value> =
        named.into_iter().filter(|(_, v)| !v.trim().is_empty()).map(|(n, v)| (n.to_owned(), v.trim().into())).collect();
    let done = match Simulation::parse(&Value::Object(said)) {
        Ok(wish) => simulate::simulate(engine, &d.who, view.link.id, &wish).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(decided) => {
            let member = decided.member.and_then(|id| view.seats.iter().find(|s| s.seat.member.id == id));
            let outcome = match (decided.outcome, member) {
                (Outcome::Redirect, Some(seat)) => d.a("try-goes-to").s("name", &seat.seat.member.name).to_string(),
                (Outcome::Redirect, None) => d.t("try-goes-away"),
                (Outcome::Form, Some(seat)) => d.a("try-lead-form-to").s("name", &seat.seat.member.name).to_string(),
                (Outcome::Form, None) => d.t("try-lead-form"),
                (Outcome::Page, _) if decided.steps.iter().any(|s| explain::result(s) == "leave_number") => {
                    d.t("try-form")
                }
                (Outcome::Page, _) => d.t("try-page"),
            };
            Ok(Ok(Tried {
                good: member.is_some(),
                outcome,
                location: decided.location.unwrap_or_default(),
                steps: explain::sentences(d.locale, &decided.steps),
            }))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            Ok(Err(faults.iter().map(|f| i18n::fault(d.locale, f)).collect()))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}
