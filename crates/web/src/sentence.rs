//! Rules read aloud: "If country is Spain and it is Mon–Fri 09:00–18:00 in Madrid → ES sales". What a rule names by its
//! id stands in the sentence by its name, which the caller knows; nothing is looked up here and nothing decided.

use crate::i18n::{Locale, Said, has, text};
use crate::view::time;
use domain::actor::Who;
use domain::id::{CalendarId, ChannelId, LinkId};
use domain::route::{Among, Condition, DayOp, Field, Rule, Status, Test, TextOp, Then, Visitor, Words};
use domain::schedule::{Day, MINUTES_OF_DAY, Schedule, Span, clock};
use engine::{Engine, Rejection, calendars};
use std::collections::HashMap;
use std::sync::Arc;

/// What rules may name, by what people call it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub channels: HashMap<ChannelId, String>,
    pub links: HashMap<LinkId, String>,
    pub calendars: HashMap<CalendarId, String>,
}

/// The names of everything that rules of this workspace may name. Errors: those of [`calendars::list`].
pub async fn names(engine: &Engine, who: &Who) -> Result<Names, Rejection> {
    const MOST: usize = 500;
    let calendars = calendars::list(engine, who, None, MOST).await?.items;
    let snapshot = engine.live.now();
    let ours = |link: &&Arc<engine::snapshot::LiveLink>| link.link.workspace == who.workspace;
    let channels = snapshot.channels.iter().filter(|(_, (workspace, _))| *workspace == who.workspace);
    Ok(Names {
        channels: channels.map(|(id, (_, channel))| (*id, channel.name.clone())).collect(),
        links: snapshot.links().filter(ours).map(|link| (link.link.id, link.link.name.clone())).collect(),
        calendars: calendars.into_iter().map(|calendar| (calendar.id, calendar.name)).collect(),
    })
}

/// The whole rule.
pub fn rule(locale: Locale, names: &Names, rule: &Rule) -> String {
    Said::new(locale, "rule-sentence")
        .s("when", if_so(locale, names, &rule.when))
        .s("then", then(locale, names, rule.then))
        .to_string()
}

/// "If country is Spain", or "Always".
pub fn if_so(locale: Locale, names: &Names, condition: &Condition) -> String {
    match condition {
        Condition::All(parts) if parts.is_empty() => text(locale, "rule-always", None),
        condition => Said::new(locale, "rule-if").s("when", when(locale, names, condition)).to_string(),
    }
}

/// Where a rule leads.
pub fn then(locale: Locale, names: &Names, then: Then) -> String {
    let gone = || text(locale, "rule-gone", None);
    match then {
        Then::ChannelId(id) => names.channels.get(&id).cloned().unwrap_or_else(gone),
        Then::Pool(_) => text(locale, "rule-to-pool", None),
        Then::LinkId(id) => {
            let name = names.links.get(&id).cloned().unwrap_or_else(gone);
            Said::new(locale, "rule-to-link").s("name", name).to_string()
        }
    }
}

fn when(locale: Locale, names: &Names, condition: &Condition) -> String {
    match condition {
        Condition::Test(test) => asked(locale, names, test),
        Condition::All(parts) => group(locale, names, parts, "rule-and", |part| matches!(part, Condition::Any(_))),
        Condition::Any(parts) => group(locale, names, parts, "rule-or", |part| matches!(part, Condition::All(_))),
    }
}

/// Parts under one word; a group of the other word stands in brackets.
fn group(
    locale: Locale,
    names: &Names,
    parts: &[Condition],
    word: &'static str,
    other: fn(&Condition) -> bool,
) -> String {
    let said = |part: &Condition| match part {
        Condition::All(parts) if parts.is_empty() => text(locale, "rule-everybody", None),
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 && other(part) => {
            format!("({})", when(locale, names, part))
        }
        part => when(locale, names, part),
    };
    let said: Vec<String> = parts.iter().map(said).collect();
    said.into_iter().reduce(|a, b| Said::new(locale, word).s("a", a).s("b", b).to_string()).unwrap_or_default()
}

