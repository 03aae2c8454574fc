//! The suppression list: people of whom no ad platform is told anything. In go numbers and addresses; what is kept, and
//! shown, is a keyed hash that names nobody. Whoever wants to know whether somebody is on it types their number: it is
//! posted, so that it stands in no address.

use super::super::desk::{Desk, Sent, again, redirect, show};
use super::super::form::Form;
use super::{guard, guard_change};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::draft::suppression::{self, MOST};
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::conversions::suppressions::{self, Suppression, fingerprint, place, read_fingerprint, read_place};
use engine::{Engine, Rejection};
use serde::Deserialize;
use std::sync::Arc;

pub const LIST: &str = "/app/conversions/suppressions";

const PAGE: usize = 50;

struct Row {
    fingerprint: String,
    kind: String,
    why: String,
    by: String,
    at: i64,
}

#[derive(Template)]
#[template(path = "desk/suppressions.html")]
struct Page {
    d: Desk,
    form: Form,
    may_write: bool,
    rows: Vec<Row>,
    /// Rows of what was looked up, and not of the whole list.
    found: Option<String>,
    next: Option<String>,
    first: Option<&'static str>,
    most: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// `GET /app/conversions/suppressions`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    guard(&d)?;
    let form = Form::new(d.locale, Vec::new());
    Ok(show(&page(&engine, d, form, &asked).await?))
}

async fn page(engine: &Engine, d: Desk, form: Form, asked: &Asked) -> Result<Page, Response> {
    let after = BASE64_URL_SAFE_NO_PAD.decode(&asked.after).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let after = after.as_deref().and_then(read_place);
    let found = suppressions::list(engine, &d.who, after, PAGE).await.map_err(|r| d.refuse(r))?;
    let last = found.items.last().filter(|_| found.more);
    Ok(Page {
        may_write: d.may(Scope::DestinationsWrite),
        rows: rows(&d, &found.items),
        found: None,
        next: last.map(|last| format!("{LIST}?after={}", BASE64_URL_SAFE_NO_PAD.encode(place(last)))),
        first: after.map(|_| LIST),
        most: MOST,
        form,
        d,
    })
}

fn rows(d: &Desk, lines: &[Suppression]) -> Vec<Row> {
    let row = |line: &Suppression| Row {
        fingerprint: fingerprint(line),
        kind: d.word("suppressed-kind", &line.kind),
        why: d.word("suppressed-why", &line.why),
        by: line.by.clone().unwrap_or_default(),
        at: line.created_at,
    };
    lines.iter().map(row).collect()
}

/// `POST /app/conversions/suppressions`: puts them on the list; with `look`, says whether they are on it.
pub async fn add(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    let look = form.on("look");
    if look {
        guard(&d)?
    } else {
        guard_change(&d)?
    }
    let whom = match suppression::many(form.value("contacts"), &d.country) {
        Ok(whom) => whom,
        Err(faults) => {
            form.faults = faults.into_iter().map(beside).collect();
            return Ok(again(&page(&engine, d, form, &Asked::default()).await?));
        }
    };
    let asked = whom.len();
    if look {
        let lines = suppressions::find(&engine, &d.who, whom).await.map_err(|r| d.refuse(r))?;
        let said = d.a("suppressed-found").n("count", lines.len()).s("asked", d.num(asked)).to_string();
        let mut page = page(&engine, d, form, &Asked::default()).await?;
        page.rows = rows(&page.d, &lines);
        (page.found, page.next, page.first) = (Some(said), None, None);
        return Ok(show(&page));
    }
    let added = suppressions::add_many(&engine, &d.who, whom).await.map_err(|r| d.refuse(r))?;
    let said = d.a("suppressed-added").n("count", added.new).n("before", asked - added.new).to_string();
    Ok(redirect(LIST, &said))
}

/// Every fault belongs to the one field of the form.
fn beside(fault: FieldError) -> FieldError {
    FieldError { field: "contacts".to_owned(), ..fault }
}

/// `POST /app/conversions/suppressions/{fingerprint}/remove`.
pub async fn remove(
    State(engine): State<Arc<Engine>>,
    Path(start): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let start = read_fingerprint(&start).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    match suppressions::remove(&engine, &d.who, start).await {
        // Somebody else took them off meanwhile.
        Ok(()) | Err(Rejection::NotFound) => Ok(redirect(LIST, &d.t("suppressed-removed"))),
        Err(rejection) => Err(d.refuse(rejection)),
    }
}
