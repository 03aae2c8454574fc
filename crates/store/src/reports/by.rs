//! What the lines of a report are by.

use crate::visits::Facet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Day,
    Hour,
    Link,
    Agent,
    Source,
    Medium,
    Campaign,
    Term,
    Content,
    /// utm_id.
    Ad,
    /// Whose click id brought it.
    Platform,
    Country,
    Device,
    /// Of visits alone: a lead has none.
    Kind,
}

impl By {
    pub const ALL: [Self; 14] = [
        Self::Day,
        Self::Hour,
        Self::Link,
        Self::Agent,
        Self::Source,
        Self::Medium,
        Self::Campaign,
        Self::Term,
        Self::Content,
        Self::Ad,
        Self::Platform,
        Self::Country,
        Self::Device,
        Self::Kind,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Link => "link",
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Term => "term",
            Self::Content => "content",
            Self::Ad => "ad",
            Self::Platform => "platform",
            Self::Country => "country",
            Self::Device => "device",
            Self::Kind => "kind",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }

    /// Whether a report could have this line.
    pub fn knows(self, key: &str) -> bool {
        let id = |text: &str| uuid::Uuid::try_parse(text).is_ok();
        match self {
            Self::Day => key.parse::<jiff::civil::Date>().is_ok(),
            Self::Hour => key.len() == 2 && key.parse::<u8>().is_ok_and(|hour| hour < 24),
            Self::Link => key.is_empty() || id(key),
            Self::Kind => domain::visit::Kind::parse(key).is_some(),
            _ => Facet::parse(self.as_str()).is_some_and(|facet| facet.knows(key)),
        }
    }
}
