//! Borrowing the facts from a request. A header that is no text counts as absent; of a user agent or a referrer the
//! part before the first byte that is none counts, so that a browser with a badly written name is still a browser.

use super::PREFIX;
use domain::classify::{Headers, Method};
use engine::click::{Address, Request};
use http::HeaderMap;
use http::header::{self, AsHeaderName};
use http::request::Parts;
use std::borrow::Cow;
use std::net::IpAddr;

/// What proxies wrote. A proxy may add a line of its own below a client's, so all lines of a name are one list; reading
/// the first alone would believe the client.
pub(super) struct Forwarded<'r> {
    x_forwarded_for: Cow<'r, str>,
    forwarded: Cow<'r, str>,
}

impl<'r> Forwarded<'r> {
    pub(super) fn of(parts: &'r Parts) -> Self {
        let headers = &parts.headers;
        Self { x_forwarded_for: list(headers, "x-forwarded-for"), forwarded: list(headers, header::FORWARDED) }
    }
}

fn list<'r>(headers: &'r HeaderMap, name: impl AsHeaderName) -> Cow<'r, str> {
    let mut lines = headers.get_all(name).iter().map(|line| std::str::from_utf8(line.as_bytes()).unwrap_or_default());
    let first = lines.next().unwrap_or_default();
    lines.fold(Cow::Borrowed(first), |list, line| Cow::Owned(format!("{list}, {line}")))
}

pub(super) fn request<'r>(parts: &'r Parts, forwarded: &'r Forwarded<'r>, method: Method, peer: IpAddr) -> Request<'r> {
    let headers = &parts.headers;
    Request {
        method,
        host: parts.uri.authority().map_or_else(|| text(headers, header::HOST), |authority| authority.as_str()),
        slug: parts.uri.path().strip_prefix(PREFIX).unwrap_or_default(),
        query: parts.uri.query().unwrap_or_default(),
        address: Address {
            peer,
            x_forwarded_for: &forwarded.x_forwarded_for,
            forwarded: &forwarded.forwarded,
            country: text(headers, "cf-ipcountry"),
        },
        headers: Headers {
            user_agent: legible(headers, header::USER_AGENT),
            accept_language: text(headers, header::ACCEPT_LANGUAGE),
            referer: legible(headers, header::REFERER),
            sec_purpose: text(headers, "sec-purpose"),
            purpose: text(headers, "purpose"),
            x_purpose: text(headers, "x-purpose"),
            x_moz: text(headers, "x-moz"),
        },
        cookie: text(headers, header::COOKIE),
    }
}

fn legible(headers: &HeaderMap, name: impl AsHeaderName) -> &str {
    let bytes = headers.get(name).map(|value| value.as_bytes()).unwrap_or_default();
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> &str {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or_default()
}
