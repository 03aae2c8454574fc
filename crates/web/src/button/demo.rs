//! A website to see the button on: as strict as one can be, and as plain. It loads the very script that websites load.
//! Only the desk may frame it. A click there is a visit like any other.

use super::for_every_website;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::language;
use engine::Engine;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::sync::Arc;

use crate::i18n;
use askama::Template;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'";

/// Greets each time, and in each of several frames: here one wants to see it.
const SCRIPT: &str = "Object.defineProperty(window, \"sessionStorage\", { value: {} });\n";
const STYLE: &str = include_str!("demo.css");

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `dark` for a dark website.
    #[serde(default)]
    ground: String,
    #[serde(default)]
    lang: String,
}

#[derive(Template)]
#[template(path = "visitor/button_demo.html")]
struct Page {
    lang: &'static str,
    title: String,
    text: String,
    slug: String,
    dark: bool,
}

/// `GET /-/button/{slug}/demo`.
pub(super) async fn page(
    State(engine): State<Arc<Engine>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if engine.button(text(header::HOST), &slug).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let locale = i18n::Locale::parse(&asked.lang).unwrap_or_else(|| language::page(text(header::ACCEPT_LANGUAGE)));
    let page = Page {
        lang: locale.as_str(),
        title: i18n::text(locale, "button-demo-title", None),
        text: i18n::text(locale, "button-demo-text", None),
        slug,
        dark: asked.ground == "dark",
    };
    let mut answer = match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-frame-options", "SAMEORIGIN"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex"),
    ] {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}

pub(super) async fn script() -> Response {
    part("text/javascript; charset=utf-8", SCRIPT)
}

pub(super) async fn style() -> Response {
    part("text/css; charset=utf-8", STYLE)
}

fn part(kind: &'static str, text: &'static str) -> Response {
    let mut answer = text.into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for_every_website(answer.headers_mut());
    answer
}
