//! Routing rules as a person writes them, read whole: the first list of faults names every wrong field by its path
//! (`rules[2].when.all[0].value`), and nothing is taken over when one is wrong.

use super::input::{Given, Input, Shape, parse};
use super::workspace::{known_country, known_zone};
use crate::id::{CalendarId, ChannelId, LinkId, RuleId};
use crate::language;
use crate::problem::FieldError;
use crate::route::{
    Among, Condition, DayOp, Devices, Field, HolidayTest, HolidayValue, HoursTest, Is, QueryTest, Rule, Status,
    StatusTest, Test, TextOp, TextTest, Then, Visitor, VisitorTest, Words,
};
use crate::schedule::Schedule;
use crate::user_agent::{BROWSERS, IN_APPS, SYSTEMS};
use crate::visit::Device;
use serde_json::Value;

pub const MAX_RULES: usize = 200;
/// Of one group.
pub const MAX_CONDITIONS: usize = 50;
/// Groups within groups.
pub const MAX_DEPTH: usize = 4;
const MAX_NAME: usize = 100;
const MAX_WORDS: usize = 300;
const MAX_VALUE: usize = 256;
const DEVICES: [&str; 3] = ["mobile", "tablet", "desktop"];

/// A rule as it is given: an id of one that is there already, or none for a new one, whose id the caller makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    pub id: Option<RuleId>,
    pub name: String,
    pub active: bool,
    pub when: Condition,
    pub then: Then,
}

impl RuleDraft {
    pub fn with_id(self, new: impl FnOnce() -> RuleId) -> Rule {
        let Self { id, name, active, when, then } = self;
        Rule { id: id.unwrap_or_else(new), name, active, when, then }
    }
}

impl From<Rule> for RuleDraft {
    fn from(Rule { id, name, active, when, then }: Rule) -> Self {
        Self { id: Some(id), name, active, when, then }
    }
}

/// The list `rules`. None: it was not given, or something in it was wrong and is filed.
pub(super) fn read(input: &mut Input<'_>) -> Option<Vec<RuleDraft>> {
    match input.given("rules") {
        Given::Absent => return None,
        Given::Null => return Some(Vec::new()),
        Given::Is(_) => {}
    }
    let rules = input.objects("rules", MAX_RULES, |_, rule| read_rule(rule))?;
    let mut rules: Vec<RuleDraft> = rules.into_iter().collect::<Option<_>>()?;
    for (at, rule) in rules.iter_mut().enumerate().filter(|(_, rule)| rule.name.is_empty()) {
        rule.name = format!("Rule {}", at + 1);
    }
    for (at, rule) in rules.iter().enumerate() {
        if rule.id.is_some() && rules[..at].iter().any(|other| other.id == rule.id) {
            input.refuse(&format!("rules[{at}].id"), "duplicate_rule");
            return None;
        }
    }
    Some(rules)
}

fn read_rule(input: &mut Input<'_>) -> Option<RuleDraft> {
    input.require(&["when", "then"]);
    let id = input.optional_text("id", 64, Shape::Line).flatten();
    let id = id.map(|text| input.keep("id", RuleId::parse(&text).ok_or(FieldError::new("", "not_an_id"))));
    let name = match input.is_given("name") {
        true => input.optional_text("name", MAX_NAME, Shape::Line).map(Option::unwrap_or_default),
        false => Some(String::new()),
    };
    let active = if input.is_given("active") { input.flag("active") } else { Some(true) };
    let when = input.object("when", |when| read_condition(when, MAX_DEPTH)).flatten();
    let then = input.object("then", read_then).flatten();
    // An id that is none was refused above.
    let id = id.map_or(Some(None), |id| id.map(Some))?;
    Some(RuleDraft { id, name: name?, active: active?, when: when?, then: then? })
}

/// Exactly one of `channel_id`, `pool` (true) and `link_id`.
fn read_then(input: &mut Input<'_>) -> Option<Then> {
    let channel = input.optional_text("channel_id", 64, Shape::Line).flatten();
    let link = input.optional_text("link_id", 64, Shape::Line).flatten();
    let pool = if input.is_given("pool") { input.flag("pool")? } else { false };
    let not_an_id = || FieldError::new("", "not_an_id");
    match (channel, link, pool) {
        (Some(id), None, false) => {
            input.keep("channel_id", ChannelId::parse(&id).ok_or_else(not_an_id)).map(Then::ChannelId)
        }
        (None, Some(id), false) => input.keep("link_id", LinkId::parse(&id).ok_or_else(not_an_id)).map(Then::LinkId),
        (None, None, true) => Some(Then::Pool(true)),
        (None, None, false) => {
            input.fault(FieldError::new(input.path(), "rule_without_target"));
            None
        }
        _ => {
            input.fault(FieldError::new(input.path(), "rule_with_two_targets"));
            None
        }
    }
}

