//! From the engine's answer to HTTP: 302 with `no-store` and the cookie, or one of the visitor's pages.

use super::form;
use crate::own_domain;
use crate::pages::visitor_open::{Live, OpenPage};
use crate::pages::{security, visitor, visitor_open};
use bytes::Bytes;
use domain::deeplink::Way;
use domain::identity::cookie::{Secure, set_cookie};
use domain::language;
use engine::Engine;
use engine::click::{Answer, OpenApp};
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;

pub type Body = Full<Bytes>;

pub(super) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(super) fn of(engine: &Engine, parts: &Parts, answer: Answer) -> Response<Body> {
    let locale = || language::page(accept_language(&parts.headers));
    match answer {
        Answer::Redirect { location, cookie } => redirect(engine, location, cookie.as_deref()),
        Answer::OpenApp(open) => open_app(engine, locale(), *open),
        Answer::ComeAgain => come_again(StatusCode::SERVICE_UNAVAILABLE),
        Answer::NotFound => lost(engine, parts),
        Answer::Preview { preview, business } => {
            let base = own_domain::origin(engine, parts);
            let page_of = visitor::PreviewPage {
                locale: locale(),
                url: format!("{base}{}", parts.uri.path()),
                // A link's name is its team's own.
                title: if preview.title.is_empty() { business.clone() } else { preview.title },
                description: preview.description,
                image: visitor::PreviewImage::of(&base, preview.picture, preview.image_url),
                site: business,
            };
            page(StatusCode::OK, visitor::preview(&page_of))
        }
        Answer::LeaveNumber { business, opens, cookie, name, word } => {
            let form = visitor::LeaveNumberPage {
                locale: locale(),
                business,
                opens: opens.unwrap_or_default(),
                action: action(parts),
                name,
                word,
                ..visitor::LeaveNumberPage::default()
            };
            with_cookie(engine, page(StatusCode::OK, visitor::leave_number(&form)), cookie.as_deref())
        }
        Answer::Form { view, typed, cookie } => {
            let page = form::page(parts, StatusCode::OK, &view, &typed, &[]);
            with_cookie(engine, page, cookie.as_deref())
        }
        Answer::Thanks { business, cookie, name } => {
            let thanks = visitor::ThankYouPage { locale: locale(), business, name };
            with_cookie(engine, page(StatusCode::OK, visitor::thank_you(&thanks)), cookie.as_deref())
        }
    }
}

/// Nothing of that name here: the page of the domain that it was looked for on.
pub(super) fn lost(engine: &Engine, parts: &Parts) -> Response<Body> {
    let locale = language::page(accept_language(&parts.headers));
    page(StatusCode::NOT_FOUND, own_domain::lost_page(engine, own_domain::host(&parts.uri, &parts.headers), locale))
}

/// The link's own address with its query kept, so that what brought the visitor is not lost between page and form.
pub(super) fn action(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), |whole| whole.as_str().to_owned())
}

pub(super) fn accept_language(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A page that opens the chat.
pub(super) fn open_app(engine: &Engine, locale: language::Locale, open: OpenApp) -> Response<Body> {
    let OpenApp { way, attempt, chat, business, ticket, cookie } = open;
    let page = OpenPage { locale, business, chat, attempt, ticket, live: Live::Yes };
    let html = if way == Way::DesktopPage { visitor_open::desktop(&page) } else { visitor_open::phone(&page) };
    let mut answer = self::page(StatusCode::OK, html);
    security::open_headers(answer.headers_mut());
    with_cookie(engine, answer, cookie.as_deref())
}

fn redirect(engine: &Engine, location: String, cookie: Option<&str>) -> Response<Body> {
    let mut answer = Response::new(Body::default());
    // Every address is percent-encoded ASCII; anything else would be a fault of ours, and then a plain failure.
    let Ok(location) = HeaderValue::try_from(location) else {
        return status(StatusCode::INTERNAL_SERVER_ERROR);
    };
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(header::LOCATION, location);
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    with_cookie(engine, answer, cookie)
}

pub(super) fn with_cookie(engine: &Engine, mut answer: Response<Body>, cookie: Option<&str>) -> Response<Body> {
    if let Some(value) = cookie {
        let secure = if engine.settings.is_https() { Secure::Https } else { Secure::PlainHttp };
        if let Ok(value) = HeaderValue::try_from(set_cookie(value, secure)) {
            answer.headers_mut().insert(header::SET_COOKIE, value);
        }
    }
    answer
}

pub(super) fn page(status: StatusCode, html: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(html));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    security::visitor_headers(headers);
    answer
}

/// Nothing here now; the same request later is welcome.
pub(super) fn come_again(code: StatusCode) -> Response<Body> {
    let mut answer = status(code);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

pub(super) fn not_allowed() -> Response<Body> {
    not_allowed_but("GET, HEAD, POST")
}

pub(super) fn not_allowed_but(allowed: &'static str) -> Response<Body> {
    let mut answer = status(StatusCode::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

pub(super) fn status(code: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::default());
    *answer.status_mut() = code;
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    answer
}
