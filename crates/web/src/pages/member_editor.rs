//! When a member of a pool takes visitors: working hours, a daily cap, a pause with its end. The switch beside the
//! name stays where it is, in the pool. It posts the API's fields of a member; nothing typed is lost.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::hours::{self, HoursForm};
use crate::view::time;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::member::MemberPatch;
use domain::id::{LinkId, MemberId};
use domain::link::Duty;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::links::{self, LinkView, SeatView};
use engine::{Engine, Rejection};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/member_form.html")]
struct Page {
    d: Desk,
    form: Form,
    name: String,
    link_name: String,
    back: String,
    action: String,
    hours: HoursForm,
}

/// `GET /app/links/{id}/members/{member}`.
pub async fn edit(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path((link, member)): Path<(String, String)>,
) -> Result<Response, Response> {
    let (view, member) = find(&engine, &d, &link, &member).await?;
    let seat = seat(&d, &view, member)?;
    let form = filled(&d, &seat.seat.member.duty);
    let page = page(&engine, &d, &view, seat, form).await?;
    Ok(show(&page))
}

/// `POST /app/links/{id}/members/{member}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path((link, member)): Path<(String, String)>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let (view, member) = find(&engine, &d, &link, &member).await?;
    let before = seat(&d, &view, member)?;
    let body = body(&d, &form);
    let done = match body.and_then(|body| MemberPatch::parse(&body, &d.country)) {
        Ok(patch) => links::patch_member(&engine, &d.who, view.link.id, member, None, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => {
            let said = d.a("member-saved").s("name", &before.seat.member.name).to_string();
            Ok(redirect(&format!("/app/links/{}", view.link.id), &said))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults.into_iter().map(beside).collect();
            Ok(again(&page(&engine, &d, &view, before, form).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn find(engine: &Engine, d: &Desk, link: &str, member: &str) -> Result<(LinkView, MemberId), Response> {
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let (Some(link), Some(member)) = (LinkId::parse(link), MemberId::parse(member)) else {
        return Err(d.refuse(Rejection::NotFound));
    };
    let view = links::get(engine, &d.who, link).await.map_err(|r| d.refuse(r))?;
    Ok((view, member))
}

fn seat<'v>(d: &Desk, view: &'v LinkView, id: MemberId) -> Result<&'v SeatView, Response> {
    view.seats.iter().find(|seat| seat.seat.member.id == id).ok_or_else(|| d.refuse(Rejection::NotFound))
}

async fn page(engine: &Engine, d: &Desk, view: &LinkView, seat: &SeatView, form: Form) -> Result<Page, Response> {
    let (link, member) = (view.link.id, &seat.seat.member);
    Ok(Page {
        name: member.name.clone(),
        link_name: view.link.name.clone(),
        back: format!("/app/links/{link}"),
        action: format!("/app/links/{link}/members/{}", member.id),
        hours: hours::choices(engine, d, &form, "hours").await?,
        form,
        d: d.clone(),
    })
}

fn filled(d: &Desk, duty: &Duty) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("when", if duty.hours.is_some() { "hours" } else { "always" });
    hours::fill(&mut form, "hours", duty.hours.as_ref(), d);
    form.set("daily_cap", duty.daily_cap.map(|cap| cap.to_string()).unwrap_or_default());
    let local = |at: i64| time::zoned(at, &d.zone).strftime("%Y-%m-%dT%H:%M").to_string();
    form.set("back_at", duty.back_at.map(local).unwrap_or_default());
    form
}

/// The API's JSON.
fn body(d: &Desk, form: &Form) -> Result<Value, Vec<FieldError>> {
    let mut body = form.json(|name| match name {
        "daily_cap" if !form.trimmed("daily_cap").is_empty() => Some(Kind::Number),
        _ => None,
    });
    if form.trimmed("daily_cap").is_empty() {
        body["daily_cap"] = Value::Null;
    }
    body["hours"] = match form.is("when", "hours") {
        true => hours::json(form, "hours"),
        false => Value::Null,
    };
    body["back_at"] = match form.trimmed("back_at") {
        "" => Value::Null,
        text => {
            let at = time::read_local(text, &d.zone);
            let at = at.ok_or_else(|| vec![FieldError::new("back_at", "not_a_time")])?;
            json!(time::utc(at))
        }
    };
    Ok(body)
}

/// The form's field for the API's.
fn beside(fault: FieldError) -> FieldError {
    FieldError { field: hours::beside("hours", &fault.field), ..fault }
}