/// A condition that stands by itself, without a rule around it.
pub fn condition(body: &Value) -> Result<Condition, Vec<FieldError>> {
    parse(body, |input| read_condition(input, MAX_DEPTH))?.ok_or_else(Vec::new)
}

/// A test, or a group of them; `deep` more groups may stand in each other.
pub(super) fn read_condition(input: &mut Input<'_>, deep: usize) -> Option<Condition> {
    let (all, any) = (input.is_given("all"), input.is_given("any"));
    if !all && !any {
        return read_test(input).map(Condition::Test);
    }
    if all && any {
        input.ignore(&["all", "any"]);
        input.fault(FieldError::new(input.path(), "all_or_any"));
        return None;
    }
    let key = if all { "all" } else { "any" };
    if deep == 0 {
        input.ignore(&[key]);
        input.fault(FieldError::new(input.at(key), "too_deep").with("max", MAX_DEPTH));
        return None;
    }
    let group = input.objects(key, MAX_CONDITIONS, |_, one| read_condition(one, deep - 1))?;
    let group: Vec<Condition> = group.into_iter().collect::<Option<_>>()?;
    if any && group.is_empty() {
        input.refuse(key, "no_alternatives");
        return None;
    }
    Some(if all { Condition::All(group) } else { Condition::Any(group) })
}

fn read_test(input: &mut Input<'_>) -> Option<Test> {
    input.require(&["field"]);
    let field = read_field(input);
    let Some(field) = field else {
        input.ignore(&["op", "value", "key", "channel_id"]);
        return None;
    };
    Some(match field {
        Field::Country => Test::Country(read_words(input, MAX_WORDS, known_country)?),
        Field::Language => Test::Language(read_words(input, MAX_WORDS, known_language)?),
        Field::Os => Test::Os(read_words(input, MAX_WORDS, |word| listed(word, &SYSTEMS))?),
        Field::Browser => Test::Browser(read_words(input, MAX_WORDS, |word| listed(word, &BROWSERS))?),
        Field::InApp => Test::InApp(read_words(input, MAX_WORDS, |word| match word {
            "any" => Ok(word.to_owned()),
            word => listed(word, &IN_APPS),
        })?),
        Field::Device => {
            let words = read_words(input, 3, |word| listed(word, &DEVICES))?;
            let value = words.value.iter().filter_map(|word| Device::parse(word)).collect();
            Test::Device(Devices { op: words.op, value })
        }
        Field::Visitor => {
            let op = read_is(input);
            let value = read_word(input, &["new", "returning"], |word| match word {
                "new" => Some(Visitor::New),
                "returning" => Some(Visitor::Returning),
                _ => None,
            });
            Test::Visitor(VisitorTest { op: op?, value: value? })
        }
        Field::Schedule => {
            let op = read_day_op(input);
            input.require(&["value"]);
            let value = input.object("value", Schedule::read).flatten();
            Test::Schedule(HoursTest { op: op?, value: value? })
        }
        Field::Holiday => {
            let op = read_day_op(input);
            input.require(&["value"]);
            let value = input.object("value", read_holidays).flatten();
            Test::Holiday(HolidayTest { op: op?, value: value? })
        }
        Field::UtmSource => Test::UtmSource(read_text_test(input)?),
        Field::UtmMedium => Test::UtmMedium(read_text_test(input)?),
        Field::UtmCampaign => Test::UtmCampaign(read_text_test(input)?),
        Field::UtmTerm => Test::UtmTerm(read_text_test(input)?),
        Field::UtmContent => Test::UtmContent(read_text_test(input)?),
        Field::UtmId => Test::UtmId(read_text_test(input)?),
        Field::Referrer => Test::Referrer(read_text_test(input)?),
        Field::Query => {
            input.require(&["key"]);
            let key = input.name("key", 64);
            let test = read_text_test(input);
            let (key, TextTest { op, value }) = (key?, test?);
            Test::Query(QueryTest { key, op, value })
        }
        Field::ChannelStatus => {
            input.require(&["channel_id"]);
            let id = input.text("channel_id", 64, Shape::Line);
            let id = id
                .and_then(|id| input.keep("channel_id", ChannelId::parse(&id).ok_or(FieldError::new("", "not_an_id"))));
            let op = read_is(input);
            let value = read_word(input, &["active", "passive"], |word| match word {
                "active" => Some(Status::Active),
                "passive" => Some(Status::Passive),
                _ => None,
            });
            Test::ChannelStatus(StatusTest { channel_id: id?, op: op?, value: value? })
        }
        Field::Alternatives => return None,
    })
}

