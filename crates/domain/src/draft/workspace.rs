//! A workspace's settings as a person writes them.

use super::input::{Given, Input, Shape, parse};
use super::link::read_target;
use crate::conversion::{Category, StatusMeans, WhichValue};
use crate::id::ChannelId;
use crate::link::Target;
use crate::money;
use crate::phone;
use crate::privacy::{IpKept, Keep, Kept, MOST_DAYS, Privacy};
use crate::problem::FieldError;
use crate::workspace::FIRST_STATUS;
use jiff::tz::TimeZoneDatabase;
use serde_json::Value;

const TOLD: &[&str] = &["id", "created_at", "updated_at", "version"];
const MAX_STATUSES: usize = 50;

/// Any part of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkspacePatch {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub currency: Option<String>,
    pub country: Option<String>,
    pub fallback: Option<Option<Target>>,
    pub catch_all: Option<Option<ChannelId>>,
    pub statuses: Option<Vec<String>>,
    pub conversions: Option<Vec<StatusMeans>>,
    pub privacy: PrivacyPatch,
}

/// Any part of what is kept of visitors. Days: none within is for good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrivacyPatch {
    pub ip: Option<IpKept>,
    pub keep: Vec<(Kept, Option<u16>)>,
}

impl PrivacyPatch {
    pub fn onto(&self, before: &Privacy) -> Privacy {
        Privacy { ip: self.ip.unwrap_or(before.ip), keep: days_onto(&self.keep, &before.keep) }
    }
}

fn days_onto(days: &[(Kept, Option<u16>)], before: &Keep) -> Keep {
    let mut keep = before.clone();
    days.iter().for_each(|(kind, days)| keep.set(*kind, *days));
    keep
}

impl WorkspacePatch {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.ignore(TOLD);
            Self {
                fallback: read_target(input, "fallback"),
                catch_all: read_catch_all(input),
                statuses: read_statuses(input),
                conversions: read_conversions(input),
                privacy: input.object("privacy", read_privacy).unwrap_or_default(),
                ..Self::read(input)
            }
        })
    }

    /// What a workspace can't be without.
    pub(super) fn read(input: &mut Input<'_>) -> Self {
        let mut short = |key, max| input.text(key, max, Shape::Line);
        let (time_zone, currency, country) = (short("time_zone", 64), short("currency", 16), short("country", 16));
        Self {
            name: input.name("name", 100),
            time_zone: time_zone.and_then(|text| input.keep("time_zone", known_zone(&text))),
            currency: currency.and_then(|text| input.keep("currency", known_currency(&text))),
            country: country.and_then(|text| input.keep("country", known_country(&text))),
            ..Self::default()
        }
    }
}

/// An IANA name as the bundled database writes it.
pub fn known_zone(text: &str) -> Result<String, FieldError> {
    let zone = TimeZoneDatabase::bundled().get(text).ok();
    zone.and_then(|zone| zone.iana_name().map(str::to_owned)).ok_or(FieldError::new("time_zone", "unknown_time_zone"))
}

/// An ISO 4217 code in capitals.
pub fn known_currency(text: &str) -> Result<String, FieldError> {
    let code = text.to_ascii_uppercase();
    money::Currency::parse(&code).map(|_| code).ok_or(FieldError::new("currency", "unknown_currency"))
}

/// An ISO 3166 alpha-2 code in capitals.
pub fn known_country(text: &str) -> Result<String, FieldError> {
    let code = text.to_ascii_uppercase();
    if phone::is_country(&code) { Ok(code) } else { Err(FieldError::new("country", "unknown_country")) }
}

fn read_catch_all(input: &mut Input<'_>) -> Option<Option<ChannelId>> {
    let key = "catch_all_channel_id";
    match input.given(key) {
        Given::Absent => None,
        Given::Null => Some(None),
        Given::Is(value) => {
            let id = value.as_str().and_then(ChannelId::parse).ok_or(FieldError::new("", "not_an_id"));
            input.keep(key, id).map(Some)
        }
    }
}

/// Words of the lead board, in order: small letters, digits and `_`, each once, `new` among them.
fn read_statuses(input: &mut Input<'_>) -> Option<Vec<String>> {
    let words = input.words("statuses", MAX_STATUSES, 40)?;
    for (index, word) in words.iter().enumerate() {
        let good = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !good {
            input.refuse(&format!("statuses[{index}]"), "bad_status");
        } else if words[..index].contains(word) {
            input.refuse(&format!("statuses[{index}]"), "duplicate");
        }
    }
    if !words.iter().any(|word| word == FIRST_STATUS) {
        input.fault(FieldError::new(input.at("statuses"), "status_missing").with("status", FIRST_STATUS));
    }
    Some(words)
}

