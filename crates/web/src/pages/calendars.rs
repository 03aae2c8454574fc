//! Holiday calendars under Settings: the list, and the form of one with the days on which it is closed beside it, which
//! follow what is typed. It posts the API's fields; `domain`'s draft says what is wrong, and nothing typed is lost.

use super::address::Choice;
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::{lists, settings};
use crate::view::html::Html;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::calendar::{ClosedDay, OwnDate, closed_days, public};
use domain::draft::calendar::{CalendarPatch, NewCalendar};
use domain::id::CalendarId;
use domain::language::Locale;
use domain::scope::Scope;
use engine::{Engine, Rejection, calendars};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use store::calendars::Calendar;

const PAGE: usize = 50;
const LIST: &str = "/app/settings/calendars";

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    after: Option<String>,
}

struct Row {
    id: CalendarId,
    name: String,
    /// What it is made of, as a sentence.
    of: String,
    /// The next day on which it is closed.
    next: String,
    updated_at: i64,
}

#[derive(Template)]
#[template(path = "desk/calendars.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    may_write: bool,
    rows: Vec<Row>,
    first: bool,
    next: Option<String>,
}

/// A date's row of the form.
struct DateRow {
    at: String,
    date: String,
    name: String,
    yearly: bool,
    open: bool,
    date_aria: Html,
    name_aria: Html,
    errors: Html,
}

/// The days on which a calendar is closed in a year, as people read them.
struct Year {
    year: String,
    days: Vec<(String, String)>,
}

struct Closed {
    years: Vec<Year>,
    /// From here on no public holidays are known.
    last: String,
}

#[derive(Template)]
#[template(path = "desk/calendar_form.html")]
struct Editor {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    existing: bool,
    used_by: Vec<String>,
    countries: Vec<(String, String)>,
    dates: Vec<DateRow>,
    pattern: DateRow,
    closed: Closed,
}

#[derive(Template)]
#[template(path = "desk/calendar_days.html")]
struct Days {
    d: Desk,
    closed: Closed,
}

/// `GET /app/settings/calendars`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let after = asked.after.as_deref().and_then(CalendarId::parse);
    let found = calendars::list(&engine, &d.who, after, PAGE).await.map_err(|r| d.refuse(r))?;
    let next = found.items.last().filter(|_| found.more).map(|last| format!("{LIST}?after={}", last.id));
    let rows = found.items.into_iter().map(|calendar| Row {
        of: made_of(&d, &calendar),
        next: next_closed(&d, &calendar),
        id: calendar.id,
        name: calendar.name,
        updated_at: calendar.updated_at,
    });
    let (rows, tabs, may_write) = (rows.collect(), settings::tabs(&d), d.may(Scope::LinksWrite));
    Ok(show(&Page { rows, tabs, may_write, first: after.is_none(), next, d }))
}

/// `GET /app/settings/calendars/new`.
pub async fn new(d: Desk) -> Result<Response, Response> {
    guard(&d)?;
    let mut form = Form::new(d.locale, Vec::new());
    if public::knows(&d.country) {
        form.set("country", d.country.clone());
        form.set("name", d.country(&d.country));
    }
    Ok(show(&blank(d, form)))
}

/// `POST /app/settings/calendars/new`.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    guard(&d)?;
    form.renumber("dates");
    if one_more(&mut form) {
        return Ok(show(&blank(d, form)));
    }
    tidy(&mut form);
    let done = match NewCalendar::parse(&json(&form)) {
        Ok(new) => calendars::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(made) => Ok(redirect(LIST, &d.a("calendar-made").s("name", made.name).to_string())),
        Err(rejection) => {
            form.faults = d.faults(&mut form, None, rejection)?;
            Ok(again(&blank(d, form)))
        }
    }
}

/// `GET /app/settings/calendars/{id}`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    guard(&d)?;
    let calendar = find(&engine, &d, &id).await?;
    let form = filled(&d, &calendar);
    Ok(show(&editor(&engine, d, form, &calendar).await?))
}

