//! The pages between a tap and a chat: on a phone the button that opens WhatsApp, with wa.me and the number beside it;
//! on a desktop the QR code of the same chat. Plain functions from values to HTML, in the visitor's language. The number
//! on them is that of the one whom this visitor was given, which wa.me shows as well; previews and crawlers get none.

use super::assets;
use super::link_live::spaced;
use super::visitor::{Words, written};
use crate::i18n::Locale;
use crate::qr::{Code, Level, Look};
use crate::view::html::Html;
use askama::Template;
use domain::address;
use domain::deeplink::Attempt;

/// A chat that is to be opened, and by whom.
#[derive(Clone, Debug)]
pub struct OpenPage {
    pub locale: Locale,
    pub business: String,
    /// With the CS or the channel that the visitor was given.
    pub chat: engine::click::Chat,
    pub attempt: Attempt,
    /// What the page tells by; empty: it tells nothing.
    pub ticket: String,
    /// With the script, and without it the refresh that carries the visitor on. The desk's picture of the page has neither.
    pub live: Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    Yes,
    Picture,
}

/// Tries the app, and goes to wa.me by itself when nothing opened.
pub fn phone(page: &OpenPage) -> String {
    written(&Phone { v: Words::of(page.locale), chat: Chat::of(page), page })
}

/// For a visitor at a desk: the phone that scans the code is in the same chat with the same visitor code, without coming
/// by here once more.
pub fn desktop(page: &OpenPage) -> String {
    let chat = Chat::of(page);
    let look = Look { size: QR_SIZE, level: Some(level(&chat.wa_me)), ..Look::default() };
    // An address of at most 2,000 bytes always fits; were it otherwise, the button and the number still stand there.
    let code = Code::new(&chat.wa_me, &look).ok();
    let dense = code.as_ref().is_some_and(|code| code.modules() > DENSE);
    let qr = Html(code.map(|code| code.svg(None)).unwrap_or_default());
    written(&Desktop { v: Words::of(page.locale), page, chat, qr, dense })
}

/// Drawn as large as its frame; this only has to be enough for the greatest code.
const QR_SIZE: u32 = 1_024;
/// More modules than this along a side want a larger frame.
const DENSE: u32 = 85;
/// Up to so many bytes the usual correction is affordable; beyond, larger modules are worth more to a camera.
const SHORT: usize = 400;

fn level(address: &str) -> Level {
    if address.len() <= SHORT { Level::M } else { Level::L }
}

/// What stands on both pages of a chat.
struct Chat {
    wa_me: String,
    scheme: String,
    e164: String,
    /// The number as people read it.
    number: String,
}

impl Chat {
    fn of(page: &OpenPage) -> Self {
        let engine::click::Chat { digits, text, .. } = &page.chat;
        let e164 = format!("+{digits}");
        Self {
            wa_me: address::wa_me(digits, text),
            scheme: address::scheme(digits, text),
            number: spaced(&e164, "").replace(' ', "\u{a0}"),
            e164,
        }
    }
}

impl OpenPage {
    fn runs(&self) -> bool {
        self.live == Live::Yes
    }

    fn script(&self) -> &'static str {
        assets::url("open.js")
    }
}

#[derive(Template)]
#[template(path = "visitor/open.html")]
struct Phone<'a> {
    v: Words,
    page: &'a OpenPage,
    chat: Chat,
}

impl Phone<'_> {
    /// What stands for a picture of the one who will answer.
    fn initial(&self) -> String {
        self.page.chat.name.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "visitor/open_desktop.html")]
struct Desktop<'a> {
    v: Words,
    page: &'a OpenPage,
    chat: Chat,
    qr: Html,
    dense: bool,
}

#[cfg(test)]
#[path = "visitor_open_tests.rs"]
mod tests;
