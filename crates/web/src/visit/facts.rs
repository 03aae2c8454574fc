//! Borrowing the facts from a request. A header that is no text counts as absent; of a user agent or a referrer the
//! part before the first byte that is none counts, so that a browser with a badly written name is still a browser.

use super::{HUB, PREFIX};
use domain::classify::{Headers, Method};
use engine::click::{Address, Request};
use http::HeaderValue;
use http::request::Parts;
use std::borrow::Cow;
use std::net::IpAddr;

/// The headers that tell something, found in one walk over those that came: asking for each by its name would cost more
/// than all else here.
#[derive(Default)]
pub(super) struct Told<'r> {
    /// What proxies wrote. A proxy may add a line of its own below a client's, so all lines of a name are one list;
    /// reading the first alone would believe the client. None: no such line.
    x_forwarded_for: Option<Cow<'r, str>>,
    forwarded: Option<Cow<'r, str>>,
    host: Option<&'r str>,
    country: Option<&'r str>,
    cookie: Option<&'r str>,
    user_agent: Option<&'r str>,
    accept_language: Option<&'r str>,
    referer: Option<&'r str>,
    sec_purpose: Option<&'r str>,
    purpose: Option<&'r str>,
    x_purpose: Option<&'r str>,
    x_moz: Option<&'r str>,
}

impl<'r> Told<'r> {
    pub(super) fn of(parts: &'r Parts) -> Self {
        let mut told = Self::default();
        for (name, value) in &parts.headers {
            match name.as_str() {
                "x-forwarded-for" => list(&mut told.x_forwarded_for, value),
                "forwarded" => list(&mut told.forwarded, value),
                "host" => first(&mut told.host, value, text),
                "cf-ipcountry" => first(&mut told.country, value, text),
                "cookie" => first(&mut told.cookie, value, text),
                "user-agent" => first(&mut told.user_agent, value, legible),
                "accept-language" => first(&mut told.accept_language, value, text),
                "referer" => first(&mut told.referer, value, legible),
                "sec-purpose" => first(&mut told.sec_purpose, value, text),
                "purpose" => first(&mut told.purpose, value, text),
                "x-purpose" => first(&mut told.x_purpose, value, text),
                "x-moz" => first(&mut told.x_moz, value, text),
                _ => {}
            }
        }
        told
    }
}

/// Of a header that stands there twice the first counts.
fn first<'r>(slot: &mut Option<&'r str>, value: &'r HeaderValue, read: impl FnOnce(&'r HeaderValue) -> &'r str) {
    if slot.is_none() {
        *slot = Some(read(value));
    }
}

fn list<'r>(slot: &mut Option<Cow<'r, str>>, value: &'r HeaderValue) {
    let line = text(value);
    *slot = Some(match slot.take() {
        None => Cow::Borrowed(line),
        Some(list) => Cow::Owned(format!("{list}, {line}")),
    });
}

fn text(value: &HeaderValue) -> &str {
    std::str::from_utf8(value.as_bytes()).unwrap_or_default()
}

fn legible(value: &HeaderValue) -> &str {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).unwrap_or_else(|_| bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
}

pub(super) fn request<'r>(parts: &'r Parts, told: &'r Told<'r>, method: Method, peer: IpAddr) -> Request<'r> {
    Request {
        method,
        host: parts.uri.authority().map_or_else(|| told.host.unwrap_or_default(), |authority| authority.as_str()),
        slug: [PREFIX, HUB].into_iter().find_map(|prefix| parts.uri.path().strip_prefix(prefix)).unwrap_or_default(),
        query: parts.uri.query().unwrap_or_default(),
        address: Address {
            peer,
            x_forwarded_for: told.x_forwarded_for.as_deref().unwrap_or_default(),
            forwarded: told.forwarded.as_deref().unwrap_or_default(),
            country: told.country.unwrap_or_default(),
        },
        headers: Headers {
            user_agent: told.user_agent.unwrap_or_default(),
            accept_language: told.accept_language.unwrap_or_default(),
            referer: told.referer.unwrap_or_default(),
            sec_purpose: told.sec_purpose.unwrap_or_default(),
            purpose: told.purpose.unwrap_or_default(),
            x_purpose: told.x_purpose.unwrap_or_default(),
            x_moz: told.x_moz.unwrap_or_default(),
        },
        cookie: told.cookie.unwrap_or_default(),
    }
}