fn asked(locale: Locale, names: &Names, test: &Test) -> String {
    match test {
        Test::Country(list) => among(locale, "country", list, |code| word(locale, "country", code)),
        Test::Language(list) => among(locale, "language", list, |tag| language(locale, tag)),
        Test::Os(list) => among(locale, "os", list, |os| word(locale, "os", os)),
        Test::Browser(list) => among(locale, "browser", list, |browser| word(locale, "browser", browser)),
        Test::InApp(list) => among(locale, "in-app", list, |app| word(locale, "app", app)),
        Test::Device(devices) => {
            let list = devices.value.iter().map(|device| word(locale, "rule-device", device.as_str())).collect();
            is(locale, "device", devices.op, &or(locale, list))
        }
        Test::Visitor(visitor) => match visitor.value {
            Visitor::New => text(locale, "rule-if-new", None),
            Visitor::Returning => text(locale, "rule-if-returning", None),
        },
        Test::Schedule(hours) => schedule(locale, names, hours.op, &hours.value),
        Test::Holiday(holiday) => {
            let key = if holiday.op == DayOp::Within { "rule-if-holiday" } else { "rule-if-holiday-not" };
            Said::new(locale, key)
                .s("calendars", calendars(locale, names, &holiday.value.calendar_ids))
                .s("place", place(&holiday.value.time_zone))
                .to_string()
        }
        Test::UtmSource(asked)
        | Test::UtmMedium(asked)
        | Test::UtmCampaign(asked)
        | Test::UtmTerm(asked)
        | Test::UtmContent(asked)
        | Test::UtmId(asked)
        | Test::Referrer(asked) => texts(locale, &field(locale, test.field()), asked.op, &asked.value),
        Test::Query(query) => {
            let what = Said::new(locale, "rule-parameter").s("key", &query.key).to_string();
            texts(locale, &what, query.op, &query.value)
        }
        Test::ChannelStatus(status) => {
            let key = if status.value == Status::Active { "rule-if-channel-active" } else { "rule-if-channel-passive" };
            let name = names.channels.get(&status.channel_id).cloned();
            Said::new(locale, key).s("name", name.unwrap_or_else(|| text(locale, "rule-gone", None))).to_string()
        }
    }
}

/// What a field is called where it is chosen and in a sentence.
pub fn field(locale: Locale, field: Field) -> String {
    text(locale, &format!("rule-field-{}", field.as_str().replace('_', "-")), None)
}

fn among(locale: Locale, what: &str, list: &Words, called: impl Fn(&str) -> String) -> String {
    is(locale, what, list.op, &or(locale, list.value.iter().map(|word| called(word)).collect()))
}

fn is(locale: Locale, what: &str, op: Among, list: &str) -> String {
    let not = if op == Among::NotInList { "-not" } else { "" };
    Said::new(locale, &format!("rule-if-{what}{not}")).s("list", list).to_string()
}

/// Of many, the first few and how many more.
fn or(locale: Locale, mut list: Vec<String>) -> String {
    const MOST: usize = 8;
    if list.len() > MOST {
        let more = list.split_off(MOST - 1).len();
        return Said::new(locale, "rule-or-more").s("list", list.join(", ")).n("count", more).to_string();
    }
    joined(locale, list, "rule-or")
}

fn joined(locale: Locale, mut list: Vec<String>, word: &'static str) -> String {
    match list.pop() {
        Some(last) if !list.is_empty() => Said::new(locale, word).s("a", list.join(", ")).s("b", last).to_string(),
        last => last.unwrap_or_default(),
    }
}

fn texts(locale: Locale, what: &str, op: TextOp, values: &[String]) -> String {
    let key = match op {
        TextOp::Equal | TextOp::InList => "rule-if-equal",
        TextOp::NotEqual | TextOp::NotInList => "rule-if-not-equal",
        TextOp::Contains => "rule-if-contains",
        TextOp::NotContains => "rule-if-not-contains",
        TextOp::StartsWith => "rule-if-starts",
        TextOp::EndsWith => "rule-if-ends",
        TextOp::IsEmpty => "rule-if-empty",
        TextOp::IsNotEmpty => "rule-if-not-empty",
    };
    let list = or(locale, values.iter().map(|value| format!("“{value}”")).collect());
    Said::new(locale, key).s("what", what).s("list", list).to_string()
}

