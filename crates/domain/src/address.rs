//! Addresses that open a chat with a message in it, byte for byte as the apps read them.
//!
//! Percent-encoding keeps only RFC 3986's unreserved characters: a space is `%20` (some apps show a `+` as it is), a
//! plus `%2B`, a line end `%0A`. The whole address of wa.me stays within [`BUDGET`] bytes: values give way first, the
//! longest before the others, cut at graphemes; then the author's text from its end; the visitor code never.
//! Nothing here decides where a visitor goes.

mod encode;
mod fit;

pub use encode::{encoded, encoded_len};

use crate::template::{Template, Token, Values};
use encode::{Direct, encode_into};
use fit::Fitted;

/// The greatest length of an address in bytes.
pub const BUDGET: usize = 2_000;

/// The greatest length of an intent, which carries the message twice, once encoded twice: proxies read the head of an
/// answer into four kilobytes, and there is more in it than this address.
pub const INTENT_BUDGET: usize = 3_500;

const WA_ME: &str = "https://wa.me/";
const TEXT: &str = "?text=";
const API_SEND: &str = "https://api.whatsapp.com/send?phone=";
const SCHEME: &str = "whatsapp://send?phone=";
const INTENT: &str = "intent://send?phone=";
const AND_TEXT: &str = "&text=";
/// No package is pinned: WhatsApp Business has its own, and a pinned one would shut its users out.
const INTENT_EXTRAS: &str = "#Intent;scheme=whatsapp;S.browser_fallback_url=";
const INTENT_END: &str = ";end";
/// `[K-XXXXXXX]` as it stands in an address.
const CODE: usize = "%5BK-XXXXXXX%5D".len();

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    /// Values or text gave way to keep it within the budget.
    pub shortened: bool,
}

/// A message that fits into the address of any form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub shortened: bool,
}

/// `https://wa.me/{digits}?text=…`; without a message only the number. `digits` is E.164 without the plus.
pub fn whatsapp(digits: &str, template: &Template, values: &Values<'_>) -> Address {
    let start = WA_ME.len() + digits.len() + TEXT.len();
    let mut direct = Direct { url: String::with_capacity(start + template.text().len() * 3 / 2 + 128), budget: BUDGET };
    direct.url.push_str(WA_ME);
    direct.url.push_str(digits);
    direct.url.push_str(TEXT);
    template.pour(values, usize::MAX, &mut direct);
    let mut url = direct.url;
    if url.len() > BUDGET {
        let fitted = Fitted::new(template, values, BUDGET - start);
        url.truncate(start);
        fitted.encode_into(&mut url);
        return Address { url, shortened: true };
    }
    if url.len() == start {
        url.truncate(start - TEXT.len());
    }
    Address { url, shortened: false }
}

/// The message as plain text, cut so that it fits into every form below; for pages that show or copy it and for
/// deeplinks. The fallback address within an intent is not counted: it is the wa.me address of the same message.
pub fn message(digits: &str, template: &Template, values: &Values<'_>) -> Message {
    let text = template.render(values);
    let room = BUDGET - API_SEND.len() - digits.len() - AND_TEXT.len();
    if encoded_len(&text) <= room {
        return Message { text, shortened: false };
    }
    Message { text: Fitted::new(template, values, room).text(), shortened: true }
}

/// `https://wa.me/…` of a message that is there as text.
pub fn wa_me(digits: &str, text: &str) -> String {
    with_text(&[WA_ME, digits], TEXT, text)
}

/// `https://api.whatsapp.com/send?phone=…&text=…`
pub fn api_send(digits: &str, text: &str) -> String {
    with_text(&[API_SEND, digits], AND_TEXT, text)
}

/// `whatsapp://send?phone=…&text=…`: only behind a button, it is an error page where the app is missing.
pub fn scheme(digits: &str, text: &str) -> String {
    with_text(&[SCHEME, digits], AND_TEXT, text)
}

/// For Chromium on Android; the browser goes to `fallback` by itself where no app takes the intent.
pub fn intent(digits: &str, text: &str, fallback: &str) -> String {
    let mut url = with_text(&[INTENT, digits], AND_TEXT, text);
    url.push_str(INTENT_EXTRAS);
    encode_into(&mut url, fallback);
    url.push_str(INTENT_END);
    url
}

/// An address with one parameter more, percent-encoded.
pub fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    let mut url = format!("{address}{joint}{name}=");
    encode_into(&mut url, value);
    url
}

/// [`intent`], unless it is longer than [`INTENT_BUDGET`].
pub fn intent_within(digits: &str, text: &str, fallback: &str) -> Option<String> {
    let url = intent(digits, text, fallback);
    (url.len() <= INTENT_BUDGET).then_some(url)
}

fn with_text(start: &[&str], joint: &str, text: &str) -> String {
    let mut url = start.concat();
    if !text.is_empty() {
        url.reserve(joint.len() + encoded_len(text));
        url.push_str(joint);
        encode_into(&mut url, text);
    }
    url
}

/// The greatest length of each value in an address, as [`encoded_len`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest {
    pub name: usize,
    pub lead: usize,
    pub link: usize,
    pub opening: usize,
    pub utm: usize,
    pub key: usize,
}

/// The length of the wa.me address, uncut, with every value at its longest: what the editor shows beside [`BUDGET`].
pub fn longest(digits: &str, template: &Template, values: &Longest) -> usize {
    let start = WA_ME.len() + digits.len() + TEXT.len();
    let tokens = template.tokens().map(|token| match token {
        Token::Name => values.name,
        Token::Code => CODE,
        Token::Lead => values.lead,
        Token::Link => values.link,
        Token::NextOpening => values.opening,
        Token::Key(_) => values.key,
        Token::Unknown(_) => 0,
        Token::UtmSource
        | Token::UtmMedium
        | Token::UtmCampaign
        | Token::UtmTerm
        | Token::UtmContent
        | Token::UtmId => values.utm,
    });
    start + template.literals().map(encoded_len).sum::<usize>() + tokens.sum::<usize>()
}
