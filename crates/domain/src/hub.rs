//! A hub: a public page with several ways to a business on it, each pressed like a link. Here is what a hub is, and which
//! of its entries a visitor sees; [`crate::draft::hub`] reads one from a person's input.

use crate::colour::Colour;
use crate::id::{ChannelId, EntryId, HubId, LinkId, PictureId, WorkspaceId};
use crate::language::Locale;
use crate::route::Condition;
use crate::visit::Step;
use serde::{Deserialize, Serialize};

/// As the answering path reads it.
#[derive(Clone, Debug)]
pub struct Hub {
    pub id: HubId,
    pub workspace: WorkspaceId,
    /// Empty: the default domain.
    pub domain: String,
    pub slug: String,
    /// What the team calls it.
    pub name: String,
    pub title: String,
    pub text: String,
    pub picture: Option<PictureId>,
    pub look: Look,
    pub entries: Vec<Entry>,
    pub archived: bool,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    pub theme: Theme,
    pub accent: Colour,
}

/// How a hub looks; the accent is the business's own in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Quiet cards on a light or a dark ground, as the visitor's phone is set.
    #[default]
    Calm,
    /// The accent from edge to edge, large words.
    Bold,
    /// Like a printed card: serifs, lines instead of boxes.
    Paper,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Calm, Self::Bold, Self::Paper];
    pub const WORDS: [&'static str; 3] = ["calm", "bold", "paper"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub label: String,
    /// In Indonesian; empty: the same.
    #[serde(default)]
    pub label_id: String,
    pub icon: Icon,
    pub to: To,
    /// What the chat begins with, where the entry leads to a WhatsApp number; empty: the usual greeting.
    #[serde(default)]
    pub message: String,
    /// None: everybody sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Entry {
    pub fn label(&self, locale: Locale) -> &str {
        match locale {
            Locale::Id if !self.label_id.is_empty() => &self.label_id,
            _ => &self.label,
        }
    }
}

/// Where an entry leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    LinkId(LinkId),
    ChannelId(ChannelId),
}

/// The small picture beside a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    #[default]
    Chat,
    Telegram,
    Website,
    Calendar,
    Shop,
    Place,
    Phone,
    Mail,
    Offer,
    People,
    None,
}

impl Icon {
    pub const ALL: [Self; 11] = [
        Self::Chat,
        Self::Telegram,
        Self::Website,
        Self::Calendar,
        Self::Shop,
        Self::Place,
        Self::Phone,
        Self::Mail,
        Self::Offer,
        Self::People,
        Self::None,
    ];
    pub const WORDS: [&'static str; 11] =
        ["chat", "telegram", "website", "calendar", "shop", "place", "phone", "mail", "offer", "people", "none"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|icon| icon.as_str() == text)
    }
}

/// The hub and the entry that a visit came by. It stands at the beginning of the way, right after the address.
pub fn pressed(steps: &[Step<'_>]) -> Option<(HubId, EntryId)> {
    steps.iter().take(4).find_map(|step| match step {
        Step::FromHub { hub, entry, .. } => Some((*hub, *entry)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_what_is_kept_are_one() {
        for icon in Icon::ALL {
            assert_eq!(serde_json::to_string(&icon).expect("writes"), format!("\"{}\"", icon.as_str()));
            assert_eq!(Icon::parse(icon.as_str()), Some(icon));
        }
        for theme in Theme::ALL {
            assert_eq!(serde_json::to_string(&theme).expect("writes"), format!("\"{}\"", theme.as_str()));
            assert_eq!(Theme::parse(theme.as_str()), Some(theme));
        }
    }

    #[test]
    fn an_entry_speaks_the_visitors_language_where_it_can() {
        let entry = |label_id: &str| Entry {
            id: EntryId(uuid::Uuid::nil()),
            label: "Ask sales".into(),
            label_id: label_id.into(),
            icon: Icon::Chat,
            to: To::LinkId(LinkId(uuid::Uuid::nil())),
            message: String::new(),
            when: None,
        };
        assert_eq!(entry("Tanya").label(Locale::Id), "Tanya");
        assert_eq!(entry("").label(Locale::Id), "Ask sales");
        assert_eq!(entry("Tanya").label(Locale::En), "Ask sales");
    }
}
