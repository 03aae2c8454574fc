//! Links carried away as a file, and brought in from one: first the difference is shown, then it is saved. What was
//! chosen travels with the page between the two; nothing is kept here meanwhile.

use super::desk::{Desk, again, redirect, show};
use crate::changes::sentences;
use crate::i18n;
use crate::session;
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Query, Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::transfer::{self, Change, Difference, Format, MOST_BYTES, Wish};
use engine::{Engine, Rejection};
use http::header;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Bytes of the form at most: the file comes back as text of six bits a byte.
pub const MOST: usize = MOST_BYTES / 3 * 4 + 64 * 1024;
/// Links of a difference that are shown; how many more there are is said.
const SHOWN: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    format: String,
}

/// A link that is new or different.
struct Line {
    line: usize,
    address: String,
    name: String,
    href: String,
    said: Vec<String>,
}

struct Shown {
    nothing: bool,
    summary: String,
    created: Vec<Line>,
    changed: Vec<Line>,
    more: usize,
    channels: String,
    /// The file itself, for the second step.
    file: String,
    format: &'static str,
}

#[derive(Template)]
#[template(path = "desk/import.html")]
struct Page {
    d: Desk,
    faults: Vec<String>,
    heading: String,
    shown: Option<Shown>,
}

/// `GET /app/links/export`.
pub async fn export(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let format = Format::parse(&asked.format).unwrap_or(Format::Csv);
    let file = transfer::export(&engine, &d.who, format).await.map_err(|r| d.refuse(r))?;
    let day = crate::view::time::zoned(d.now, &d.zone).date();
    let name = format!("attachment; filename=\"links-{day}.{}\"", format.as_str());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// `GET /app/links/import`.
pub async fn ask(d: Desk) -> Result<Response, Response> {
    allowed(&d)?;
    Ok(show(&Page { d, faults: Vec::new(), heading: String::new(), shown: None }))
}

fn allowed(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::LinksWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// `POST /app/links/import`: shows the difference; with `apply`, saves it.
pub async fn bring(State(engine): State<Arc<Engine>>, sent: Sent) -> Result<Response, Response> {
    let Sent { desk: d, file, format, apply, fault } = sent;
    allowed(&d)?;
    if let Some(fault) = fault {
        return Ok(refused(d, &[fault]));
    }
    if file.is_empty() {
        let said = vec![d.t("transfer-no-file")];
        return Ok(again(&Page { d, faults: said, heading: String::new(), shown: None }));
    }
    let wish = if apply { Wish::Apply } else { Wish::DryRun };
    let kept = if apply { String::new() } else { BASE64_STANDARD.encode(&file) };
    match transfer::import(&engine, &d.who, file, format, wish).await {
        Ok(done) if done.applied => {
            let said = d.a("transfer-done").n("created", done.created.len()).n("changed", done.changed.len());
            let said = if done.is_nothing() { d.t("transfer-nothing-title") } else { said.to_string() };
            Ok(redirect("/app/links", &said))
        }
        Ok(done) => {
            let shown = Some(shown(&d, &done, kept, format));
            Ok(show(&Page { d, faults: Vec::new(), heading: String::new(), shown }))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => Ok(refused(d, &faults)),
        Err(other) => Err(d.refuse(other)),
    }
}

fn refused(d: Desk, faults: &[FieldError]) -> Response {
    let heading = d.a("transfer-faults").n("count", faults.len()).to_string();
    let faults = faults.iter().map(|fault| i18n::fault(d.locale, fault)).collect();
    again(&Page { d, faults, heading, shown: None })
}

fn shown(d: &Desk, done: &Difference, file: String, format: Option<Format>) -> Shown {
    let summary = match done.is_nothing() {
        true if done.unchanged == 0 => d.t("transfer-nothing-empty"),
        true => d.a("transfer-nothing").n("count", done.unchanged).to_string(),
        false => {
            let said = d.a("transfer-summary").n("created", done.created.len()).n("changed", done.changed.len());
            said.n("unchanged", done.unchanged).to_string()
        }
    };
    let channels = match done.channels.len() {
        0 => String::new(),
        count => d.a("transfer-channels").n("count", count).s("names", done.channels.join(", ")).to_string(),
    };
    let created: Vec<Line> = done.created.iter().take(SHOWN).map(|change| new_line(d, change)).collect();
    let changed: Vec<Line> = done.changed.iter().take(SHOWN - created.len()).map(|change| line(d, change)).collect();
    let more = done.created.len() + done.changed.len() - created.len() - changed.len();
    let format = format.map(Format::as_str).unwrap_or_default();
    Shown { nothing: done.is_nothing(), summary, created, changed, more, channels, file, format }
}

/// Of a new link, who is in its pool.
fn new_line(d: &Desk, change: &Change) -> Line {
    let members = change.fields.iter().find(|one| one.field == "pool.members").map(|one| &one.after);
    let count = members.and_then(Value::as_array).map_or(0, Vec::len);
    Line { said: vec![d.a("transfer-members").n("count", count).to_string()], ..line(d, change) }
}

fn line(d: &Desk, change: &Change) -> Line {
    let fields = change.fields.iter();
    let said = fields.flat_map(|one| sentences(d.locale, &one.field, &one.before, &one.after, &|_| None)).collect();
    Line {
        line: change.line,
        address: change.address.clone(),
        name: change.name.clone(),
        href: change.id.map(|id| format!("/app/links/{id}")).unwrap_or_default(),
        said,
    }
}

/// The form with its file, as the desk's own page sends it.
pub struct Sent {
    desk: Desk,
    file: Vec<u8>,
    format: Option<Format>,
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
        let mut sent = Self { desk, file: Vec::new(), format: None, apply: false, fault: None };
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
                "format" => self.format = Format::parse(&field.text().await?),
                "kept" => self.file = BASE64_STANDARD.decode(field.bytes().await?).unwrap_or_default(),
                "file" => {
                    self.format = field.file_name().and_then(Format::of_name);
                    self.file = field.bytes().await?.to_vec();
                }
                _ => {}
            }
        }
        Ok(())
    }
}
