//! What a list of leads is narrowed to, and how the search box is read: a visitor code, the beginning of a number, or
//! words.

use super::{Priority, words};
use crate::attribution::{Brought, Dimension, Model};
use crate::code::Codes;
use crate::id::{AgentId, LeadId, LinkId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Every condition that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<String>,
    pub agent: Option<AgentId>,
    /// Has no agent.
    pub unassigned: bool,
    /// That of the first touch.
    pub link: Option<LinkId>,
    pub source: Option<String>,
    /// ISO 3166 alpha-2 in capitals.
    pub country: Option<String>,
    /// The first touch's utm_campaign.
    pub campaign: Option<String>,
    pub tag: Option<String>,
    pub priority: Option<Priority>,
    pub device: Option<String>,
    /// Created at or after, microseconds UTC.
    pub created_from: Option<i64>,
    /// Created before.
    pub created_before: Option<i64>,
    /// Became a purchase within these moments.
    pub purchased: Option<Purchased>,
    pub has_phone: Option<bool>,
    /// Sent a form, or left a number.
    pub has_data: Option<bool>,
    /// A page on the phone told that the chat was opened.
    pub has_opened: Option<bool>,
    /// Wrote.
    pub has_chat: Option<bool>,
    /// In this hour of the day created; or, where `purchased` is asked for, become a purchase.
    pub hour: Option<Hour>,
    /// What brought it, by the touch that counts: each line that is given must hold.
    pub brought: Option<BroughtBy>,
    pub search: Option<Search>,
    /// Only leads of these agents, whatever else is asked: what an agent's sign-in sees. Empty: no lead at all.
    pub keepers: Option<Vec<AgentId>>,
}

/// An hour of the day in a time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hour {
    /// 0 to 23.
    pub hour: i8,
    pub zone: TimeZone,
}

impl Hour {
    /// Whether the moment (microseconds UTC) lies in it.
    pub fn holds(&self, at: i64) -> bool {
        let local = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone());
        local.hour() == self.hour
    }
}

/// What brought a lead, by its first or its last touch; where `purchased` is asked for, by the last before that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BroughtBy {
    pub model: Model,
    pub link: Option<LinkId>,
    /// The dimension and its value.
    pub lines: Vec<(Dimension, String)>,
}

impl BroughtBy {
    pub fn is(&self, brought: &Brought<'_>) -> bool {
        self.link.is_none_or(|link| brought.link == Some(link))
            && self.lines.iter().all(|(dimension, value)| dimension.of(brought) == value)
    }
}

/// Leads whose status became one of [`super::PURCHASES`], microseconds UTC. A report counts each lead once, at the first
/// such change of its own days: the first at or after `since` lies at or after `from` and before `before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchased {
    pub since: i64,
    pub from: i64,
    pub before: i64,
}

impl Purchased {
    /// None: nothing is asked. An end that is not given is open; without `since`, every purchase within counts.
    pub fn of(since: Option<i64>, from: Option<i64>, before: Option<i64>) -> Option<Self> {
        let start = from.or(since).unwrap_or(i64::MIN);
        let any = since.or(from).or(before).is_some();
        any.then(|| Self { since: since.unwrap_or(start), from: start, before: before.unwrap_or(i64::MAX) })
    }
}

/// What was typed into the search box, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// A visitor code.
    Lead(LeadId),
    /// The beginning of an E.164 number, plus included.
    Phone(String),
    /// Each begins a word of the name, the e-mail address or a tag.
    Words(Vec<String>),
    /// Something that nothing can match.
    Nothing,
}

impl Search {
    /// `country` is the workspace's: `0812` is looked for as `+62812`. None: nothing was typed.
    pub fn read(text: &str, codes: &Codes, country: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(lead) = codes.decode(text) {
            return Some(Self::Lead(lead));
        }
        if let Some(prefix) = phone_prefix(text, country) {
            return Some(Self::Phone(prefix));
        }
        let words = words::asked(text);
        Some(if words.is_empty() { Self::Nothing } else { Self::Words(words) })
    }
}

/// Digits, and what people put between them, read as the beginning of a number.
fn phone_prefix(text: &str, country: &str) -> Option<String> {
    let is_mark = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/');
    let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).take(15).collect();
    if digits.len() < 3 {
        return None;
    }
    let international = if plus {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if let Some(rest) = digits.strip_prefix('0') {
        format!("{}{rest}", calling_code(country)?)
    } else {
        digits
    };
    Some(format!("+{international}"))
}

fn calling_code(country: &str) -> Option<u16> {
    phonenumber::metadata::DATABASE.by_id(country).map(|metadata| metadata.country_code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Search> {
        Search::read(text, &Codes::new([7; 16]), "ID")
    }

    #[test]
    fn a_code_is_a_lead_in_each_way_it_is_typed() {
        let codes = Codes::new([7; 16]);
        let code = codes.encode(LeadId(1234)).to_string();
        for text in [code.clone(), code.to_lowercase(), format!("[K-{code}]"), format!("  {code} ")] {
            assert_eq!(read(&text), Some(Search::Lead(LeadId(1234))), "{text}");
        }
    }

    #[test]
    fn the_beginning_of_a_number_is_found_as_it_is_kept() {
        for text in ["0812", "+62812", "62 812", "0062-812", "(0812)"] {
            assert_eq!(read(text), Some(Search::Phone("+62812".into())), "{text}");
        }
    }

    #[test]
    fn everything_else_is_words_or_nothing() {
        assert_eq!(read("Siti Nur"), Some(Search::Words(vec!["siti".into(), "nur".into()])));
        assert_eq!(read("08"), Some(Search::Words(vec!["08".into()])));
        assert_eq!(read(" ?! "), Some(Search::Nothing));
        assert_eq!(read("   "), None);
    }
}
