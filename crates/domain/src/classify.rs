//! What sent a request: a person, a QR scan, a link preview, a crawler, a prefetch, or a HEAD.
//! Only a person or a scan takes a turn, makes a lead, gets a cookie or sends a conversion, so a mistake costs either
//! a customer or a fair turn; in doubt it is a person. Headers decide before names, because the Facebook app
//! prefetches with the person's own user agent. Addresses, cookies and timing are never looked at here.

use crate::visit::{Kind, KindReason, Text};
use std::borrow::Cow;

mod crawlers;
mod person;

/// The two methods that a link answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
}

/// The headers that are asked, `""` for an absent one. `accept_language` and `referer` are carried for the callers
/// that record them; classification does not depend on them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    pub user_agent: &'a str,
    pub accept_language: &'a str,
    pub referer: &'a str,
    pub sec_purpose: &'a str,
    pub purpose: &'a str,
    pub x_purpose: &'a str,
    pub x_moz: &'a str,
}

/// `detail` names the pattern or the header that decided; it is empty for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub kind: Kind,
    pub reason: KindReason,
    pub detail: Text<'static>,
}

/// A user agent without a letter of any script, such as `-` or `1.0`, names nothing and counts as absent: every
/// browser and every app with a browser inside gives at least a name. `scan` says that the QR code's mark stands in the address ([`crate::query::Query::scan`]).
pub fn classify(method: Method, headers: &Headers<'_>, scan: bool) -> Verdict {
    if method == Method::Head {
        return verdict(Kind::Head, KindReason::HeadMethod, "");
    }
    if let Some(header) = prefetch(headers) {
        return verdict(Kind::Prefetch, KindReason::PrefetchHeader, header);
    }
    if !headers.user_agent.chars().any(char::is_alphabetic) {
        return verdict(Kind::Bot, KindReason::NoUserAgent, "");
    }
    match crawlers::find(headers.user_agent) {
        Some(found) if found.is_preview => verdict(Kind::Preview, KindReason::PreviewAgent, found.name),
        Some(found) => verdict(Kind::Bot, KindReason::CrawlerAgent, found.name),
        None if scan => verdict(Kind::Scan, KindReason::ScanMark, ""),
        None => verdict(Kind::Human, KindReason::Person, ""),
    }
}

fn verdict(kind: Kind, reason: KindReason, detail: &'static str) -> Verdict {
    Verdict { kind, reason, detail: Cow::Borrowed(detail) }
}

/// The header by which a browser or an app says that nobody has gone to the page yet. `Sec-Purpose` is a structured
/// item with parameters (`prefetch;prerender`), the others are older and looser.
fn prefetch(headers: &Headers<'_>) -> Option<&'static str> {
    let says = |value: &str, word: &str| {
        value.trim_start().as_bytes().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let early = |value: &str| says(value, "prefetch") || says(value, "prerender") || says(value, "preview");
    if says(headers.sec_purpose, "prefetch") || says(headers.sec_purpose, "prerender") {
        Some("Sec-Purpose")
    } else if early(headers.purpose) {
        Some("Purpose")
    } else if early(headers.x_purpose) {
        Some("X-Purpose")
    } else if early(headers.x_moz) {
        Some("X-Moz")
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