/// `POST /app/settings/calendars/{id}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let before = find(&engine, &d, &id).await?;
    form.renumber("dates");
    if one_more(&mut form) {
        return Ok(show(&editor(&engine, d, form, &before).await?));
    }
    tidy(&mut form);
    let seen = form.trimmed("version").parse().ok();
    let done = match CalendarPatch::parse(&json(&form)) {
        Ok(patch) => calendars::patch(&engine, &d.who, before.id, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(saved) => Ok(redirect(LIST, &d.a("calendar-saved").s("name", saved.name).to_string())),
        Err(rejection) => {
            form.faults = d.faults(&mut form, Some(before.version), rejection)?;
            Ok(again(&editor(&engine, d, form, &before).await?))
        }
    }
}

/// `POST /app/settings/calendars/{id}/remove`.
pub async fn remove(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let calendar = find(&engine, &d, &id).await?;
    match calendars::remove(&engine, &d.who, calendar.id, None).await {
        Ok(()) => Ok(redirect(LIST, &d.a("calendar-removed").s("name", calendar.name).to_string())),
        Err(rejection) => {
            let mut form = filled(&d, &calendar);
            form.faults = d.faults(&mut form, None, rejection)?;
            Ok(again(&editor(&engine, d, form, &calendar).await?))
        }
    }
}

/// `POST /app/settings/calendars/draft`: the days on which it would be closed. Nothing is saved.
pub async fn draft(Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    guard(&d)?;
    form.renumber("dates");
    let closed = closed(&d, &form);
    Ok(show(&Days { d, closed }))
}

