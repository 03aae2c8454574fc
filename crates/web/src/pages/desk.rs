//! Who sits at the desk: the signed-in person with their workspace, language, zone and look, taken from the
//! request once and handed to every page. One who is not signed in is led to the door, an empty installation to
//! its set-up. Pages never read cookies themselves.

use super::cookie;
use super::form::Form;
use super::upload;
use crate::session;
use crate::view::html::{Html, escape};
use crate::view::reader::{Reader, Theme};
use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Who;
use domain::language::Locale;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, Rejection};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::ops::Deref;
use std::sync::Arc;

#[derive(Clone)]
pub struct Desk {
    pub reader: Reader,
    pub who: Who,
    pub workspace: String,
    pub currency: String,
    pub country: String,
    pub statuses: Vec<String>,
    pub name: String,
    pub email: String,
    pub role: &'static str,
    /// This address with its query: where a preference comes back to.
    pub path: String,
    /// What was just done, said once.
    pub said: Option<String>,
    /// Proves that a form was made by this session's own pages.
    pub token: String,
    /// The session itself, by the hash of its token.
    pub session: [u8; 32],
    /// The session's own token, for ending it.
    pub secret: String,
}

impl Deref for Desk {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

/// A word of the sidebar.
#[derive(Debug)]
pub struct Place {
    pub name: String,
    pub href: &'static str,
    pub icon: &'static str,
    pub here: bool,
    /// Whether it stands on a phone's bar below, which has room for five; the others are behind the last of them.
    pub on_bar: bool,
}

/// What a phone has behind *More*.
const MORE: [&str; 3] = ["/app/channels", "/app/conversions", "/app/settings"];
const PLACES: [(&str, &str, &str, Scope); 7] = [
    ("/app", "layout-dashboard", "nav-overview", Scope::ReportsRead),
    ("/app/links", "link", "nav-links", Scope::LinksRead),
    ("/app/leads", "contact-round", "nav-leads", Scope::LeadsRead),
    ("/app/team", "users", "nav-team", Scope::UsersRead),
    ("/app/channels", "send", "nav-channels", Scope::ChannelsWrite),
    ("/app/conversions", "target", "nav-conversions", Scope::DestinationsRead),
    ("/app/settings", "settings", "nav-settings", Scope::WorkspaceRead),
];

impl Desk {
    pub fn places(&self) -> Vec<Place> {
        let path = self.path.split('?').next().unwrap_or_default();
        PLACES
            .into_iter()
            .filter(|(.., right)| self.who.may(*right))
            .map(|(href, icon, key, _)| {
                let beneath = path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
                let here = path == href
                    || (href != "/app" && beneath)
                    || (href == "/app" && (path.starts_with("/app/visits") || path.starts_with("/app/costs")))
                    || (href == "/app/links" && path.starts_with("/app/hubs"));
                Place { name: self.t(key), href, icon, here, on_bar: !MORE.contains(&href) }
            })
            .collect()
    }

    pub fn themes(&self) -> [(&'static str, &'static str); 3] {
        [("auto", "monitor"), ("light", "sun"), ("dark", "moon")]
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.who.may(scope)
    }

