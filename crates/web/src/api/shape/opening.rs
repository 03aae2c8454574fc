//! How chats are opened, as JSON: a link's settings, what they came to, and the visits behind a figure.

use super::time;
use domain::code::Code;
use domain::deeplink::Deeplink;
use engine::beacons::{Opened, Seen};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether phones open WhatsApp directly. What is empty or off is left out.
#[derive(Serialize, ToSchema)]
#[schema(as = Deeplink)]
pub struct DeeplinkJson {
    pub enabled: bool,
    /// In-app browsers that keep plain wa.me: `facebook`, `instagram`, `tiktok`, `whatsapp`, `line`, `x`, `linkedin`,
    /// `telegram`, `snapchat`, `pinterest`, `wechat`, `webview` (any other app).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plain_in: Vec<String>,
    /// A desktop visitor gets a page with the QR code of the same chat, whether or not phones get deeplinks.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub desktop_qr: bool,
}

impl From<Deeplink> for DeeplinkJson {
    fn from(deeplink: Deeplink) -> Self {
        Self { enabled: deeplink.enabled, plain_in: deeplink.plain_in, desktop_qr: deeplink.desktop_qr }
    }
}

/// How the chats of a link's visitors were opened, in visits of people without repeats.
#[derive(Serialize, ToSchema)]
#[schema(as = Openings)]
pub struct OpeningsJson {
    /// The first day, of the workspace's zone.
    #[schema(example = "2026-11-01")]
    pub from: String,
    /// The last day.
    pub to: String,
    /// Who came by the link. Those who are in none of the next three went straight to wa.me, or to another place.
    pub people: i64,
    /// Handed to Android with an intent: the app where it is, wa.me where it is not.
    pub intent: i64,
    /// Answered with the page that opens the app.
    pub page: i64,
    /// Answered with the page that has a QR code.
    pub desktop_page: i64,
    /// Saw a page.
    pub shown: i64,
    /// The page went out of sight soon after it tried: WhatsApp came in front.
    pub opened: i64,
    /// The page went on to wa.me, by itself or by its link.
    pub fell_back: i64,
    /// Pressed the button.
    pub button: i64,
    /// Copied the number.
    pub copied: i64,
}

impl From<Opened> for OpeningsJson {
    fn from(opened: Opened) -> Self {
        let funnel = opened.funnel;
        Self {
            from: opened.days.first().to_string(),
            to: opened.days.last().to_string(),
            people: opened.people,
            intent: funnel.intent,
            page: funnel.page,
            desktop_page: funnel.desktop_page,
            shown: funnel.shown,
            opened: funnel.opened,
            fell_back: funnel.fell_back,
            button: funnel.button,
            copied: funnel.copied,
        }
    }
}

/// A visit behind one of the figures.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenedVisit)]
pub struct OpenedVisitJson {
    /// When the visit came, to the tenth of a second.
    pub visit_at: String,
    pub lead_id: String,
    pub visitor_code: String,
    /// When it was answered so, or when its page told.
    pub at: String,
}

impl OpenedVisitJson {
    pub fn new(seen: &Seen, code: Code) -> Self {
        Self {
            visit_at: time(seen.visit_at),
            lead_id: seen.lead.to_string(),
            visitor_code: code.to_string(),
            at: time(seen.at),
        }
    }
}
