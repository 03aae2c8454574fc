//! What an address carries after its question mark: UTM, click ids, `k_*` values, the QR code's mark, and what the
//! button on a website hands on (the page it stands on, and who led there).
//! All of it is text that strangers wrote. It is decoded, made valid and bounded here, once; it is not interpreted,
//! not trusted and not escaped here, since what is harmful depends on where it is going to stand.

use crate::visit::{Pair, Text, Utm};

mod carry;
mod decode;

pub use carry::carried;
pub use decode::plain;

/// Longer addresses are read as far as this, in bytes; the parameter that is cut through is left out whole.
const QUERY: usize = 16 * 1024;
/// Limits in characters; what is longer is cut.
const UTM: usize = 256;
const CLICK_ID: usize = 512;
const KEY_NAME: usize = 64;
const KEY_VALUE: usize = 500;
const ADDRESS: usize = 1024;
/// At most so many `k_*` parameters.
const KEYS: usize = 20;

/// The click ids that are recorded, as their platforms write them; see [`crate::identity::platform`].
pub const CLICK_IDS: [&str; 8] = ["gclid", "gbraid", "wbraid", "fbclid", "ttclid", "li_fat_id", "msclkid", "twclid"];

/// The parameter by which a QR code marks its address.
pub const SCANNED: &str = "_s=qr";
const SCAN: &str = "qr";
/// The page that the website's button or a hub was on, and the referrer that page had.
pub const PAGE: &str = "_p";
pub const REFERRER: &str = "_r";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query<'a> {
    pub utm: Utm<'a>,
    /// In the order of the address, each name once.
    pub click_ids: Vec<Pair<'a>>,
    /// Without the prefix `k_`, in the order of the address, each name once.
    pub keys: Vec<Pair<'a>>,
    pub scan: bool,
    /// `_p`: the address of the page that led here, without its query and fragment, which may hold somebody's secrets;
    /// empty for what is no web address.
    pub page: Text<'a>,
    /// `_r`: the referrer of that page, alike.
    pub referrer: Text<'a>,
}

/// Reads the raw query, with or without its `?`. Total. Of a repeated parameter the first that says anything wins;
/// the case of known names and of the prefix `k_` does not matter. Values keep no control characters and no
/// characters that turn the direction of the text around them.
pub fn read(raw: &str) -> Query<'_> {
    let mut query = Query::default();
    let mut rest = whole(raw.strip_prefix('?').unwrap_or(raw));
    while !rest.is_empty() {
        let end = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let parameter = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        // Names are short: looking at them byte by byte is the quickest.
        if let Some(equals) = parameter.bytes().position(|b| b == b'=')
            && equals + 1 < parameter.len()
        {
            query.take(&parameter[..equals], &parameter[equals + 1..]);
        }
    }
    query
}

/// The named parameters of a raw query, as they are written there; each name once, empty ones left out.
pub fn named(raw: &str, names: &[String]) -> Vec<Pair<'static>> {
    let mut pairs: Vec<Pair<'static>> = Vec::new();
    for parameter in whole(raw.strip_prefix('?').unwrap_or(raw)).split('&') {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        let name = decode::text(name, KEY_NAME);
        if names.iter().any(|wanted| *wanted == name) && pairs.iter().all(|(known, _)| *known != name) {
            keep(&mut pairs, Text::Owned(name.into_owned()), Text::Owned(decode::text(value, KEY_VALUE).into_owned()));
        }
    }
    pairs
}

/// As much of it as is read, ending with a whole parameter.
fn whole(raw: &str) -> &str {
    if raw.len() <= QUERY {
        return raw;
    }
    // One byte more: a parameter that ends exactly at the limit is whole.
    raw.as_bytes()[..=QUERY].iter().rposition(|b| *b == b'&').map_or("", |end| &raw[..end])
}

impl<'a> Query<'a> {
    fn take(&mut self, name: &'a str, value: &'a str) {
        let name = decode::text(name, KEY_NAME + 2);
        if let Some(field) = strip_prefix(&name, "utm_") {
            if let Some(slot) = self.utm_slot(field) {
                first(slot, || decode::text(value, UTM));
            }
        } else if let Some(known) = CLICK_IDS.iter().find(|id| name.eq_ignore_ascii_case(id)) {
            if self.click_ids.iter().all(|(id, _)| id != known) {
                keep(&mut self.click_ids, Text::Borrowed(known), decode::text(value, CLICK_ID));
            }
        } else if strip_prefix(&name, "k_").is_some_and(|key| !key.trim().is_empty()) {
            let key = match name {
                Text::Borrowed(name) => Text::Borrowed(name[2..].trim_start()),
                Text::Owned(name) => Text::Owned(name[2..].trim_start().to_owned()),
            };
            if self.keys.len() < KEYS && self.keys.iter().all(|(k, _)| *k != key) {
                keep(&mut self.keys, key, decode::text(value, KEY_VALUE));
            }
        } else if name == "_s" {
            self.scan |= decode::text(value, SCAN.len() + 1) == SCAN;
        } else if name == PAGE {
            first(&mut self.page, || address(value));
        } else if name == REFERRER {
            first(&mut self.referrer, || address(value));
        }
    }

    fn utm_slot(&mut self, field: &str) -> Option<&mut Text<'a>> {
        let utm = &mut self.utm;
        [
            ("source", &mut utm.source),
            ("medium", &mut utm.medium),
            ("campaign", &mut utm.campaign),
            ("term", &mut utm.term),
            ("content", &mut utm.content),
            ("id", &mut utm.id),
        ]
        .into_iter()
        .find_map(|(name, slot)| field.eq_ignore_ascii_case(name).then_some(slot))
    }
}

fn strip_prefix<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A web address as far as its path, without user and password.
fn address(value: &str) -> Text<'_> {
    let text = decode::text(value, ADDRESS);
    let end = text.find(['?', '#', '\\']).unwrap_or(text.len());
    let known =
        ["https://", "http://", "android-app://"].into_iter().any(|scheme| strip_prefix(&text, scheme).is_some());
    let authority = text[..end].split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    if !known || authority.is_empty() || authority.contains('@') {
        return Text::Borrowed("");
    }
    match text {
        Text::Borrowed(text) => Text::Borrowed(&text[..end]),
        Text::Owned(mut text) => {
            text.truncate(end);
            Text::Owned(text)
        }
    }
}

/// Fills a slot that nothing has filled yet.
fn first<'a>(slot: &mut Text<'a>, value: impl FnOnce() -> Text<'a>) {
    if slot.is_empty() {
        *slot = value();
    }
}

/// An empty value is an absent one.
fn keep<'a>(pairs: &mut Vec<Pair<'a>>, name: Text<'a>, value: Text<'a>) {
    if !value.is_empty() {
        pairs.push((name, value));
    }
}

#[cfg(test)]
mod tests;