fn read_field(input: &mut Input<'_>) -> Option<Field> {
    let text = input.text("field", 64, Shape::Line)?;
    let allowed = || Field::ALL.map(Field::as_str).join(", ");
    let field = Field::parse(&text).ok_or_else(|| FieldError::new("", "unknown_rule_field").with("allowed", allowed()));
    input.keep("field", field)
}

/// An operator of this field; an unknown one is told which there are.
fn read_op<T>(input: &mut Input<'_>, words: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    input.require(&["op"]);
    let text = input.text("op", 64, Shape::Line)?;
    let op = parse(&text).ok_or_else(|| FieldError::new("", "unknown_operator").with("allowed", words.join(", ")));
    input.keep("op", op)
}

fn read_is(input: &mut Input<'_>) -> Option<Is> {
    read_op(input, &["is"], |word| (word == "is").then_some(Is::Is))
}

fn read_day_op(input: &mut Input<'_>) -> Option<DayOp> {
    read_op(input, &["within", "outside"], |word| match word {
        "within" => Some(DayOp::Within),
        "outside" => Some(DayOp::Outside),
        _ => None,
    })
}

fn read_word<T>(input: &mut Input<'_>, words: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    input.require(&["value"]);
    input.word("value", words, parse)
}

/// `in_list` or `not_in_list` with a list of words that `known` takes, each once.
fn read_words(input: &mut Input<'_>, max: usize, known: impl Fn(&str) -> Result<String, FieldError>) -> Option<Words> {
    let op = read_op(input, &["in_list", "not_in_list"], |word| match word {
        "in_list" => Some(Among::InList),
        "not_in_list" => Some(Among::NotInList),
        _ => None,
    });
    input.require(&["value"]);
    let given = input.words("value", max, 64)?;
    let mut value: Vec<String> = Vec::with_capacity(given.len());
    for (at, word) in given.iter().enumerate() {
        let word = input.keep(&format!("value[{at}]"), known(word))?;
        if !value.contains(&word) {
            value.push(word);
        }
    }
    if value.is_empty() {
        input.refuse("value", "no_values");
        return None;
    }
    Some(Words { op: op?, value })
}

/// A text or a list of texts, as the operator wants.
fn read_text_test(input: &mut Input<'_>) -> Option<TextTest> {
    const OPS: [(&str, TextOp); 10] = [
        ("equal", TextOp::Equal),
        ("not_equal", TextOp::NotEqual),
        ("in_list", TextOp::InList),
        ("not_in_list", TextOp::NotInList),
        ("contains", TextOp::Contains),
        ("not_contains", TextOp::NotContains),
        ("starts_with", TextOp::StartsWith),
        ("ends_with", TextOp::EndsWith),
        ("is_empty", TextOp::IsEmpty),
        ("is_not_empty", TextOp::IsNotEmpty),
    ];
    let op = read_op(input, &OPS.map(|(word, _)| word), |word| OPS.iter().find(|(w, _)| *w == word).map(|(_, op)| *op));
    if matches!(op, Some(TextOp::IsEmpty | TextOp::IsNotEmpty)) {
        input.ignore(&["value"]);
        return Some(TextTest { op: op?, value: Vec::new() });
    }
    input.require(&["value"]);
    let value = match input.given("value") {
        Given::Is(value) if value.is_array() => input.words("value", MAX_WORDS, MAX_VALUE)?,
        Given::Is(_) => vec![input.text("value", MAX_VALUE, Shape::Line)?],
        Given::Absent | Given::Null => return None,
    };
    if value.is_empty() || value.iter().any(|text| text.is_empty()) {
        input.refuse("value", "no_values");
        return None;
    }
    Some(TextTest { op: op?, value })
}

fn read_holidays(input: &mut Input<'_>) -> Option<HolidayValue> {
    input.require(&["time_zone", "calendar_ids"]);
    let zone = input.text("time_zone", 64, Shape::Line);
    let time_zone = zone.and_then(|zone| input.keep("time_zone", known_zone(&zone)));
    let calendar_ids = input.ids("calendar_ids", super::schedule::MAX_CALENDARS, CalendarId::parse);
    if calendar_ids.as_ref().is_some_and(Vec::is_empty) {
        input.refuse("calendar_ids", "no_values");
        return None;
    }
    Some(HolidayValue { time_zone: time_zone?, calendar_ids: calendar_ids? })
}

fn known_language(text: &str) -> Result<String, FieldError> {
    let range = language::range(text);
    if range.is_empty() { Err(FieldError::new("", "unknown_language")) } else { Ok(range.into_owned()) }
}

fn listed(word: &str, words: &[&str]) -> Result<String, FieldError> {
    let word = word.to_ascii_lowercase();
    let known = words.contains(&word.as_str());
    if known { Ok(word) } else { Err(FieldError::new("", "not_one_of").with("allowed", words.join(", "))) }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
