//! The first minute: an empty installation asks for its owner and the business, and nothing else.

use super::cookie;
use super::desk::{fields, show, stranger};
use super::form::{Form, Kind};
use super::lists;
use crate::session;
use crate::view::reader::Reader;
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::draft::set_up::SetUp;
use domain::language::Locale;
use engine::{Engine, Rejection, set_up};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
pub struct Lang {
    pub lang: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/setup.html")]
struct Page {
    r: Reader,
    form: Form,
    countries: Vec<(String, String)>,
    currencies: Vec<&'static str>,
    zones: Vec<&'static str>,
    /// A zone was chosen already: the browser's guess would undo it.
    given: bool,
}

fn page(r: Reader, form: Form) -> Page {
    Page {
        countries: lists::countries(r.locale),
        currencies: lists::currencies(),
        zones: lists::zones(),
        given: !form.values.is_empty(),
        form: with_defaults(r.locale, form),
        r,
    }
}

fn with_defaults(locale: Locale, mut form: Form) -> Form {
    for (name, value) in [
        ("workspace.country", "ID"),
        ("workspace.currency", "IDR"),
        ("workspace.time_zone", "Asia/Jakarta"),
        ("locale", locale.as_str()),
    ] {
        if form.value(name).is_empty() {
            form.set(name, value);
        }
    }
    form
}

/// `GET /app/setup`.
pub async fn ask(State(engine): State<Arc<Engine>>, headers: HeaderMap, Query(lang): Query<Lang>) -> Response {
    match set_up::is_open(&engine).await {
        Ok(false) => Redirect::to("/app/sign-in").into_response(),
        Ok(true) => {
            let r = stranger(&headers, lang.lang.as_deref(), engine.now());
            let form = Form::new(r.locale, Vec::new());
            with_lang(show(&page(r, form)), lang.lang.as_deref())
        }
        Err(rejection) => session::unavailable(&headers, &engine, rejection),
    }
}

/// `POST /app/setup`.
pub async fn make(
    State(engine): State<Arc<Engine>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Response> {
    let mut r = stranger(&headers, None, engine.now());
    let ip = session::address(&request, &engine);
    let mut form = fields(request, &engine, r.locale).await?;
    if let Some(locale) = Locale::parse(form.value("locale")) {
        (r.locale, form.locale) = (locale, locale);
    }
    let json = form.json(|name| match name {
        "name" | "email" | "password" | "locale" => Some(Kind::Text),
        "workspace.name" | "workspace.country" | "workspace.currency" | "workspace.time_zone" => Some(Kind::Text),
        _ => None,
    });
    let done = match SetUp::parse(&json) {
        Ok(new) => set_up::set_up(&engine, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok((_, owner)) => {
            let said = r.t("setup-done");
            let begun = session::begin(&engine, &headers, ip, owner.id, &owner.locale, "/app").await;
            let mut answer = begun.map_err(|r| session::unavailable(&headers, &engine, r))?;
            cookie::set(answer.headers_mut(), &cookie::said(&said));
            cookie::set(answer.headers_mut(), &cookie::locale(r.locale.as_str()));
            Ok(answer)
        }
        // Somebody else was quicker.
        Err(Rejection::Conflict(_)) => Ok(Redirect::to("/app/sign-in").into_response()),
        Err(Rejection::Invalid(faults)) => {
            form.faults = faults;
            form.set("password", "");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page(r, form))).into_response())
        }
        Err(rejection) => Err(session::unavailable(&headers, &engine, rejection)),
    }
}

/// A language chosen at the door is kept.
pub fn with_lang(mut answer: Response, lang: Option<&str>) -> Response {
    if let Some(locale) = lang.and_then(Locale::parse) {
        cookie::set(answer.headers_mut(), &cookie::locale(locale.as_str()));
    }
    answer
}
