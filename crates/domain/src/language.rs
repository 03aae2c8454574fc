//! Languages as browsers ask for them: `Accept-Language` by quality (RFC 9110, 12.5.4), tags in their canonical case
//! (RFC 5646, 2.1.1) and matched by range (RFC 4647, 3.3.1). And the two languages that Giliran's own pages speak.
//! No table of languages is kept here: any well-formed tag is a language.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

mod tag;

/// A language of Giliran's own pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    #[default]
    En,
    Id,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::Id];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Id => "id",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.as_str() == text)
    }
}

/// The language asked for most, in canonical case (`id-ID`, `zh-Hant-TW`); of equals the first. `""` when none is
/// named: an absent, empty or broken header, or `*`.
pub fn preferred(accept_language: &str) -> Cow<'_, str> {
    best(accept_language).map_or(Cow::Borrowed(""), |wish| tag::canonical(wish.tag))
}

/// Basic filtering: whether the language asked for most lies within a range, `id` holding `id-ID` and `*` every known
/// one. A single tag is a header too, so what [`preferred`] gave can be asked again later.
/// An unknown language lies within none.
pub fn matches(range: &str, accept_language: &str) -> bool {
    let language = preferred(accept_language);
    if language.is_empty() {
        return false;
    }
    if range == "*" {
        return true;
    }
    let range = tag::canonical(range);
    !range.is_empty()
        && language.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(&range))
        && matches!(language.as_bytes().get(range.len()), None | Some(b'-'))
}

/// A language range in canonical case, or `*`; empty for what is none.
pub fn range(text: &str) -> Cow<'_, str> {
    match text {
        "*" => Cow::Borrowed(text),
        text if tag::is_well_formed(text) => tag::canonical(text),
        _ => Cow::Borrowed(""),
    }
}

/// The language of a page for this visitor: Indonesian if it is preferred over English, else English.
pub fn page(accept_language: &str) -> Locale {
    let first = wishes(accept_language)
        .filter_map(|wish| Some((wish.quality, locale_of(wish.tag)?)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    first.map_or(Locale::En, |(_, locale)| locale)
}

fn locale_of(tag: &str) -> Option<Locale> {
    match tag::canonical(tag::primary(tag)).as_ref() {
        "id" => Some(Locale::Id),
        "en" => Some(Locale::En),
        _ => None,
    }
}

/// One language with its quality in thousandths, 1 to 1000.
#[derive(Clone, Copy)]
struct Wish<'a> {
    tag: &'a str,
    quality: u16,
}

fn best(accept_language: &str) -> Option<Wish<'_>> {
    wishes(accept_language).reduce(|best, next| if next.quality > best.quality { next } else { best })
}

/// The well-formed members of the list that are wanted at all; `*` names no language. At most 64 are read.
fn wishes(accept_language: &str) -> impl Iterator<Item = Wish<'_>> {
    accept_language.split(',').take(64).filter_map(|member| {
        let mut parts = member.split(';');
        let tag = parts.next()?.trim();
        let quality = parts
            .map(str::trim)
            .find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")))
            .map_or(Some(1000), quality)?;
        (quality > 0 && tag::is_well_formed(tag)).then_some(Wish { tag, quality })
    })
}

/// `0.837` in thousandths. The grammar allows three decimals; more are dropped, anything else is no quality.
fn quality(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match whole {
        "1" => Some(1000),
        "0" => Some(decimals.bytes().chain(*b"000").take(3).fold(0, |n, digit| n * 10 + u16::from(digit - b'0'))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