/// What ad platforms are told when a lead reaches a status, each status once. Whether there is such a status is known
/// where the list is.
fn read_conversions(input: &mut Input<'_>) -> Option<Vec<StatusMeans>> {
    let mut seen: Vec<String> = Vec::new();
    let read = input.objects("conversions", MAX_STATUSES, |_, input| {
        input.require(&["status", "category"]);
        let status = input.name("status", 40);
        let category = input.word("category", &Category::WORDS, Category::parse);
        let value = input.is_given("value").then(|| input.word("value", &WhichValue::WORDS, WhichValue::parse));
        input.ignore(&["value"]);
        let status = status.filter(|status| {
            let again = seen.contains(status);
            if again {
                input.refuse("status", "duplicate");
            }
            seen.push(status.clone());
            !again
        });
        Some(StatusMeans { status: status?, category: category?, value: value.flatten().unwrap_or_default() })
    });
    read.map(|read| read.into_iter().flatten().collect())
}

fn read_privacy(input: &mut Input<'_>) -> PrivacyPatch {
    PrivacyPatch {
        ip: input.word("ip", &IpKept::WORDS, IpKept::parse),
        keep: input.object("keep_days", read_days).unwrap_or_default(),
    }
}

/// Days by kind of data; null is for good, what is not named stays as it is.
pub(super) fn read_days(input: &mut Input<'_>) -> Vec<(Kept, Option<u16>)> {
    let mut days = Vec::new();
    for kind in Kept::ALL {
        match input.given(kind.as_str()) {
            Given::Absent => {}
            Given::Null => days.push((kind, None)),
            Given::Is(_) => {
                let given = input.integer(kind.as_str(), 1, i64::from(MOST_DAYS));
                days.extend(given.and_then(|given| u16::try_from(given).ok()).map(|given| (kind, Some(given))));
            }
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn zone_currency_and_country_must_be_known() {
        let body = json!({"time_zone": "Asia/Atlantis", "currency": "XXQ", "country": "ZQ"});
        let faults = WorkspacePatch::parse(&body).expect_err("refused");
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["unknown_time_zone", "unknown_currency", "unknown_country"]);
        let body = json!({"time_zone": "Asia/Jakarta", "currency": "idr", "country": "id"});
        let patch = WorkspacePatch::parse(&body).expect("taken");
        assert_eq!((patch.currency.as_deref(), patch.country.as_deref()), (Some("IDR"), Some("ID")));
    }

    #[test]
    fn the_first_status_can_not_be_taken_away() {
        let faults = WorkspacePatch::parse(&json!({"statuses": ["hot", "hot", "No!"]})).expect_err("refused");
        let got: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(got, [("statuses[1]", "duplicate"), ("statuses[2]", "bad_status"), ("statuses", "status_missing")]);
    }

    #[test]
    fn days_are_whole_and_bounded_and_null_is_for_good() {
        let body =
            json!({"privacy": {"ip": "half", "keep_days": {"visits": 0, "leads": 3651, "audit": 1.5, "costs": 3}}});
        let faults = WorkspacePatch::parse(&body).expect_err("refused");
        let got: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(
            got,
            [
                ("privacy.ip", "not_one_of"),
                ("privacy.keep_days.visits", "out_of_range"),
                ("privacy.keep_days.leads", "out_of_range"),
                ("privacy.keep_days.audit", "not_a_whole_number"),
                ("privacy.keep_days.costs", "unknown_field"),
            ]
        );
        let mut before = Privacy::default();
        before.keep.set(Kept::Visits, Some(90));
        before.keep.set(Kept::Audit, Some(400));
        let body = json!({"privacy": {"ip": "truncated", "keep_days": {"visits": null, "leads": 365}}});
        let after = WorkspacePatch::parse(&body).expect("taken").privacy.onto(&before);
        assert_eq!(after.ip, IpKept::Truncated);
        let days = Kept::ALL.map(|kind| after.keep.days(kind));
        assert_eq!(days, [None, None, None, Some(365), None, Some(400)]);
        assert_eq!(WorkspacePatch::parse(&json!({})).expect("taken").privacy.onto(&before), before);
    }

    #[test]
    fn null_takes_the_catch_all_away_and_absence_leaves_it() {
        assert_eq!(WorkspacePatch::parse(&json!({})).expect("taken").catch_all, None);
        let patch = WorkspacePatch::parse(&json!({"catch_all_channel_id": null})).expect("taken");
        assert_eq!(patch.catch_all, Some(None));
    }
}
