//! Whether the person agreed to be told of, and whether a destination asks for that. The states of the EEA, the United
//! Kingdom and Switzerland want a grant before anything is sent (GDPR Art. 6 with the ePrivacy rules, and the consent
//! policies of the platforms); elsewhere the workspace decides. A withdrawal counts everywhere.

use crate::outbox::Reason;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nobody asked, or nobody answered.
    #[default]
    Unknown,
    Given,
    /// Asked and not given, or withdrawn.
    Refused,
}

impl Consent {
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Given, Self::Refused];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Given => "given",
            Self::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.as_str() == text)
    }
}

/// What a lead agreed to or withdrew, as it is kept with the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub state: Consent,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    /// The words that were agreed to; empty where a person of the team wrote it down.
    #[serde(default)]
    pub text: String,
    /// `form`, or the name of who wrote it down.
    #[serde(default)]
    pub by: String,
}

impl Record {
    /// By a form that was sent with its box ticked.
    pub const BY_FORM: &'static str = "form";
}

/// What a destination asks before it is told anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentRule {
    /// A grant where the law wants one, else no refusal.
    #[default]
    ByRegion,
    /// A grant everywhere.
    Required,
    /// No refusal.
    NotRequired,
}

impl ConsentRule {
    pub const ALL: [Self; 3] = [Self::ByRegion, Self::Required, Self::NotRequired];
    pub const WORDS: [&'static str; 3] = ["by_region", "required", "not_required"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }

    /// Why nothing may be sent; none: it may. `country` is ISO 3166 alpha-2 in capitals, empty where it is not known:
    /// then no region asks for anything.
    pub fn objection(self, consent: Consent, country: &str) -> Option<Objection> {
        match (consent, self) {
            (Consent::Refused, _) => Some(Objection::Refused),
            (Consent::Given, _) | (Consent::Unknown, Self::NotRequired) => None,
            (Consent::Unknown, Self::Required) => Some(Objection::NotGiven),
            (Consent::Unknown, Self::ByRegion) => asks_first(country).then_some(Objection::Region),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    Refused,
    NotGiven,
    /// Not given, by somebody from where it must be.
    Region,
}

impl Objection {
    pub fn reason(self) -> Reason {
        match self {
            Self::Refused => Reason::ConsentRefused,
            Self::NotGiven => Reason::ConsentMissing,
            Self::Region => Reason::ConsentRegion,
        }
    }
}

/// The EEA (EU, Iceland, Liechtenstein, Norway), its outlying parts with codes of their own, the United Kingdom and its
/// dependencies under the same rules, Switzerland.
const ASKING: &str = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO \
    AX GF GP MQ RE YT MF GB GG JE IM GI CH";

/// Whether the law of a country wants a grant first.
pub fn asks_first(country: &str) -> bool {
    country.len() == 2 && ASKING.split_ascii_whitespace().any(|known| known == country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawal_counts_everywhere_and_a_grant_too() {
        for rule in ConsentRule::ALL {
            for country in ["ID", "DE", ""] {
                assert_eq!(rule.objection(Consent::Refused, country), Some(Objection::Refused));
                assert_eq!(rule.objection(Consent::Given, country), None);
            }
        }
    }

    #[test]
    fn without_an_answer_the_rule_decides() {
        let of = |rule: ConsentRule, country| rule.objection(Consent::Unknown, country);
        assert_eq!(of(ConsentRule::ByRegion, "ID"), None);
        assert_eq!(of(ConsentRule::ByRegion, ""), None);
        for country in ["DE", "GB", "CH", "NO", "RE"] {
            assert_eq!(of(ConsentRule::ByRegion, country), Some(Objection::Region), "{country}");
        }
        assert_eq!(of(ConsentRule::Required, "ID"), Some(Objection::NotGiven));
        assert_eq!(of(ConsentRule::NotRequired, "DE"), None);
    }
}
