//! What was paid for clicks: brought in as a table (first each row says what it comes to, then it is saved), and the
//! files that were brought in, each of which can be taken back. What was chosen travels with the page between the two
//! steps; nothing is kept here meanwhile.

use super::desk::{Desk, Sent as Form, again, redirect, show};
use crate::i18n;
use crate::session;
use crate::view::time;
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::costs::{self, Became, Done, Import, Line, MOST_BYTES, Wish};
use engine::{Engine, Rejection};
use http::header;
use std::sync::Arc;
use store::costs::Cost;

/// Bytes of the form at most: the file comes back as text of six bits a byte.
pub const MOST: usize = MOST_BYTES / 3 * 4 + 64 * 1024;
/// Rows of a file that are shown; how many more there are is said.
const SHOWN: usize = 200;
/// Files and costs that are listed.
const LISTED: usize = 50;

struct Row {
    line: String,
    day: i32,
    campaign: String,
    cost: String,
    became: &'static str,
    said: String,
}

struct Shown {
    summary: String,
    nothing: bool,
    rows: Vec<Row>,
    more: usize,
    /// The file itself and its name, for the second step.
    file: String,
    name: String,
}

#[derive(Template)]
#[template(path = "desk/costs.html")]
struct Page {
    d: Desk,
    may_write: bool,
    faults: Vec<String>,
    heading: String,
    shown: Option<Shown>,
    imports: Vec<Import>,
    costs: Vec<Row>,
}

/// `GET /app/costs`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    Ok(show(&page(&engine, d, &[], None).await?))
}

async fn page(engine: &Engine, d: Desk, faults: &[FieldError], shown: Option<Shown>) -> Result<Page, Response> {
    let (imports, costs) = match shown {
        Some(_) => (Vec::new(), Vec::new()),
        None => {
            let imports = costs::imports(engine, &d.who, None, LISTED).await.map_err(|r| d.refuse(r))?;
            let costs = costs::list(engine, &d.who, (None, None), None, LISTED).await.map_err(|r| d.refuse(r))?;
            (imports.items, costs.items.into_iter().map(|kept| row(&d, None, &kept.cost, "", String::new())).collect())
        }
    };
    let heading = match faults.len() {
        0 => String::new(),
        count => d.a("transfer-faults").n("count", count).to_string(),
    };
    let faults = faults.iter().map(|fault| i18n::fault(d.locale, fault)).collect();
    Ok(Page { may_write: d.may(Scope::ReportsWrite), faults, heading, shown, imports, costs, d })
}

fn row(d: &Desk, line: Option<usize>, cost: &Cost, became: &'static str, said: String) -> Row {
    let campaign = match cost.campaign.as_str() {
        "" => d.t("overview-none-campaign"),
        campaign => campaign.to_owned(),
    };
    Row {
        line: line.map(|line| d.num(line)).unwrap_or_default(),
        day: cost.day,
        campaign,
        cost: d.money(cost.minor, &cost.currency),
        became,
        said,
    }
}

/// `POST /app/costs`: shows what each row comes to; with `apply`, saves it.
pub async fn bring(State(engine): State<Arc<Engine>>, sent: Sent) -> Result<Response, Response> {
    let Sent { desk: d, file, name, apply, fault } = sent;
    if !d.may(Scope::ReportsWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    if let Some(fault) = fault {
        return Ok(again(&page(&engine, d, &[fault], None).await?));
    }
    if file.is_empty() {
        let mut page = page(&engine, d, &[], None).await?;
        page.faults = vec![page.d.t("transfer-no-file")];
        page.heading = page.d.t("costs-title");
        return Ok(again(&page));
    }
    let wish = if apply { Wish::Apply } else { Wish::DryRun };
    let kept = if apply { String::new() } else { BASE64_STANDARD.encode(&file) };
    match costs::import(&engine, &d.who, (name.clone(), file), wish).await {
        Ok(done) if done.applied => {
            let said = d.a("costs-done").n("created", done.created()).n("updated", done.updated()).to_string();
            Ok(redirect("/app/costs", &said))
        }
        Ok(done) => {
            let shown = shown(&d, &done, kept, name);
            Ok(show(&page(&engine, d, &[], Some(shown)).await?))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            Ok(again(&page(&engine, d, &faults, None).await?))
        }
        Err(other) => Err(d.refuse(other)),
    }
}

fn shown(d: &Desk, done: &Done, file: String, name: String) -> Shown {
    let counts = d.a("costs-summary").n("created", done.created()).n("updated", done.updated());
    let summary = counts.n("skipped", done.skipped()).to_string();
    let rows = done.lines.iter().take(SHOWN).map(|Line { line, cost, became }| {
        let (class, said) = match became {
            Became::Created => ("good", d.t("costs-created")),
            Became::Updated { before } => {
                ("warning", d.a("costs-updated").s("before", d.money(before.minor, &before.currency)).to_string())
            }
            Became::Skipped => ("", d.t("costs-skipped")),
        };
        row(d, Some(*line), cost, class, said)
    });
    Shown {
        summary,
        nothing: done.is_nothing(),
        rows: rows.collect(),
        more: done.lines.len().saturating_sub(SHOWN),
        file,
        name,
    }
}

/// `GET /app/costs.csv`: all of them, as they can be brought in again.
pub async fn export(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let file = costs::table::write(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let name = format!("attachment; filename=\"costs-{}.csv\"", time::zoned(d.now, &d.zone).date());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// `POST /app/costs/{id}/take-back`.
pub async fn take_back(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Form { desk: d, .. }: Form,
) -> Result<Response, Response> {
    let Ok(id) = uuid::Uuid::try_parse(&id) else { return Err(d.refuse(Rejection::NotFound)) };
    let (name, rows) = costs::take_back(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    let said = d.a("costs-taken-back").s("name", name).n("count", rows as i64).to_string();
    Ok(redirect("/app/costs", &said))
}

/// The form with its file, as the desk's own page sends it.
pub struct Sent {
    desk: Desk,
    file: Vec<u8>,
    name: String,
    apply: bool,
    /// What kept the file from being read.
    fault: Option<FieldError>,
}

impl FromRequest<Arc<Engine>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, engine).await?;
        let form = Multipart::from_request(Request::from_parts(parts, body), engine).await;
        let mut form = form.map_err(IntoResponse::into_response)?;
        let mut sent = Self { desk, file: Vec::new(), name: String::new(), apply: false, fault: None };
        let mut token = String::new();
        match sent.read(&mut form, &mut token).await {
            Ok(()) => {}
            // Whose form it was can't be told; but nothing is done with it either.
            Err(error) if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE => {
                sent.fault = Some(FieldError::new("", "file_too_large").with("max", MOST_BYTES / 1024 / 1024));
                return Ok(sent);
            }
            Err(error) => return Err(error.into_response()),
        }
        if session::same(&token, &sent.desk.token) { Ok(sent) } else { Err(sent.desk.refuse(Rejection::Forbidden)) }
    }
}

impl Sent {
    async fn read(&mut self, form: &mut Multipart, token: &mut String) -> Result<(), MultipartError> {
        while let Some(field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "csrf" => *token = field.text().await?,
                "apply" => self.apply = field.text().await? == "true",
                "name" => self.name = field.text().await?,
                "kept" => self.file = BASE64_STANDARD.decode(field.bytes().await?).unwrap_or_default(),
                "file" => {
                    self.name = field.file_name().unwrap_or_default().to_owned();
                    self.file = field.bytes().await?.to_vec();
                }
                _ => {}
            }
        }
        Ok(())
    }
}