fn guard(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::LinksWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Calendar, Response> {
    let id = CalendarId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    calendars::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

fn blank(d: Desk, form: Form) -> Editor {
    let (heading, action) = (d.t("calendar-new"), format!("{LIST}/new"));
    filled_in(d, form, heading, action, None)
}

async fn editor(engine: &Engine, d: Desk, form: Form, calendar: &Calendar) -> Result<Editor, Response> {
    let used_by = calendars::used_by(engine, &d.who, calendar.id).await.map_err(|r| d.refuse(r))?;
    Ok(filled_in(d, form, calendar.name.clone(), format!("{LIST}/{}", calendar.id), Some(used_by)))
}

fn filled_in(d: Desk, form: Form, heading: String, action: String, there: Option<Vec<String>>) -> Editor {
    let rows = (0..form.rows("dates")).map(|at| row(&form, at)).collect();
    let countries = lists::countries(d.locale).into_iter().filter(|(code, _)| public::knows(code)).collect();
    let closed = closed(&d, &form);
    Editor {
        existing: there.is_some(),
        used_by: there.unwrap_or_default(),
        dates: rows,
        pattern: DateRow {
            at: "__n__".into(),
            date: String::new(),
            name: String::new(),
            yearly: false,
            open: false,
            date_aria: Html::default(),
            name_aria: Html::default(),
            errors: Html::default(),
        },
        heading,
        action,
        countries,
        closed,
        form,
        d,
    }
}

fn field(at: usize, name: &str) -> String {
    format!("dates[{at}].{name}")
}

fn row(form: &Form, at: usize) -> DateRow {
    let of = |name: &str| form.value(&field(at, name)).to_owned();
    let fault = |name: &str| form.error(&field(at, name)).0;
    DateRow {
        at: at.to_string(),
        date: of("date"),
        name: of("name"),
        yearly: form.on(&field(at, "yearly")),
        open: form.on(&field(at, "open")),
        date_aria: form.aria(&field(at, "date")),
        name_aria: form.aria(&field(at, "name")),
        errors: Html(["date", "name"].map(fault).concat()),
    }
}

/// The button "add a date" without a script: the form again with one more row.
fn one_more(form: &mut Form) -> bool {
    let asked = form.is("do", "add");
    if asked {
        let at = form.rows("dates");
        form.set(field(at, "date"), "");
    }
    asked
}

/// Takes out the rows that nobody wrote into and closes the ranks, so that a fault's place is its row's.
fn tidy(form: &mut Form) {
    for at in 0..form.rows("dates") {
        if ["date", "name"].iter().all(|name| form.trimmed(&field(at, name)).is_empty()) {
            let opening = format!("dates[{at}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
        }
    }
    form.renumber("dates");
}

fn filled(d: &Desk, calendar: &Calendar) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("version", calendar.version.to_string());
    form.set("name", calendar.name.clone());
    form.set("country", calendar.country.clone());
    for (at, own) in calendar.dates.iter().enumerate() {
        form.set(field(at, "date"), own.date.to_string());
        form.set(field(at, "name"), own.name.clone());
        form.set(field(at, "yearly"), own.yearly.to_string());
        form.set(field(at, "open"), own.open.to_string());
    }
    form
}

/// The API's JSON.
fn json(form: &Form) -> Value {
    let mut value = form.json(|name| match name {
        "name" => Some(Kind::Text),
        "country" => Some(Kind::Optional),
        _ => match name.strip_prefix("dates[")?.rsplit('.').next()? {
            "date" | "name" => Some(Kind::Text),
            "yearly" | "open" => Some(Kind::Flag),
            _ => None,
        },
    });
    if value.get("dates").is_none() {
        value["dates"] = json!([]);
    }
    value
}

/// This year's days and the next one's, of the form as it stands, however unfinished.
fn closed(d: &Desk, form: &Form) -> Closed {
    let dates: Vec<OwnDate> = (0..form.rows("dates"))
        .filter_map(|at| {
            Some(OwnDate {
                date: form.trimmed(&field(at, "date")).parse().ok()?,
                name: form.trimmed(&field(at, "name")).to_owned(),
                yearly: form.on(&field(at, "yearly")),
                open: form.on(&field(at, "open")),
            })
        })
        .collect();
    let this_year = time::zoned(d.now, &d.zone).year();
    let years = [this_year, this_year.saturating_add(1)].map(|year| {
        let days = closed_days(form.trimmed("country"), &dates, year);
        Year {
            year: year.to_string(),
            days: days.iter().map(|day| (time::short_day(d.locale, day.date), called(d, day))).collect(),
        }
    });
    let of_country = public::knows(form.trimmed("country"));
    let last = if of_country { public::LAST_YEAR.to_string() } else { String::new() };
    Closed { years: years.into(), last }
}

/// A day's name for this reader: where the page is in the country's language, the country's own.
fn called(d: &Desk, day: &ClosedDay) -> String {
    match (d.locale, day.name.is_empty()) {
        (_, true) => d.t("calendar-own-date"),
        (Locale::Id, _) if d.country == "ID" && !day.local_name.is_empty() => day.local_name.clone(),
        _ if day.local_name.is_empty() => day.name.clone(),
        _ => format!("{} ({})", day.name, day.local_name),
    }
}

fn made_of(d: &Desk, calendar: &Calendar) -> String {
    let count = calendar.dates.len();
    match (calendar.country.is_empty(), count) {
        (true, _) => d.a("calendar-of-own").n("count", count).to_string(),
        (false, 0) => d.a("calendar-of-country").s("country", d.country(&calendar.country)).to_string(),
        (false, _) => d.a("calendar-of-both").s("country", d.country(&calendar.country)).n("count", count).to_string(),
    }
}

fn next_closed(d: &Desk, calendar: &Calendar) -> String {
    let today = time::zoned(d.now, &d.zone).date();
    let days = [today.year(), today.year().saturating_add(1)]
        .into_iter()
        .flat_map(|year| closed_days(&calendar.country, &calendar.dates, year));
    let next = days.into_iter().find(|day| day.date >= today);
    next.map_or_else(
        || d.t("calendar-none-ahead"),
        |day| format!("{} · {}", time::long_day(d.locale, day.date), called(d, &day)),
    )
}

/// Id and name of each, for whoever has to choose some.
pub async fn choices(engine: &Engine, d: &Desk) -> Result<Vec<(String, String)>, Rejection> {
    const MOST: usize = 200;
    let found = calendars::list(engine, &d.who, None, MOST).await?;
    Ok(found.items.into_iter().map(|calendar| (calendar.id.to_string(), calendar.name)).collect())
}
