//! How a chat is opened: by wa.me everywhere, or more directly where a phone lets us.
//!
//! A bare redirect to `whatsapp://` strands people wherever the scheme is blocked or the app is missing, so there is
//! none. Chromium on Android is sent to an `intent://` address, whose fallback the browser follows by itself; on iOS,
//! where no such thing exists, and in the browsers of apps, which do as they please, a small page tries the app and
//! goes to wa.me by itself when nothing opened. Everybody else gets wa.me, and so does whoever is not known.

mod token;

pub use token::{BeaconKey, LIFETIME, Token};

use crate::visit::{Client, Device};
use serde::{Deserialize, Serialize};

/// What a link wants of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deeplink {
    pub enabled: bool,
    /// In-app browsers (the words of [`crate::user_agent`]) that keep plain wa.me.
    pub plain_in: Vec<String>,
    /// A desktop visitor gets a page with the QR code of the same chat. Stands for itself: it needs no `enabled`.
    pub desktop_qr: bool,
}

impl Deeplink {
    /// Whether any visitor may get more than wa.me.
    pub fn wants_chat(&self) -> bool {
        self.enabled || self.desktop_qr
    }
}

/// How a visitor's chat was opened. Stands in recorded visits: grows at the end only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 302 to wa.me.
    Plain,
    /// 302 to `intent://`.
    Intent,
    /// The page that opens the app and falls back by itself.
    Page,
    /// The page with a QR code for the phone.
    DesktopPage,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Intent, Self::Page, Self::DesktopPage];
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Intent => "intent",
            Self::Page => "page",
            Self::DesktopPage => "desktop_page",
        }
    }
}

/// What the page told of itself. Stands in the journal: grows at the end only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    Shown,
    /// The page went out of sight soon after it had tried: WhatsApp is in front.
    Opened,
    FellBack,
    Button,
    Copied,
}

impl Happening {
    pub const ALL: [Self; 5] = [Self::Shown, Self::Opened, Self::FellBack, Self::Button, Self::Copied];
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Opened => "opened",
            Self::FellBack => "fell_back",
            Self::Button => "button",
            Self::Copied => "copied",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// How this visitor's chat is opened. `user_agent` is what `client` was read from.
pub fn way(client: &Client<'_>, user_agent: &str, settings: &Deeplink) -> Way {
    match client.device {
        Device::Desktop if settings.desktop_qr => Way::DesktopPage,
        Device::Mobile | Device::Tablet if settings.enabled => on_phone(client, user_agent, &settings.plain_in),
        _ => Way::Plain,
    }
}

fn on_phone(client: &Client<'_>, user_agent: &str, plain_in: &[String]) -> Way {
    if !client.in_app.is_empty() {
        let keeps = plain_in.iter().any(|app| *app == client.in_app);
        return if keeps { Way::Plain } else { Way::Page };
    }
    match (&*client.os, &*client.browser) {
        ("ios" | "ipados", _) => Way::Page,
        ("android", "chrome" | "samsung" | "edge") => Way::Intent,
        ("android", "opera") if !is_opera_mini(user_agent) => Way::Intent,
        // Firefox goes to the fallback even where the app is there; of the rest nothing is known.
        _ => Way::Plain,
    }
}

/// Opera Mini draws pages on Opera's machines, where no app is, or in Android's WebView, which knows no fallback.
fn is_opera_mini(user_agent: &str) -> bool {
    user_agent.contains("Opera Mini") || user_agent.contains("; wv)") || user_agent.contains("Version/4.0 ")
}

/// How the page tries the app by itself, which a blocked scheme must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The page goes there: what iOS cannot open, it leaves as it is.
    Go,
    /// A frame within the page goes there: Android's WebView puts an error page in place of what it cannot open.
    Frame,
}

impl Attempt {
    pub fn by(client: &Client<'_>) -> Self {
        if matches!(&*client.os, "ios" | "ipados") { Self::Go } else { Self::Frame }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Frame => "frame",
        }
    }
}
