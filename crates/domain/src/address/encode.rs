//! Percent-encoding of a message's text within an address.

use crate::code::Code;
use crate::template::Sink;
use std::borrow::Cow;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// RFC 3986 unreserved: the bytes that stand for themselves.
const KEPT: [bool; 256] = {
    let mut kept = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        kept[byte] = c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    kept
};

/// The length of a text in an address, in bytes.
pub fn encoded_len(text: &str) -> usize {
    text.bytes().map(|b| if KEPT[usize::from(b)] { 1 } else { 3 }).sum()
}

/// The text as a parameter's name or value.
pub fn encoded(text: &str) -> String {
    let mut parameter = String::with_capacity(text.len());
    encode_into(&mut parameter, text);
    parameter
}

pub(super) fn encode_into(url: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !KEPT[usize::from(b)]) {
        url.push_str(&rest[..at]);
        let c =
            rest[at..].chars().next().expect("a byte was found there, and kept bytes before it are whole characters");
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            url.push('%');
            url.push(char::from(HEX[usize::from(byte >> 4)]));
            url.push(char::from(HEX[usize::from(byte & 15)]));
        }
        rest = &rest[at + c.len_utf8()..];
    }
    url.push_str(rest);
}

pub(super) fn encode_code(url: &mut String, code: Code) {
    url.push_str("%5BK-");
    url.push_str(code.as_str());
    url.push_str("%5D");
}

/// Encodes what is poured right into the address; stops writing once it is over the budget.
pub(super) struct Direct {
    pub url: String,
    pub budget: usize,
}

impl Direct {
    fn text(&mut self, text: &str) {
        if self.url.len() <= self.budget {
            // A text this long is over the budget already: its beginning tells as much as the whole of it.
            let enough = text.floor_char_boundary(self.budget + 1);
            encode_into(&mut self.url, &text[..enough]);
        }
    }
}

impl<'a> Sink<'a> for Direct {
    fn literal(&mut self, text: &'a str) {
        self.text(text);
    }

    fn value(&mut self, text: Cow<'a, str>) {
        self.text(&text);
    }

    fn code(&mut self, code: Code) {
        encode_code(&mut self.url, code);
    }
}
