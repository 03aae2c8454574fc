//! When a member of a pool takes visitors: working hours, a daily cap, a pause with its end. The switch beside the
//! name stays where it is, in the pool. It posts the API's fields of a member; nothing typed is lost.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::lists;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::member::MemberPatch;
use domain::id::{LinkId, MemberId};
use domain::link::Duty;
use domain::problem::FieldError;
use domain::schedule::{Day, Schedule, clock};
use domain::scope::Scope;
use engine::links::{self, LinkView, SeatView};
use engine::{Engine, Rejection};
use jiff::civil::DateTime;
use serde_json::{Value, json};
use std::sync::Arc;

/// Ranges of hours that the form offers.
const RANGES: usize = 3;

#[derive(Template)]
#[template(path = "desk/member_form.html")]
struct Page {
    d: Desk,
    form: Form,
    name: String,
    link_name: String,
    back: String,
    action: String,
    days: Vec<(&'static str, String)>,
    zones: Vec<&'static str>,
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
    let page = page(&d, &view, seat, form);
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
    let body = body(&d, &form, &before.seat.member.duty);
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
            Ok(again(&page(&d, &view, before, form)))
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

fn page(d: &Desk, view: &LinkView, seat: &SeatView, form: Form) -> Page {
    let (link, member) = (view.link.id, &seat.seat.member);
    Page {
        name: member.name.clone(),
        link_name: view.link.name.clone(),
        back: format!("/app/links/{link}"),
        action: format!("/app/links/{link}/members/{}", member.id),
        days: Day::ALL.iter().map(|day| (day.as_str(), time::weekday(d.locale, *day as usize))).collect(),
        zones: lists::zones(),
        form,
        d: d.clone(),
    }
}

fn filled(d: &Desk, duty: &Duty) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("when", if duty.hours.is_some() { "hours" } else { "always" });
    let usual = || Day::ALL[..5].to_vec();
    let (zone, days) = match &duty.hours {
        Some(hours) => (hours.time_zone.clone(), hours.days.clone()),
        None => (d.zone.iana_name().unwrap_or("UTC").to_owned(), usual()),
    };
    form.set("hours.time_zone", zone);
    for day in days {
        form.values.push(("hours.days".to_owned(), day.as_str().to_owned()));
    }
    for (at, range) in duty.hours.iter().flat_map(|hours| &hours.ranges).enumerate() {
        form.set(format!("hours.ranges[{at}].from"), clock(range.from));
        form.set(format!("hours.ranges[{at}].to"), clock(range.to));
    }
    form.set("daily_cap", duty.daily_cap.map(|cap| cap.to_string()).unwrap_or_default());
    let local = |at: i64| time::zoned(at, &d.zone).strftime("%Y-%m-%dT%H:%M").to_string();
    form.set("back_at", duty.back_at.map(local).unwrap_or_default());
    form
}

/// The API's JSON. The calendars that the hours had already stay with them.
fn body(d: &Desk, form: &Form, before: &Duty) -> Result<Value, Vec<FieldError>> {
    let mut body = form.json(|name| match name {
        "daily_cap" if !form.trimmed("daily_cap").is_empty() => Some(Kind::Number),
        _ => None,
    });
    if form.trimmed("daily_cap").is_empty() {
        body["daily_cap"] = Value::Null;
    }
    body["hours"] = match form.is("when", "hours") {
        true => hours(form, before.hours.as_ref()),
        false => Value::Null,
    };
    body["back_at"] = match form.trimmed("back_at") {
        "" => Value::Null,
        text => {
            let local = text.parse::<DateTime>().map_err(|_| vec![FieldError::new("back_at", "not_a_time")])?;
            // In a gap of the clocks the moment after it is meant.
            let at = d.zone.to_zoned(local).map_err(|_| vec![FieldError::new("back_at", "not_a_time")])?;
            json!(at.timestamp().to_string())
        }
    };
    Ok(body)
}

fn hours(form: &Form, before: Option<&Schedule>) -> Value {
    let ranges = (0..RANGES).filter_map(|at| {
        let part = |name: &str| form.trimmed(&format!("hours.ranges[{at}].{name}")).to_owned();
        let (from, to) = (part("from"), part("to"));
        // A time field can't say 24:00; midnight as an end is the end of the day.
        let to = if to == "00:00" { "24:00".to_owned() } else { to };
        (!from.is_empty() || !to.is_empty()).then(|| json!({"from": from, "to": to}))
    });
    json!({
        "time_zone": form.trimmed("hours.time_zone"),
        "days": form.all("hours.days").collect::<Vec<_>>(),
        "ranges": ranges.collect::<Vec<_>>(),
        "calendar_ids": before.map(|hours| &hours.calendar_ids),
    })
}

/// The days are one group of boxes: what is wrong with one of them stands beside all.
fn beside(fault: FieldError) -> FieldError {
    let field = if fault.field.starts_with("hours.days") { "hours.days".to_owned() } else { fault.field };
    FieldError { field, ..fault }
}
