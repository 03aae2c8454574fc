//! Who a visitor is and what brought them: the source word of a lead, the platform of a click id, Meta's `fbc`, and
//! the visitor's cookie. Which lead that makes, new or known, is decided by the engine, which remembers.

use crate::visit::{IdentifiedBy, Pair, Text, Utm};
use std::borrow::Cow;
use std::fmt::Write;

pub mod cookie;

/// How the visitor was brought here, by the first layer that says something, and the word for it: `ads` for a click id
/// or a paid medium, else the utm_source itself, else `whatsapp` or `website` by the referrer, else `direct`.
pub fn source<'a>(click_ids: &[Pair<'_>], utm: &Utm<'a>, referrer: &str) -> (IdentifiedBy, Text<'a>) {
    if !click_ids.is_empty() {
        return (IdentifiedBy::ClickId, Cow::Borrowed("ads"));
    }
    let referred = of_referrer(referrer);
    if !utm.is_empty() {
        let word = if is_paid(&utm.medium) {
            Cow::Borrowed("ads")
        } else if utm.source.is_empty() {
            Cow::Borrowed(referred.unwrap_or("direct"))
        } else {
            utm.source.clone()
        };
        return (IdentifiedBy::Utm, word);
    }
    match referred {
        Some(word) => (IdentifiedBy::Referrer, Cow::Borrowed(word)),
        None => (IdentifiedBy::Direct, Cow::Borrowed("direct")),
    }
}

/// The platform that hands out a click id, by its name: `google`, `meta`, `tiktok`, `linkedin`, `microsoft`, `x`.
pub fn platform(click_id: &str) -> Option<&'static str> {
    match click_id {
        "gclid" | "gbraid" | "wbraid" => Some("google"),
        "fbclid" => Some("meta"),
        "ttclid" => Some("tiktok"),
        "li_fat_id" => Some("linkedin"),
        "msclkid" => Some("microsoft"),
        "twclid" => Some("x"),
        _ => None,
    }
}

/// Meta's click parameter, `fb.{subdomain index}.{creation time in ms}.{fbclid}`, as its Conversions API takes it;
/// the index is 1, a cookie of the domain itself. `at` is in microseconds; the fbclid goes in as it came.
pub fn fbc(at: i64, fbclid: &str) -> String {
    let mut text = String::with_capacity(20 + fbclid.len());
    write!(text, "fb.1.{}.{fbclid}", at.div_euclid(1000)).expect("a String takes all that is written");
    text
}

/// Mediums that are paid for, as the big analytics count them (their default channel groups).
fn is_paid(medium: &str) -> bool {
    const WORDS: [&str; 17] = [
        "cpc",
        "ppc",
        "cpm",
        "cpv",
        "cpa",
        "cpp",
        "cpl",
        "cpi",
        "sem",
        "ad",
        "ads",
        "display",
        "banner",
        "retargeting",
        "remarketing",
        "interstitial",
        "expandable",
    ];
    let starts = |word: &str| medium.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    starts("paid") || WORDS.iter().any(|word| medium.eq_ignore_ascii_case(word))
}

/// The word for where a referrer stands; none for an absent one and for what names no host.
fn of_referrer(referrer: &str) -> Option<&'static str> {
    let host = host(referrer)?;
    let within = |domain: &str| {
        host.len().checked_sub(domain.len()).is_some_and(|at| {
            host.as_bytes()[at..].eq_ignore_ascii_case(domain.as_bytes())
                && (at == 0 || host.as_bytes()[at - 1] == b'.')
        })
    };
    let whatsapp = ["wa.me", "whatsapp.com", "whatsapp.net", "wl.co", "com.whatsapp", "com.whatsapp.w4b"];
    Some(if whatsapp.into_iter().any(within) { "whatsapp" } else { "website" })
}

/// The host of an absolute address, without user and port; of `android-app://` the package.
fn host(referrer: &str) -> Option<&str> {
    let (scheme, rest) = referrer.trim().split_once("://")?;
    if !["http", "https", "android-app", "ios-app"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some(host)
}

#[cfg(test)]
mod tests;
