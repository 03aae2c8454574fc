//! How a chat is opened: by wa.me everywhere, or more directly where a phone lets us.

use serde::{Deserialize, Serialize};

/// What a link wants of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deeplink {
    pub enabled: bool,
    /// In-app browsers (the words of [`crate::user_agent`]) that keep plain wa.me.
    pub plain_in: Vec<String>,
    /// A desktop visitor gets a page with the QR code of the same chat.
    pub desktop_qr: bool,
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
    /// The page went out of sight: WhatsApp is in front.
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
