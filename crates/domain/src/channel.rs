//! The kinds and states of places a visitor can be sent to, and the way between a place and the two texts the store keeps.

use crate::link::Place;
use crate::telegram::Telegram;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    Whatsapp,
    Telegram,
    Website,
    Booking,
}

impl ChannelKind {
    pub const ALL: [Self; 4] = [Self::Whatsapp, Self::Telegram, Self::Website, Self::Booking];
    pub const WORDS: [&'static str; 4] = ["whatsapp", "telegram", "website", "booking"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The API's field that holds the place of a channel of this kind.
    pub fn field(self) -> &'static str {
        match self {
            Self::Whatsapp => "number",
            Self::Telegram => "username",
            Self::Website | Self::Booking => "url",
        }
    }

    /// Reads back what the store keeps: E.164 with plus, a user name, or an address.
    pub fn place(self, stored: &str) -> Place {
        match self {
            Self::Whatsapp => Place::Whatsapp(stored.trim_start_matches('+').to_owned()),
            Self::Telegram => Place::Telegram(Telegram::from_stored(stored)),
            Self::Website => Place::Website(stored.to_owned()),
            Self::Booking => Place::Booking(stored.to_owned()),
        }
    }
}

/// A passive channel takes nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelStatus {
    #[default]
    Active,
    Passive,
}

impl ChannelStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Passive => "passive",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Passive].into_iter().find(|status| status.as_str() == text)
    }
}
