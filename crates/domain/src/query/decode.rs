//! From an encoded parameter to text: percent-decoding, `+` as a space, valid UTF-8, no control characters, a limit.

use std::borrow::Cow;

/// At most `limit` characters of the decoded text, trimmed of the spaces around it. Borrowed when nothing had to be
/// decoded or left out. What is no valid escape stands for itself; what is no valid UTF-8 becomes U+FFFD.
pub fn text(raw: &str, limit: usize) -> Cow<'_, str> {
    // Nearly every parameter: nothing to decode, to leave out, to trim or to cut.
    if raw.len() <= limit && is_plain(raw) {
        return Cow::Borrowed(raw);
    }
    // A character is at most four bytes and an escape three for one: no more of it can count, however long it is.
    let raw = &raw[..raw.floor_char_boundary(limit.saturating_mul(12).saturating_add(64))];
    let decoded = if raw.bytes().any(|b| b == b'%' || b == b'+') {
        let bytes = unescaped(raw);
        Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
    } else {
        Cow::Borrowed(raw)
    };
    let clean = match plain(&decoded) {
        Cow::Borrowed(_) => decoded,
        Cow::Owned(clean) => Cow::Owned(clean),
    };
    cut(clean, limit)
}

/// The text without control characters and without characters that turn the direction of what stands around it.
/// For what comes by another way than the query: headers, a form.
pub fn plain(text: &str) -> Cow<'_, str> {
    // Looked through to its end whatever is found, which compilers make into few wide steps.
    let is_printable = text.bytes().fold(true, |so_far, b| so_far & (b' '..=b'~').contains(&b));
    if is_printable || !text.chars().any(is_unwanted) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| !is_unwanted(*c)).collect())
    }
}

/// Printable ASCII without a space, an escape or a plus.
fn is_plain(raw: &str) -> bool {
    raw.bytes().fold(true, |so_far, b| so_far & (b'!'..=b'~').contains(&b) & (b != b'%') & (b != b'+'))
}

fn unescaped(raw: &str) -> Vec<u8> {
    let bytes = raw.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = if bytes[at] == b'%' { bytes.get(at + 1..at + 3) } else { None };
        match pair.and_then(|pair| Some((hex(pair[0])?, hex(pair[1])?))) {
            Some((high, low)) => {
                decoded.push(high << 4 | low);
                at += 3;
            }
            None => {
                decoded.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Control characters, line and paragraph separators, and the marks that override the direction of text.
fn is_unwanted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn cut(text: Cow<'_, str>, limit: usize) -> Cow<'_, str> {
    let part = |text: &str| {
        let start = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        // No text has more characters than bytes.
        let end = match trimmed.len() > limit {
            true => trimmed.char_indices().nth(limit).map_or(trimmed.len(), |(at, _)| at),
            false => trimmed.len(),
        };
        start..start + trimmed[..end].trim_end().len()
    };
    let range = part(&text);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) if range == (0..text.len()) => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}
