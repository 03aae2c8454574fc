//! Making a message fit: the way that is only taken when it is too long.

use super::CODE;
use super::encode::{encode_code, encode_into, encoded_len};
use crate::code::Code;
use crate::template::{Sink, Template, Values, fitting};
use std::borrow::Cow;

/// The parts of a message that take no more than the room they were given.
pub(super) struct Fitted<'a> {
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Literal(&'a str),
    Value(Cow<'a, str>),
    Code(Code),
}

impl Part<'_> {
    fn encoded_len(&self) -> usize {
        match self {
            Self::Literal(text) => encoded_len(text),
            Self::Value(text) => encoded_len(text),
            Self::Code(_) => CODE,
        }
    }
}

impl<'a> Sink<'a> for Fitted<'a> {
    fn literal(&mut self, text: &'a str) {
        self.parts.push(Part::Literal(text));
    }

    fn value(&mut self, text: Cow<'a, str>) {
        self.parts.push(Part::Value(text));
    }

    fn code(&mut self, code: Code) {
        self.parts.push(Part::Code(code));
    }
}

impl<'a> Fitted<'a> {
    /// Cuts the message to `room` bytes of an address.
    pub fn new(template: &'a Template, values: &Values<'a>, room: usize) -> Self {
        let whole = Self::poured(template, values, usize::MAX);
        if whole.encoded_len() <= room {
            return whole;
        }
        let mut fitted = Self::poured(template, values, whole.limit(room));
        fitted.cut_literals(room);
        fitted.drop_codes(room);
        fitted
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Value(value) => text.push_str(value),
                Part::Code(code) => Sink::code(&mut text, *code),
            }
        }
        text
    }

    pub fn encode_into(&self, url: &mut String) {
        for part in &self.parts {
            match part {
                Part::Literal(text) => encode_into(url, text),
                Part::Value(text) => encode_into(url, text),
                Part::Code(code) => encode_code(url, *code),
            }
        }
    }

    fn poured(template: &'a Template, values: &Values<'a>, limit: usize) -> Self {
        let mut fitted = Self { parts: Vec::new() };
        template.pour(values, limit, &mut fitted);
        fitted
    }

    fn encoded_len(&self) -> usize {
        self.parts.iter().map(Part::encoded_len).sum()
    }

    /// The greatest length that values may have so that everything fits: the longest are cut to it, those below it
    /// stay whole.
    fn limit(&self, room: usize) -> usize {
        let is_value = |part: &&Part<'_>| matches!(part, Part::Value(_));
        let mut lengths: Vec<usize> = self.parts.iter().filter(is_value).map(Part::encoded_len).collect();
        let mut left = (room + lengths.iter().sum::<usize>()).saturating_sub(self.encoded_len());
        lengths.sort_unstable();
        let count = lengths.len();
        for (place, length) in lengths.into_iter().enumerate() {
            let even = left / (count - place);
            if length > even {
                return even;
            }
            left -= length;
        }
        left
    }

    /// Takes the author's text away from its end, where the values alone were not enough.
    fn cut_literals(&mut self, room: usize) {
        let mut excess = self.encoded_len().saturating_sub(room);
        for part in self.parts.iter_mut().rev() {
            let Part::Literal(text) = part else { continue };
            if excess == 0 {
                return;
            }
            let had = encoded_len(text);
            *text = &text[..fitting(text, had.saturating_sub(excess))];
            excess = excess.saturating_sub(had - encoded_len(text));
        }
    }

    /// Only where the author wrote so many codes that they alone are too long: the last ones go, the first stays.
    fn drop_codes(&mut self, room: usize) {
        let surplus = self.encoded_len().saturating_sub(room).div_ceil(CODE);
        let is_code = |part: &Part<'_>| matches!(part, Part::Code(_));
        let codes = self.parts.iter().filter(|part| is_code(part)).count();
        let kept = codes.saturating_sub(surplus).max(1);
        let mut seen = 0;
        self.parts.retain(|part| {
            seen += usize::from(is_code(part));
            !is_code(part) || seen <= kept
        });
    }
}
