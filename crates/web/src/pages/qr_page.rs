//! The QR code of a link or a hub at the desk: how it looks, whether a phone reads it, the files to print, and how often it was
//! scanned. The look stands in the address, so that it can be kept and shared; only a logo is uploaded.

use super::desk::{Desk, Sent, redirect, show, wants_fragment};
use super::form::Form;
use super::link_tabs::Tab;
use super::links::without_scheme;
use crate::problem::Problem;
use crate::qr::{Code, Level, Look, MARGINS, SHARES, SIZES};
use crate::scan::{self, Format};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::PictureId;
use domain::picture;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, Rejection, pictures};
use http::{HeaderMap, StatusCode, Uri};
use std::ops::RangeInclusive;
use std::sync::Arc;

type Given = Vec<(String, String)>;

/// What a code leads to, as its own part of the desk tells it.
pub struct Subject {
    /// Where its pages stand: `/app/links/{id}`.
    pub path: String,
    /// The list that it is one of, and what that is called.
    pub list: &'static str,
    pub list_name: String,
    pub tabs: Vec<Tab>,
    /// Of the tabs.
    pub tabs_name: String,
    pub name: String,
    pub slug: String,
    /// The whole address.
    pub url: String,
}

/// Scans of the last thirty days with the rows they are counted from, and what a scan is.
pub struct Scans {
    pub count: String,
    pub rows: String,
    pub help: String,
}

/// A noun whose things have codes.
pub trait Coded: Send + 'static {
    /// The one of this workspace that an address names.
    fn find(engine: &Engine, d: &Desk, id: &str) -> impl Future<Output = Result<Subject, Response>> + Send;

    /// None: not for these eyes.
    fn scans(engine: &Engine, d: &Desk, id: &str) -> impl Future<Output = Result<Option<Scans>, Response>> + Send;
}