    /// The hidden field of every form.
    pub fn token_field(&self) -> Html {
        Html(format!(r#"<input type="hidden" name="csrf" value="{}">"#, escape(&self.token)))
    }

    /// What is wrong with a form that could not be saved. Where somebody else saved meanwhile, the form takes the version
    /// that is `there` now: saving again overwrites it knowingly. Errors: the page that says why nothing could be done.
    pub fn faults(
        &self,
        form: &mut Form,
        there: Option<i64>,
        rejection: Rejection,
    ) -> Result<Vec<FieldError>, Response> {
        match rejection {
            Rejection::Invalid(faults) | Rejection::Conflict(faults) => Ok(faults),
            Rejection::Stale => {
                if let Some(version) = there {
                    form.set("version", version.to_string());
                }
                Ok(vec![FieldError::new("", "desk_stale")])
            }
            other => Err(self.refuse(other)),
        }
    }

    /// The page that says why something could not be done.
    pub fn refuse(&self, rejection: Rejection) -> Response {
        let (status, title, text, href, link) = match rejection {
            Rejection::NotFound => (StatusCode::NOT_FOUND, "missing-title", "missing-text", "/app", "missing-go"),
            Rejection::Forbidden => {
                (StatusCode::FORBIDDEN, "forbidden-title", "forbidden-text", "/app/leads", "missing-go")
            }
            Rejection::Store(store::Error::Unavailable(_)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable-title",
                "unavailable-text",
                self.path.as_str(),
                "unavailable-go",
            ),
            Rejection::Store(error) => {
                tracing::error!(%error, path = %self.path, "a page could not be made");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "unavailable-title",
                    "unavailable-text",
                    self.path.as_str(),
                    "unavailable-go",
                )
            }
            Rejection::Stale => {
                (StatusCode::CONFLICT, "missing-title", "error-desk-stale", self.path.as_str(), "unavailable-go")
            }
            Rejection::Invalid(_) | Rejection::Conflict(_) | Rejection::Limited { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "missing-title", "missing-text", "/app", "missing-go")
            }
        };
        let page = Message { d: self, title: self.t(title), text: self.t(text), href, link: self.t(link) };
        (status, show(&page)).into_response()
    }
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct Message<'a> {
    d: &'a Desk,
    title: String,
    text: String,
    href: &'a str,
    link: String,
}

/// A template as an answer.
pub fn show(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A form that has to be looked at again.
pub fn again(template: &impl Template) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, show(template)).into_response()
}

/// To another page, which says what was done.
pub fn redirect(to: &str, said: &str) -> Response {
    let mut answer = Redirect::to(to).into_response();
    if !said.is_empty() {
        cookie::set(answer.headers_mut(), &cookie::said(said));
    }
    answer
}

impl FromRequestParts<Arc<Engine>> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, engine: &Arc<Engine>) -> Result<Self, Response> {
        session::desk(&parts.headers, path(parts), engine).await
    }
}

fn path(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| "/app".to_owned(), |p| p.as_str().to_owned())
}

/// A form that the desk's own page sent.
pub struct Sent {
    pub desk: Desk,
    pub form: Form,
}

impl FromRequest<Arc<Engine>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, engine).await?;
        let form = fields(Request::from_parts(parts, body), engine, desk.locale).await?;
        if !session::same(form.value("csrf"), &desk.token) {
            let page = Message {
                d: &desk,
                title: desk.t("session-over"),
                text: desk.t("form-expired"),
                href: "/app",
                link: desk.t("missing-go"),
            };
            return Err((StatusCode::FORBIDDEN, show(&page)).into_response());
        }
        Ok(Self { desk, form })
    }
}

/// The fields of a form in their order.
pub async fn fields(request: Request, engine: &Arc<Engine>, locale: Locale) -> Result<Form, Response> {
    if upload::is_multipart(request.headers()) {
        return upload::form(request, locale).await;
    }
    let fields = axum::Form::<Vec<(String, String)>>::from_request(request, engine).await;
    fields.map(|axum::Form(values)| Form::new(locale, values)).map_err(IntoResponse::into_response)
}

/// The reader of a page before the door: no person, no workspace yet.
pub fn stranger(headers: &HeaderMap, lang: Option<&str>, now: i64) -> Reader {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let locale = lang
        .and_then(Locale::parse)
        .or_else(|| cookie::get(headers, cookie::LOCALE).and_then(|c| Locale::parse(&c)))
        .unwrap_or_else(|| domain::language::page(accept));
    Reader { locale, theme: theme(headers), zone: jiff::tz::TimeZone::UTC, now }
}

pub fn theme(headers: &HeaderMap) -> Theme {
    cookie::get(headers, cookie::THEME).and_then(|c| Theme::parse(&c)).unwrap_or_default()
}

/// Whether htmx asks: it wants the fragment and not the page.
pub fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.get("hx-request").is_some_and(|v| v == HeaderValue::from_static("true"))
}
