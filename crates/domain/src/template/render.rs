//! Rendering: pieces and values poured into a sink, one after the other, without an intermediate text.
//!
//! The author's text stays as it was written, except where a value is missing: there the text around the gap is
//! closed so that nothing tells that something was meant to stand there. No doubled space, no space before a comma,
//! no empty brackets or quotes, no line that held nothing else. Values themselves are never touched by that.

use super::value::Values;
use super::{Piece, Template, Token};
use crate::code::Code;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// Takes the parts of a message in their order.
pub trait Sink<'a> {
    /// The author's text.
    fn literal(&mut self, text: &'a str);
    /// Text from outside.
    fn value(&mut self, text: Cow<'a, str>);
    /// Stands in the message as `[K-XXXXXXX]`.
    fn code(&mut self, code: Code);
}

impl<'a> Sink<'a> for String {
    fn literal(&mut self, text: &'a str) {
        self.push_str(text);
    }

    fn value(&mut self, text: Cow<'a, str>) {
        self.push_str(&text);
    }

    fn code(&mut self, code: Code) {
        self.push_str("[K-");
        self.push_str(code.as_str());
        self.push(']');
    }
}

impl Template {
    /// Renders into the sink; each value takes at most `limit` bytes of an address ([`crate::address::encoded_len`]),
    /// cut at a grapheme. A value of which nothing stays is a missing one.
    pub fn pour<'a>(&'a self, values: &Values<'a>, limit: usize, sink: &mut impl Sink<'a>) {
        let mut seam = Seam::default();
        for piece in self.pieces() {
            match piece {
                Piece::Literal(text) => {
                    if let Some(done) = seam.literal(text) {
                        sink.literal(done);
                    }
                }
                Piece::Token(Token::Code) => match values.code {
                    Some(code) => {
                        seam.before_value(sink);
                        sink.code(code);
                    }
                    None => seam.gap = true,
                },
                Piece::Token(token) => {
                    let text = shorten(values.text(token), limit);
                    if text.is_empty() {
                        seam.gap = true;
                    } else {
                        seam.before_value(sink);
                        sink.value(text);
                    }
                }
            }
        }
        seam.end(sink);
    }
}

/// The author's text that may still lose its end to a gap.
#[derive(Default)]
struct Seam<'a> {
    /// All literal text since the last value, as far as it is not poured yet.
    pending: &'a str,
    /// Something came before `pending`: it does not begin the message.
    begun: bool,
    /// A missing value follows `pending`.
    gap: bool,
}

impl<'a> Seam<'a> {
    /// Takes the next literal; gives back the one before when nothing can change it any more.
    fn literal(&mut self, text: &'a str) -> Option<&'a str> {
        let (left, right) = if self.gap { self.close(text) } else { (self.pending, text) };
        if right.is_empty() {
            self.pending = left;
            return None;
        }
        self.gap = false;
        self.begun |= !left.is_empty();
        self.pending = right;
        (!left.is_empty()).then_some(left)
    }

    fn before_value(&mut self, sink: &mut impl Sink<'a>) {
        // A gap between two values: the one blank before the gap is the one that stays.
        self.gap = false;
        self.flush(sink);
        self.begun = true;
    }

    fn end(&mut self, sink: &mut impl Sink<'a>) {
        if self.gap {
            self.pending = self.pending.trim_end();
        }
        self.flush(sink);
    }

    fn flush(&mut self, sink: &mut impl Sink<'a>) {
        if !self.pending.is_empty() {
            sink.literal(self.pending);
        }
        self.pending = "";
    }

    /// The text before and after a gap, closed up.
    fn close(&self, right: &'a str) -> (&'a str, &'a str) {
        let (mut left, mut right) = (self.pending, right);
        while let (Some(open), Some(close)) = (left.chars().next_back(), right.chars().next()) {
            if !WRAPPERS.contains(&(open, close)) {
                break;
            }
            left = &left[..left.len() - open.len_utf8()];
            right = &right[close.len_utf8()..];
        }
        let blank_right = right.trim_start_matches(is_blank);
        if self.at_line_start(left) {
            return close_line(left, blank_right, self.begun);
        }
        if left.ends_with(OPENING) {
            return (left, blank_right);
        }
        if blank_right.is_empty() && !right.is_empty() && left.ends_with(is_blank) {
            return (left, "");
        }
        if blank_right.starts_with(|c| c == '\n' || CLOSING.contains(&c)) {
            return (left.trim_end_matches(is_blank), if left.ends_with(is_blank) { blank_right } else { right });
        }
        (left, if left.ends_with(is_blank) { blank_right } else { right })
    }

    fn at_line_start(&self, left: &str) -> bool {
        let left = left.trim_end_matches(is_blank);
        left.ends_with('\n') || left.is_empty() && !self.begun
    }
}

/// A gap at the beginning of a line. Is the line empty now, it goes, and of the empty lines before and after it the
/// longer run stays; else what is left of it does not begin with the comma that followed the missing value.
fn close_line<'a>(left: &'a str, right: &'a str, begun: bool) -> (&'a str, &'a str) {
    let left = left.trim_end_matches(is_blank);
    let right = right.trim_start_matches(|c| is_blank(c) || DANGLING.contains(&c));
    if !right.starts_with('\n') {
        return (left, right);
    }
    let above = left.len() - left.trim_end_matches('\n').len();
    let below = right.len() - right.trim_start_matches('\n').len();
    if left.len() == above && !begun { (left, &right[below..]) } else { (left, &right[below.min(above)..]) }
}

fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace()
}

/// Pairs that held nothing but a missing value. The last five mark bold, italics, struck and fixed type in chats.
const WRAPPERS: [(char, char); 13] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('<', '>'),
    ('*', '*'),
    ('_', '_'),
    ('~', '~'),
    ('`', '`'),
];
const OPENING: [char; 7] = ['(', '[', '{', '“', '‘', '«', '<'];
/// No space stands before these.
const CLOSING: [char; 17] = [',', '.', ';', ':', '!', '?', ')', ']', '}', '”', '’', '»', '、', '。', '，', '！', '？'];
/// Would stand at the beginning of a line for no reason.
const DANGLING: [char; 6] = [',', ';', ':', '、', '，', '،'];

/// As many graphemes from the beginning as take no more than `limit` bytes in an address.
fn shorten(text: Cow<'_, str>, limit: usize) -> Cow<'_, str> {
    if limit == usize::MAX || crate::address::encoded_len(&text) <= limit {
        return text;
    }
    let keep = fitting(&text, limit);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text[..keep].trim_end()),
        Cow::Owned(text) => Cow::Owned(text[..keep].trim_end().to_owned()),
    }
}

/// The length in bytes of the longest beginning of whole graphemes that takes at most `limit` bytes in an address.
pub(crate) fn fitting(text: &str, limit: usize) -> usize {
    let mut taken = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        taken += crate::address::encoded_len(grapheme);
        if taken > limit {
            return at;
        }
    }
    text.len()
}
