//! Borrowing the facts from a request. A header that is no text counts as absent.

use super::PREFIX;
use domain::classify::{Headers, Method};
use engine::click::{Address, Request};
use http::HeaderMap;
use http::header::{self, AsHeaderName};
use http::request::Parts;
use std::net::IpAddr;

pub(super) fn request(parts: &Parts, method: Method, peer: IpAddr) -> Request<'_> {
    let headers = &parts.headers;
    Request {
        method,
        host: parts.uri.authority().map_or_else(|| text(headers, header::HOST), |authority| authority.as_str()),
        slug: parts.uri.path().strip_prefix(PREFIX).unwrap_or_default(),
        query: parts.uri.query().unwrap_or_default(),
        address: Address {
            peer,
            x_forwarded_for: text(headers, "x-forwarded-for"),
            forwarded: text(headers, header::FORWARDED),
            country: text(headers, "cf-ipcountry"),
        },
        headers: Headers {
            user_agent: text(headers, header::USER_AGENT),
            accept_language: text(headers, header::ACCEPT_LANGUAGE),
            referer: text(headers, header::REFERER),
            sec_purpose: text(headers, "sec-purpose"),
            purpose: text(headers, "purpose"),
            x_purpose: text(headers, "x-purpose"),
            x_moz: text(headers, "x-moz"),
        },
        cookie: text(headers, header::COOKIE),
    }
}

/// User agents and referrers may hold any bytes; those that are UTF-8 are read.
fn text(headers: &HeaderMap, name: impl AsHeaderName) -> &str {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or_default()
}