fn schedule(locale: Locale, names: &Names, op: DayOp, schedule: &Schedule) -> String {
    let key = match (op, schedule.calendar_ids.is_empty()) {
        (DayOp::Within, true) => "rule-if-within",
        (DayOp::Within, false) => "rule-if-within-holidays",
        (DayOp::Outside, true) => "rule-if-outside",
        (DayOp::Outside, false) => "rule-if-outside-holidays",
    };
    Said::new(locale, key)
        .s("hours", hours(locale, schedule))
        .s("place", place(&schedule.time_zone))
        .s("calendars", calendars(locale, names, &schedule.calendar_ids))
        .to_string()
}

/// `Mon–Fri 09:00–18:00`.
pub fn hours(locale: Locale, schedule: &Schedule) -> String {
    let ranges = joined(locale, schedule.ranges.iter().map(|range| span(locale, *range)).collect(), "rule-and");
    format!("{} {ranges}", days(locale, &schedule.days))
}

fn span(locale: Locale, span: Span) -> String {
    if (span.from, span.to) == (0, MINUTES_OF_DAY) {
        return text(locale, "rule-all-day", None);
    }
    let written = |minute| match locale {
        Locale::En => clock(minute),
        Locale::Id => clock(minute).replace(':', "."),
    };
    format!("{}–{}", written(span.from), written(span.to))
}

/// Runs of three and more as `Mon–Fri`.
fn days(locale: Locale, days: &[Day]) -> String {
    if days.len() == Day::ALL.len() {
        return text(locale, "rule-every-day", None);
    }
    let name = |day: Day| time::weekday(locale, day as usize);
    let mut parts = Vec::new();
    let mut rest = days;
    while let Some(first) = rest.first() {
        let run = rest.iter().enumerate().take_while(|(n, day)| **day as usize == *first as usize + n).count();
        match run {
            1 | 2 => parts.extend(rest[..run].iter().map(|day| name(*day))),
            run => parts.push(format!("{}–{}", name(*first), name(rest[run - 1]))),
        }
        rest = &rest[run..];
    }
    parts.join(", ")
}

fn calendars(locale: Locale, names: &Names, ids: &[CalendarId]) -> String {
    let name = |id| names.calendars.get(id).map_or_else(|| text(locale, "rule-gone", None), |name| format!("“{name}”"));
    joined(locale, ids.iter().map(name).collect(), "rule-or")
}

/// The city of a zone: `Madrid` of `Europe/Madrid`.
pub fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// A language by its name where we know one: `id` as "Indonesian", `pt-BR` as "Portuguese (BR)".
pub fn language(locale: Locale, tag: &str) -> String {
    if tag == "*" {
        return text(locale, "rule-language-any", None);
    }
    let (first, rest) = tag.split_once('-').map_or((tag, None), |(first, rest)| (first, Some(rest)));
    let key = format!("rule-language-{first}");
    match (has(locale, &key), rest) {
        (false, _) => tag.to_owned(),
        (true, None) => text(locale, &key, None),
        (true, Some(rest)) => format!("{} ({rest})", text(locale, &key, None)),
    }
}

