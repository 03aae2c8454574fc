//! Reading a template: `{{name}}` and `[k:key]`, everything else is text. Total, in one pass.

use super::{Piece, Template, Token};

/// Longer than this between its brackets it is no token but text.
const LONGEST_NAME: usize = 64;

pub(super) fn template(text: &str) -> Template {
    let text = tidy(text);
    let mut pieces = Vec::new();
    let mut literal_from = 0;
    let mut at = 0;
    while at < text.len() {
        if let Some((token, length)) = token(&text[at..]) {
            if literal_from < at {
                pieces.push(Piece::Literal(text[literal_from..at].to_owned()));
            }
            pieces.push(Piece::Token(token));
            at += length;
            literal_from = at;
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    if literal_from < text.len() {
        pieces.push(Piece::Literal(text[literal_from..].to_owned()));
    }
    Template { text, pieces }
}

/// Line ends become `\n`; other control characters do not belong in a message.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// The token that `text` begins with, and its length.
fn token(text: &str) -> Option<(Token, usize)> {
    if let Some(rest) = text.strip_prefix("{{") {
        let name = inside(rest, "}}")?;
        return Some((named(name.trim()), name.len() + 4));
    }
    let rest = text.strip_prefix("[k:").or_else(|| text.strip_prefix("[K:"))?;
    let key = inside(rest, "]")?;
    Some((keyed(key.trim()), key.len() + 4))
}

/// What stands before `end`, if that is on the same line, not too far, and no other bracket opens on the way.
fn inside<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let name = &text[..text.find(end)?];
    let plain = name.chars().count() <= LONGEST_NAME && !name.contains(['\n', '{', '}', '[', ']']);
    plain.then_some(name)
}

fn named(name: &str) -> Token {
    match name.to_ascii_lowercase().as_str() {
        "name" => Token::Name,
        "code" => Token::Code,
        "lead" => Token::Lead,
        "link" => Token::Link,
        "next_opening" => Token::NextOpening,
        "utm_source" => Token::UtmSource,
        "utm_medium" => Token::UtmMedium,
        "utm_campaign" => Token::UtmCampaign,
        "utm_term" => Token::UtmTerm,
        "utm_content" => Token::UtmContent,
        "utm_id" => Token::UtmId,
        _ => Token::Unknown(name.to_owned()),
    }
}

/// `k_budget` and `budget` are the same key.
fn keyed(key: &str) -> Token {
    let bare = bare_key(key);
    let is_key = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if is_key { Token::Key(bare.to_owned()) } else { Token::Unknown(format!("k:{key}")) }
}

/// A key without its `k_`.
pub(super) fn bare_key(key: &str) -> &str {
    match key.as_bytes() {
        [b'k' | b'K', b'_', ..] => &key[2..],
        _ => key,
    }
}
