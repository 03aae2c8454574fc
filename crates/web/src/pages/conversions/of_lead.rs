//! Conversions on a lead's page: what the platforms were told of it, and telling them by hand.

use super::super::desk::{Desk, Sent, redirect};
use super::super::form::{Form, Kind};
use super::super::lead;
use super::rows::{self, Row};
use super::{choices, names};
use crate::outbox_words;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::conversion::Category;
use domain::lead::Lead;
use domain::money::Currency;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::{deliveries, send};
use serde_json::{Value, json};
use std::sync::Arc;

/// Deliveries of a lead that are shown.
const NEWEST: usize = 10;

/// What the lead's page shows of it.
pub struct Card {
    pub rows: Vec<Row>,
    /// All of them, where there may be more.
    pub all: Option<String>,
    pub may_open: bool,
    pub may_send: bool,
    pub categories: Vec<(&'static str, String)>,
    pub currency: String,
    pub destinations: Vec<(String, String)>,
}

pub async fn card(engine: &Engine, d: &Desk, lead: &Lead) -> Result<Card, Response> {
    let told = deliveries::of_lead(engine, &d.who, lead.id, NEWEST).await.map_err(|r| d.refuse(r))?;
    let named = told.iter().map(|one| one.destination);
    let names = names(engine, d, named).await?;
    let may_open = d.may(Scope::DestinationsRead);
    let destinations = choices(engine, d).await?.into_iter().map(|(id, _, name)| (id.to_string(), name)).collect();
    let all = (may_open && told.len() == NEWEST).then(|| format!("{}?lead={}", super::DELIVERIES, lead.id));
    let categories = Category::ALL.map(|one| (one.as_str(), outbox_words::category(d.locale, one)));
    Ok(Card {
        rows: told.iter().map(|one| rows::row(engine, d, one, &names)).collect(),
        all,
        may_open,
        may_send: d.may(Scope::LeadsWrite) && lead.erased_at.is_none(),
        categories: categories.into(),
        currency: lead.currency.clone().unwrap_or_else(|| d.currency.clone()),
        destinations,
    })
}

/// `POST /app/leads/{id}/conversions`: tells the platforms by hand.
pub async fn send(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let lead = lead::find(&engine, &d, &id).await?;
    let currency = Currency::parse(form.trimmed("value.currency"));
    let done = match send::Wish::parse(&body(&form, currency)) {
        Ok(wish) => send::send(&engine, &d.who, lead.id, wish).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(made) if made.is_empty() => Ok(redirect(&format!("/app/leads/{id}#conversions"), &d.t("conv-sent-none"))),
        Ok(made) => {
            let said = d.a("conv-sent").n("count", made.len()).to_string();
            Ok(redirect(&format!("/app/leads/{id}#conversions"), &said))
        }
        Err(rejection) => lead::wrong(&engine, d, lead, form, rejection, beside).await,
    }
}

fn body(form: &Form, currency: Option<Currency>) -> Value {
    let mut body = form.json(|name| (name == "category").then_some(Kind::Text));
    if !form.trimmed("value.amount").is_empty() {
        let amount = lead::plain_amount(form.trimmed("value.amount"));
        body["value"] = json!({ "amount": amount });
        let typed = form.trimmed("value.currency");
        let unit = currency.map_or_else(|| typed.to_owned(), |currency| currency.code().to_owned());
        if !unit.is_empty() {
            body["value"]["currency"] = json!(unit);
        }
    }
    let ids: Vec<&str> = form.all("destination_ids").filter(|id| !id.is_empty()).collect();
    if !ids.is_empty() {
        body["destination_ids"] = json!(ids);
    }
    body
}

/// A place of the list is no field of the form.
pub fn beside(mut fault: FieldError) -> FieldError {
    if fault.field.starts_with("destination_ids") {
        fault.field = "destination_ids".into();
    } else if fault.field == "value" {
        fault.field = "value.amount".into();
    }
    fault
}
