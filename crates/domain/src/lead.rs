//! A lead: one person, what brought them, and what the team knows and decided since. Its visitor code is a
//! permutation of its number ([`crate::code`]) and its automatic name is made of that code: neither is kept.

pub mod bulk;
pub mod consent;
pub mod draft;
pub mod filter;
pub mod words;

use crate::id::{AgentId, LeadId, LinkId, WorkspaceId};
use crate::visit::{Origin, Pair, Text};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How soon somebody should answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Medium,
    High,
    Urgent,
}

impl Priority {
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }
}

/// Statuses that mean money has come in: what the figures count as a purchase.
pub const PURCHASES: [&str; 2] = ["purchase", "won"];

/// What brought the visitor on one occasion. The store keeps it encoded (postcard), so fields only ever go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch<'a> {
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub link: LinkId,
    #[serde(borrow)]
    pub origin: Origin<'a>,
}

impl Touch<'_> {
    /// A touch as the store keeps it, from its parts: the same bytes as the whole encoded.
    pub fn encode(at: i64, link: LinkId, origin: &Origin<'_>) -> postcard::Result<Vec<u8>> {
        // Room for most, so that it need not grow.
        postcard::to_extend(&(at, link, origin), Vec::with_capacity(512))
    }

    /// The same, holding its own text.
    pub fn into_owned(self) -> Touch<'static> {
        let Origin { utm, click_ids, referrer } = self.origin;
        let click_ids: Vec<Pair<'static>> =
            click_ids.into_iter().map(|(name, value)| (own(name), own(value))).collect();
        Touch {
            at: self.at,
            link: self.link,
            origin: Origin { utm: utm.into_owned(), click_ids, referrer: own(referrer) },
        }
    }
}

fn own(text: Text<'_>) -> Text<'static> {
    Cow::Owned(text.into_owned())
}

/// The agent whose lead it is, with the name as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeper {
    pub id: AgentId,
    pub name: String,
}

/// Where the person seems to be; empty is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    pub city: String,
    pub region: String,
    /// ISO 3166 alpha-2 in capitals.
    pub country: String,
    /// IANA name.
    pub time_zone: String,
}

/// A lead as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    pub id: LeadId,
    pub workspace: WorkspaceId,
    /// The link of the first touch.
    pub link: Option<LinkId>,
    /// A name that somebody gave; without one the automatic name stands.
    pub name: Option<String>,
    /// E.164 with plus.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub status: String,
    pub priority: Priority,
    pub score: i64,
    /// `ads`, `whatsapp`, `website`, `direct` or the first touch's utm_source.
    pub source: String,
    pub campaign: String,
    /// Minor units of `currency`.
    pub expected_minor: Option<i64>,
    pub actual_minor: Option<i64>,
    /// ISO 4217; none: the workspace's.
    pub currency: Option<String>,
    pub tags: Vec<String>,
    pub custom_fields: BTreeMap<String, String>,
    pub agent: Option<Keeper>,
    pub whereabouts: Whereabouts,
    /// BCP 47; empty is unknown.
    pub language: String,
    /// `mobile`, `tablet`, `desktop` or `unknown`.
    pub device: String,
    pub ip: String,
    pub first_touch: Touch<'static>,
    /// None: the first was the last so far.
    pub last_touch: Option<Touch<'static>>,
    pub visit_count: i64,
    pub chat_count: i64,
    /// None: nobody asked, or nobody answered.
    pub consent: Option<crate::conversion::consent::Record>,
    /// When the person was erased: nothing of them is left, and nothing is taken in.
    pub erased_at: Option<i64>,
    pub last_seen_at: i64,
    pub created_at: i64,
    pub updated_at: i64,
    /// Raised at each change by a person; the ETag.
    pub version: i64,
}

impl Lead {
    /// `Visitor [CODE]`, what a lead without a name is called.
    pub fn auto_name(code: &str) -> String {
        format!("Visitor [{code}]")
    }

    /// The given name, else the automatic one.
    pub fn display_name(&self, code: &str) -> String {
        self.name.clone().unwrap_or_else(|| Self::auto_name(code))
    }

    pub fn last_touch(&self) -> &Touch<'static> {
        self.last_touch.as_ref().unwrap_or(&self.first_touch)
    }
}

/// A note that somebody wrote beside a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: uuid::Uuid,
    pub author: String,
    pub body: String,
    pub created_at: i64,
}

/// One line of a lead's history: what a field was and became, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: uuid::Uuid,
    pub at: i64,
    /// `status`, `name`, `agent`, `actual_value`, `custom_fields.size`, …
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// `user`, `token`, `visitor`, `system`.
    pub actor_kind: String,
    pub actor_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::Utm;
    use uuid::Uuid;

    #[test]
    fn a_touch_reads_back_from_its_bytes() {
        let touch = Touch {
            at: 1_700_000_000_000_000,
            link: LinkId(Uuid::from_u128(7)),
            origin: Origin {
                utm: Utm { source: "ig".into(), campaign: "lebaran".into(), ..Utm::default() },
                click_ids: vec![("fbclid".into(), "IwAR".into())],
                referrer: "https://l.instagram.com/".into(),
            },
        };
        let bytes = postcard::to_stdvec(&touch).expect("encodes");
        let read: Touch<'_> = postcard::from_bytes(&bytes).expect("decodes");
        assert_eq!(Touch::encode(touch.at, touch.link, &touch.origin).expect("encodes"), bytes);
        assert_eq!(read.into_owned(), touch);
    }

    #[test]
    fn priorities_are_ordered_and_named() {
        assert!(Priority::Low < Priority::Urgent);
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.as_str()), Some(priority));
        }
        assert_eq!(Priority::parse("Urgent"), None);
    }
}