/// The code as it would be printed now, or what keeps a phone from reading it.
struct Live {
    /// The look in the address; empty where it is the usual one.
    query: String,
    /// The same without its logo.
    plain: String,
    has_logo: bool,
    modules: u32,
    level: Level,
    readable: bool,
    /// What keeps a phone from reading it, where no page around says so.
    faults: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/qr.html")]
struct Page {
    d: Desk,
    form: Form,
    of: Subject,
    address: String,
    may_write: bool,
    /// The address of the logo's picture; empty for none.
    logo: String,
    scans: Option<Scans>,
    live: Live,
}

#[derive(Template)]
#[template(path = "desk/qr_fragment.html")]
struct Fragment {
    d: Desk,
    of: Subject,
    may_write: bool,
    live: Live,
}

/// `GET …/qr`: the fragment for htmx, the whole page without a script.
pub async fn see<C: Coded>(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Result<Response, Response> {
    let of = C::find(&engine, &d, &id).await?;
    let (live, faults) = live(&engine, &d, &of.url, &given).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if wants_fragment(&headers) {
        let may_write = d.may(Scope::LinksWrite);
        return Ok(show(&Fragment { of, may_write, live, d }));
    }
    let scans = C::scans(&engine, &d, &id).await?;
    let page = page(d, of, scans, given, live, faults);
    Ok((status, show(&page)).into_response())
}

/// `POST …/qr/logo`: keeps a picture and leads back to the look that it was uploaded for, now with it.
pub async fn logo<C: Coded>(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let of = C::find(&engine, &d, &id).await?;
    let look = form.trimmed("look").trim_start_matches('?');
    let mut given: Given = form_urlencoded::parse(look.as_bytes()).into_owned().collect();
    let added = match form.take_file("logo") {
        _ if !form.faults.is_empty() => Err(Rejection::Invalid(std::mem::take(&mut form.faults))),
        None => Err(Rejection::Invalid(vec![FieldError::new("logo", "required")])),
        Some(bytes) => pictures::add(&engine, &d.who, bytes, "logo").await,
    };
    let later = || Rejection::Invalid(vec![FieldError::new("logo", "try_again_later")]);
    let added =
        added.map_err(|rejection| if matches!(rejection, Rejection::Limited { .. }) { later() } else { rejection });
    match added {
        Ok(picture) => {
            given.retain(|(name, _)| name != "logo");
            given.push(("logo".into(), picture.id.to_string()));
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
            Ok(redirect(&format!("{}/qr?{query}", of.path), &d.t("qr-logo-added")))
        }
        Err(Rejection::Invalid(faults)) => {
            let (live, _) = live(&engine, &d, &of.url, &given).await?;
            let scans = C::scans(&engine, &d, &id).await?;
            let page = page(d, of, scans, given, live, faults);
            Ok(super::desk::again(&page))
        }
        Err(other) => Err(d.refuse(other)),
    }
}

/// `GET …/qr.svg`.
pub async fn svg<C: Coded>(
    engine: State<Arc<Engine>>,
    d: Desk,
    id: Path<String>,
    uri: Uri,
) -> Result<Response, Response> {
    file::<C>(engine, d, id, &uri, Format::Svg).await
}

/// `GET …/qr.png`.
pub async fn png<C: Coded>(
    engine: State<Arc<Engine>>,
    d: Desk,
    id: Path<String>,
    uri: Uri,
) -> Result<Response, Response> {
    file::<C>(engine, d, id, &uri, Format::Png).await
}

/// The same as at its own address, which may be on another host than the desk.
async fn file<C: Coded>(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    uri: &Uri,
    format: Format,
) -> Result<Response, Response> {
    let of = C::find(&engine, &d, &id).await?;
    let look = scan::read(uri).map_err(|problem| refused(&d, problem))?;
    let drawn = scan::draw(&engine, d.who.workspace, scan::text(&of.url), look, format).await;
    drawn.map(|bytes| scan::picture(bytes, format)).map_err(|problem| refused(&d, problem))
}

fn refused(d: &Desk, problem: Problem) -> Response {
    crate::problem::render(problem.into_response(), d.locale)
}

/// The look that was asked for, or the usual one with what is wrong with the other.
async fn live(engine: &Engine, d: &Desk, url: &str, given: &Given) -> Result<(Live, Vec<FieldError>), Response> {
    let text = scan::text(url);
    let mut judged = Look::read(given).and_then(|look| Ok((Code::new(&text, &look)?, look)));
    if let Ok((_, Look { logo: Some(id), .. })) = &judged {
        match pictures::get(engine, &d.who, *id).await {
            Ok(_) => {}
            Err(Rejection::NotFound) => judged = Err(vec![FieldError::new("logo", "no_such_picture")]),
            Err(other) => return Err(d.refuse(other)),
        }
    }
    match judged {
        Ok((code, look)) => {
            let plain = Look { logo: None, logo_size: None, ..look.clone() }.query();
            let (query, level) = (look.query(), look.level());
            let (has_logo, modules) = (look.logo.is_some(), code.modules());
            Ok((Live { query, plain, has_logo, modules, level, readable: true, faults: Vec::new() }, Vec::new()))
        }
        Err(faults) => {
            let form = Form { faults: faults.clone(), ..Form::new(d.locale, Vec::new()) };
            let said = form.said().into_iter().map(|said| said.text).collect();
            let (query, plain, level) = (String::new(), String::new(), Look::default().level());
            Ok((Live { query, plain, has_logo: false, modules: 0, level, readable: false, faults: said }, faults))
        }
    }
}

fn page(d: Desk, of: Subject, scans: Option<Scans>, given: Given, live: Live, faults: Vec<FieldError>) -> Page {
    let usual = Look::default();
    let mut form = Form::new(d.locale, given);
    form.faults = faults;
    for (name, value) in [
        ("size", usual.size.to_string()),
        ("fg", usual.fg.to_string()),
        ("bg", usual.bg.to_string()),
        ("margin", usual.margin.to_string()),
    ] {
        if form.trimmed(name).is_empty() {
            form.set(name, value);
        }
    }
    let logo = PictureId::parse(form.trimmed("logo")).map(picture::path).unwrap_or_default();
    Page {
        scans,
        may_write: d.may(Scope::LinksWrite),
        address: without_scheme(&of.url).to_owned(),
        of,
        logo,
        form,
        live: Live { faults: Vec::new(), ..live },
        d,
    }
}

impl Page {
    fn sizes(&self) -> RangeInclusive<u32> {
        SIZES
    }
    fn margins(&self) -> RangeInclusive<u32> {
        MARGINS
    }
    fn shares(&self) -> RangeInclusive<u32> {
        SHARES
    }
    fn levels(&self) -> [Level; 4] {
        Level::ALL
    }
}