fn word(locale: Locale, group: &str, word: &str) -> String {
    let key = format!("{group}-{word}");
    if has(locale, &key) { text(locale, &key, None) } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::id::RuleId;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn names() -> Names {
        Names {
            channels: [(ChannelId(Uuid::from_u128(1)), "ES sales".to_owned())].into(),
            links: [(LinkId(Uuid::from_u128(2)), "Spain".to_owned())].into(),
            calendars: [(CalendarId(Uuid::from_u128(3)), "Madrid holidays".to_owned())].into(),
        }
    }

    fn said(locale: Locale, when: Value, then: Then) -> String {
        let when = serde_json::from_value(when).unwrap();
        let one = Rule { id: RuleId(Uuid::nil()), name: String::new(), active: true, when, then };
        rule(locale, &names(), &one)
    }

    fn office(calendars: Value) -> Value {
        json!({"field": "schedule", "op": "within", "value": {"time_zone": "Europe/Madrid",
            "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00", "calendar_ids": calendars}})
    }

    const SALES: Then = Then::ChannelId(ChannelId(Uuid::from_u128(1)));

    #[test]
    fn the_specifications_own_sentence() {
        let when = json!({"all": [{"field": "country", "op": "in_list", "value": ["ES"]}, office(json!([]))]});
        assert_eq!(
            said(Locale::En, when.clone(), SALES),
            "If country is Spain and it is Mon–Fri 09:00–18:00 in Madrid → ES sales"
        );
        assert_eq!(
            said(Locale::Id, when, SALES),
            "Jika negara Spanyol dan waktunya Sen–Jum 09.00–18.00 di Madrid → ES sales"
        );
    }

    #[test]
    fn groups_stand_in_brackets_where_the_word_changes() {
        let es = json!({"field": "language", "op": "in_list", "value": ["es", "pt-BR"]});
        let new = json!({"field": "visitor", "op": "is", "value": "new"});
        let ig = json!({"field": "utm_source", "op": "starts_with", "value": ["ig", "fb"]});
        assert_eq!(
            said(Locale::En, json!({"all": [{"any": [es, new]}, ig]}), Then::Pool(true)),
            "If (language is Spanish or Portuguese (BR) or the visitor is new) and utm_source begins with “ig” or “fb” \
             → this link’s own pool"
        );
        assert_eq!(
            said(Locale::En, json!({"all": []}), Then::LinkId(LinkId(Uuid::from_u128(2)))),
            "Always → the link “Spain”"
        );
    }

    #[test]
    fn days_hours_and_holidays_read_as_people_say_them() {
        let calendars = json!(["00000000-0000-0000-0000-000000000003"]);
        assert_eq!(
            said(Locale::En, office(calendars), SALES),
            "If it is Mon–Fri 09:00–18:00 in Madrid and no day of “Madrid holidays” → ES sales"
        );
        let days = |list: &[Day]| super::days(Locale::En, list);
        assert_eq!(days(&[Day::Mon, Day::Tue]), "Mon, Tue");
        assert_eq!(days(&[Day::Mon, Day::Wed, Day::Thu, Day::Fri, Day::Sun]), "Mon, Wed–Fri, Sun");
        assert_eq!(days(&Day::ALL), "every day");
    }

    #[test]
    fn every_test_has_its_words_in_both_languages_and_no_ids() {
        let channel = "00000000-0000-0000-0000-000000000001";
        let mut tests = vec![
            json!({"field": "device", "op": "not_in_list", "value": ["mobile"]}),
            json!({"field": "os", "op": "in_list", "value": ["ios"]}),
            json!({"field": "browser", "op": "in_list", "value": ["samsung"]}),
            json!({"field": "in_app", "op": "not_in_list", "value": ["any"]}),
            json!({"field": "visitor", "op": "is", "value": "returning"}),
            json!({"field": "holiday", "op": "outside",
                "value": {"time_zone": "Asia/Jakarta", "calendar_ids": ["00000000-0000-0000-0000-000000000003"]}}),
            json!({"field": "channel_status", "channel_id": channel, "op": "is", "value": "passive"}),
            json!({"field": "query", "key": "size", "op": "is_empty", "value": []}),
        ];
        for op in ["equal", "not_equal", "contains", "not_contains", "ends_with", "is_not_empty"] {
            tests.push(json!({"field": "referrer", "op": op, "value": ["tiktok"]}));
        }
        for field in ["country", "language", "os", "browser", "in_app"] {
            tests.push(json!({"field": field, "op": "not_in_list", "value": ["other"]}));
        }
        for locale in Locale::ALL {
            for test in &tests {
                let said = said(locale, test.clone(), SALES);
                let keys = ["rule-", "{", "0000"];
                assert!(keys.iter().all(|key| !said.contains(key)), "{test}: {said}");
            }
        }
    }

    #[test]
    fn many_values_are_counted() {
        let codes: Vec<_> = ["ES", "PT", "FR", "IT", "DE", "NL", "BE", "AT", "PL", "SE"].into();
        let said = said(Locale::En, json!({"field": "country", "op": "in_list", "value": codes}), SALES);
        assert!(said.contains("Belgium and 3 more"), "{said}");
    }
}
