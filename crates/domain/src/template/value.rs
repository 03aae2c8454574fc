//! What tokens stand for in one message, and the cleaning of text that came from outside.

use super::Token;
use super::parse::bare_key;
use crate::code::Code;
use crate::visit::{Pair, Utm};
use std::borrow::Cow;

static NO_UTM: Utm<'static> = Utm {
    source: Cow::Borrowed(""),
    medium: Cow::Borrowed(""),
    campaign: Cow::Borrowed(""),
    term: Cow::Borrowed(""),
    content: Cow::Borrowed(""),
    id: Cow::Borrowed(""),
};

/// The values of one message; an empty text is a missing one.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    pub name: &'a str,
    pub code: Option<Code>,
    pub lead: &'a str,
    pub link: &'a str,
    /// See [`crate::opening`]; empty while somebody is there.
    pub opening: &'a str,
    pub utm: &'a Utm<'a>,
    /// Form values and `k_*` parameters; names with or without `k_`. The first that is not blank wins.
    pub keys: &'a [Pair<'a>],
}

impl Default for Values<'_> {
    fn default() -> Self {
        Self { name: "", code: None, lead: "", link: "", opening: "", utm: &NO_UTM, keys: &[] }
    }
}

impl<'a> Values<'a> {
    /// The text of a token, cleaned; empty when missing. The code is not text: it is asked for apart.
    pub(super) fn text(&self, token: &Token) -> Cow<'a, str> {
        let utm = self.utm;
        let raw: &'a str = match token {
            Token::Name => self.name,
            Token::Lead => self.lead,
            Token::Link => self.link,
            Token::NextOpening => self.opening,
            Token::UtmSource => &utm.source,
            Token::UtmMedium => &utm.medium,
            Token::UtmCampaign => &utm.campaign,
            Token::UtmTerm => &utm.term,
            Token::UtmContent => &utm.content,
            Token::UtmId => &utm.id,
            Token::Key(key) => return self.key(key),
            Token::Code | Token::Unknown(_) => "",
        };
        clean(raw)
    }

    fn key(&self, key: &str) -> Cow<'a, str> {
        let of_key = self.keys.iter().filter(|(name, _)| bare_key(name).eq_ignore_ascii_case(key));
        of_key.map(|(_, value)| clean(value)).find(|value| !value.is_empty()).unwrap_or_default()
    }
}

/// A value as it may stand in a message: on one line, without control characters, without marks that would turn
/// the direction of the text after it, without blanks at its ends. Joiners stay: emoji and scripts need them.
fn clean(value: &str) -> Cow<'_, str> {
    let value = value.trim();
    if !value.contains(|c| is_break(c) || is_unwanted(c)) {
        return Cow::Borrowed(value);
    }
    let mut cleaned = String::with_capacity(value.len());
    let mut broken = false;
    for c in value.chars().filter(|c| is_break(*c) || !is_unwanted(*c)) {
        if is_break(c) {
            broken = true;
            continue;
        }
        if broken && !c.is_whitespace() {
            if !cleaned.ends_with(char::is_whitespace) {
                cleaned.push(' ');
            }
            broken = false;
        }
        if !broken {
            cleaned.push(c);
        }
    }
    match cleaned.trim() {
        whole if whole.len() == cleaned.len() => Cow::Owned(cleaned),
        trimmed => Cow::Owned(trimmed.to_owned()),
    }
}

/// Becomes one space.
fn is_break(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Becomes nothing: control characters and the embedding, override and isolate marks of bidirectional text.
fn is_unwanted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
