//! Erasing a person is asked for on a page of its own, which says what goes and what stays, and wants the lead's code
//! typed: it can't be taken back.

use super::super::desk::{Desk, Sent, again, redirect, show};
use super::super::form::Form;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::code::Codes;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::problem::FieldError;
use engine::leads::erase::{self, Coming};
use engine::{Engine, Rejection};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/lead_erase.html")]
struct Page {
    d: Desk,
    form: Form,
    id: LeadId,
    name: String,
    code: String,
    visits: i64,
    coming: Coming,
}

/// `GET /app/leads/{id}/erase`.
pub async fn ask(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let id = parse(&d, &id)?;
    let form = Form::new(d.locale, Vec::new());
    Ok(match page(&engine, d, id, form).await? {
        Some(page) => show(&page),
        None => redirect(&format!("/app/leads/{id}"), ""),
    })
}

/// `POST /app/leads/{id}/erase`.
pub async fn erase(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let id = parse(&d, &id)?;
    let code = engine.codes().encode(id).to_string();
    let (lead, _) = erase::preview(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    if !is_meant(engine.codes(), form.trimmed("confirm"), &lead) {
        form.faults = vec![FieldError::new("confirm", "not_confirmed").with("code", &code)];
        return Ok(match page(&engine, d, id, form).await? {
            Some(page) => again(&page),
            None => redirect(&format!("/app/leads/{id}"), ""),
        });
    }
    match erase::erase(&engine, &d.who, id, form.on("suppress")).await {
        Ok(done) => {
            let said = d.a("erase-done").s("code", &code).n("count", done.stopped).to_string();
            Ok(redirect(&format!("/app/leads/{id}"), &said))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// The lead's code, however it is written, or the name that it was given.
fn is_meant(codes: &Codes, typed: &str, lead: &Lead) -> bool {
    let named = lead.name.as_deref().is_some_and(|name| name.trim() == typed);
    !typed.is_empty() && (named || codes.decode(typed) == Some(lead.id))
}

fn parse(d: &Desk, id: &str) -> Result<LeadId, Response> {
    LeadId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))
}

/// None where the person was erased already.
async fn page(engine: &Engine, d: Desk, id: LeadId, form: Form) -> Result<Option<Page>, Response> {
    let (lead, coming) = erase::preview(engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    let code = engine.codes().encode(id).to_string();
    let name = lead.display_name(&code);
    let page = Page { id, name, code, visits: lead.visit_count, coming, form, d };
    Ok(lead.erased_at.is_none().then_some(page))
}
