//! What ad platforms are told: something happened to a lead, and it means something to those who paid for the click.
//! A [`Cause`] is what happened, a [`Category`] is what it means; which destinations hear of it is decided in [`plan`],
//! and what a platform recognises the person by is made in [`contact`]. No platform's own field or format is known here.

pub mod consent;
pub mod contact;
pub mod event_id;
pub mod gather;
pub mod place;
pub mod plan;
pub mod told;

pub use consent::{Consent, ConsentRule};
pub use contact::Hashes;
pub use told::{Browser, Person, Told, Touches, Where};

use serde::{Deserialize, Serialize};

/// What an event means: the words that every destination maps to names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    ViewContent,
    Click,
    Lead,
    Contact,
    QualifiedLead,
    Registration,
    Checkout,
    Purchase,
}

impl Category {
    pub const ALL: [Self; 8] = [
        Self::ViewContent,
        Self::Click,
        Self::Lead,
        Self::Contact,
        Self::QualifiedLead,
        Self::Registration,
        Self::Checkout,
        Self::Purchase,
    ];
    pub const WORDS: [&'static str; 8] =
        ["view_content", "click", "lead", "contact", "qualified_lead", "registration", "checkout", "purchase"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }

    /// Whether platforms take it only with an amount and its currency.
    pub fn needs_value(self) -> bool {
        self == Self::Purchase
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A visit of a person, as the link's click event.
    Click,
    /// The visit carried the click id of the destination's own platform.
    PlatformClick,
    /// The lead form was sent, or a number was left.
    Form,
    /// The first inbound message.
    Contact,
    /// The first inbound message, with an ad's referral.
    CtwaLead,
    /// The lead reached a status that the workspace has mapped.
    Status,
    /// An automation rule's *send conversion event*.
    Rule,
    /// A person's *send conversion*.
    Manual,
    /// A person tries a destination out.
    Test,
}

impl Cause {
    pub const ALL: [Self; 9] = [
        Self::Click,
        Self::PlatformClick,
        Self::Form,
        Self::Contact,
        Self::CtwaLead,
        Self::Status,
        Self::Rule,
        Self::Manual,
        Self::Test,
    ];
    pub const WORDS: [&'static str; 9] =
        ["click", "platform_click", "form", "contact", "ctwa_lead", "status", "rule", "manual", "test"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text)
    }

    /// Whether the person was on a page of ours when it happened; else it is told as coming from the business's own
    /// records.
    pub fn is_on_a_page(self) -> bool {
        matches!(self, Self::Click | Self::PlatformClick | Self::Form | Self::Test)
    }
}

/// An amount as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Minor units.
    pub minor: i64,
    pub currency: crate::money::Currency,
}

impl Amount {
    /// The decimal text: a point, no zeros at the end.
    pub fn decimal(self) -> String {
        crate::money::format(self.minor, self.currency)
    }
}

/// Which status of a lead means what, and which of its values goes with it. A workspace's setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusMeans {
    pub status: String,
    pub category: Category,
    #[serde(default)]
    pub value: WhichValue,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichValue {
    #[default]
    None,
    Expected,
    Actual,
}

impl WhichValue {
    pub const ALL: [Self; 3] = [Self::None, Self::Expected, Self::Actual];
    pub const WORDS: [&'static str; 3] = ["none", "expected", "actual"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == text)
    }
}

/// What a workspace starts with: hot → qualified lead, purchase and won → purchase with the actual value.
pub fn usual_statuses() -> Vec<StatusMeans> {
    let means = |status: &str, category, value| StatusMeans { status: status.to_owned(), category, value };
    vec![
        means("hot", Category::QualifiedLead, WhichValue::Expected),
        means("purchase", Category::Purchase, WhichValue::Actual),
        means("won", Category::Purchase, WhichValue::Actual),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json() {
        for category in Category::ALL {
            assert_eq!(serde_json::to_value(category).expect("a word"), category.as_str());
            assert_eq!(Category::parse(category.as_str()), Some(category));
        }
        for cause in Cause::ALL {
            assert_eq!(serde_json::to_value(cause).expect("a word"), cause.as_str());
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
        }
        for which in WhichValue::ALL {
            assert_eq!(serde_json::to_value(which).expect("a word"), which.as_str());
            assert_eq!(WhichValue::parse(which.as_str()), Some(which));
        }
    }
}
