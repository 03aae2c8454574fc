//! Rules asked about visits.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::schedule::NoHolidays;
use crate::visit::{Client, Facts, Origin, Pair, Place, Utm};
use serde_json::{Value, json};

fn rule(when: Value) -> Rule {
    serde_json::from_value(json!({"id": "0190d3f2-0000-7000-8000-000000000001", "name": "r", "active": true,
        "when": when, "then": {"pool": true}}))
    .unwrap()
}

fn facts() -> Facts<'static> {
    Facts {
        language: "es-ES".into(),
        client: Client {
            device: Device::Mobile,
            os: "android".into(),
            browser: "webview".into(),
            in_app: "instagram".into(),
        },
        place: Place { country: "ES".into(), ..Place::default() },
        origin: Origin {
            utm: Utm { source: "IG".into(), ..Utm::default() },
            click_ids: vec![("fbclid".into(), "abc".into())],
            referrer: "https://l.instagram.com/".into(),
        },
        keys: vec![("budget".into(), "50jt".into())],
        ..Facts::default()
    }
}

/// Monday 23 November 2026, 10:30 in Madrid.
const MONDAY: i64 = 1_795_426_200_000_000;

fn why_not(
    when: &Value,
    facts: &Facts<'_>,
    visitor: Option<Visitor>,
    parameters: &[Pair<'_>],
) -> Option<(Field, String)> {
    let rules = Rules::new(&[rule(when.clone())]);
    let channels = |id: ChannelId| (id.0.as_u128() == 1).then_some(true);
    let seen = Seen::new(facts, visitor, MONDAY, parameters, &NoHolidays, channels);
    let live = rules.iter().next().unwrap();
    let why = rules.why_not(live, &seen);
    assert_eq!(rules.holds(live, &seen), why.is_none(), "{when}");
    why.map(|why| (why.field, why.seen.into_owned()))
}

fn holds(when: Value) -> bool {
    why_not(&when, &facts(), Some(Visitor::New), &[]).is_none()
}

#[test]
fn each_test_asks_its_own_fact() {
    let list = |field: &str, op: &str, value: &[&str]| json!({"field": field, "op": op, "value": value});
    for (test, is_so) in [
        (list("country", "in_list", &["FR", "ES"]), true),
        (list("country", "not_in_list", &["ES"]), false),
        (list("language", "in_list", &["es"]), true),
        (list("language", "in_list", &["es-MX"]), false),
        (list("language", "in_list", &["e"]), false),
        (list("device", "in_list", &["mobile"]), true),
        (list("device", "not_in_list", &["mobile", "tablet"]), false),
        (list("os", "in_list", &["ios"]), false),
        (list("browser", "in_list", &["webview"]), true),
        (list("in_app", "in_list", &["any"]), true),
        (list("in_app", "in_list", &["facebook"]), false),
        (list("utm_source", "equal", &["ig"]), true),
        (list("utm_campaign", "is_empty", &[]), true),
        (list("referrer", "contains", &["instagram.com"]), true),
        (json!({"field": "query", "key": "k_budget", "op": "equal", "value": ["50JT"]}), true),
        (json!({"field": "query", "key": "fbclid", "op": "is_not_empty", "value": []}), true),
        (json!({"field": "query", "key": "size", "op": "equal", "value": ["XL"]}), false),
        (json!({"field": "visitor", "op": "is", "value": "new"}), true),
        (json!({"field": "visitor", "op": "is", "value": "returning"}), false),
        (
            json!({"field": "schedule", "op": "within", "value":
            {"time_zone": "Europe/Madrid", "days": ["mon"], "from": "10:30", "to": "18:00"}}),
            true,
        ),
        (
            json!({"field": "schedule", "op": "outside", "value":
            {"time_zone": "Europe/Madrid", "days": ["mon"], "from": "09:00", "to": "10:30"}}),
            true,
        ),
        (
            json!({"field": "channel_status", "channel_id": "00000000-0000-0000-0000-000000000001", "op": "is", "value": "active"}),
            true,
        ),
        (
            json!({"field": "channel_status", "channel_id": "00000000-0000-0000-0000-000000000002", "op": "is", "value": "passive"}),
            true,
        ),
    ] {
        assert_eq!(holds(test.clone()), is_so, "{test}");
    }
}

#[test]
fn what_is_not_known_meets_no_positive_test_and_every_negative_one() {
    let nothing = Facts::default();
    for field in ["country", "language", "device", "os", "browser", "in_app"] {
        let word = match field {
            "country" => "ES",
            "language" => "*",
            "device" => "mobile",
            "os" => "ios",
            "browser" => "chrome",
            _ => "any",
        };
        let positive = json!({"field": field, "op": "in_list", "value": [word]});
        let negative = json!({"field": field, "op": "not_in_list", "value": [word]});
        assert!(
            why_not(&positive, &nothing, None, &[]).is_some_and(|(_, seen)| seen.is_empty() || seen == "unknown"),
            "{field}"
        );
        assert!(why_not(&negative, &nothing, None, &[]).is_none(), "{field}");
    }
    for value in ["new", "returning"] {
        let asked = json!({"field": "visitor", "op": "is", "value": value});
        assert_eq!(why_not(&asked, &nothing, None, &[]), Some((Field::Visitor, String::new())), "{value}");
    }
}

#[test]
fn the_reason_is_the_first_thing_that_was_not_so() {
    let spain = json!({"field": "country", "op": "in_list", "value": ["ES"]});
    let ios = json!({"field": "os", "op": "in_list", "value": ["ios"]});
    let evening = json!({"field": "schedule", "op": "within", "value":
        {"time_zone": "Europe/Madrid", "days": ["mon"], "from": "18:00", "to": "20:00"}});
    let why = |when: Value| why_not(&when, &facts(), Some(Visitor::New), &[]);
    assert_eq!(why(json!({"all": [spain, evening, ios]})), Some((Field::Schedule, "mon 10:30".into())));
    assert_eq!(why(json!({"any": [evening, ios]})), Some((Field::Alternatives, String::new())));
    assert_eq!(why(json!({"any": [ios]})), Some((Field::Os, "android".into())));
    assert_eq!(why(json!({"any": [ios, spain]})), None);
    assert_eq!(why(json!({"all": []})), None);
}

#[test]
fn a_parameter_is_kept_only_where_a_rule_asks_for_it_and_nothing_else_keeps_it() {
    let ask = |key: &str| rule(json!({"field": "query", "key": key, "op": "equal", "value": ["x"]}));
    let rules = Rules::new(&[ask("size"), ask("k_budget"), ask("utm_source"), ask("gclid"), ask("size")]);
    assert_eq!(rules.parameters(), ["size"]);
    let parameters = [("size".into(), "X".into())];
    assert_eq!(
        why_not(
            &json!({"field": "query", "key": "size", "op": "equal", "value": ["x"]}),
            &facts(),
            Some(Visitor::New),
            &parameters
        ),
        None
    );
}

#[test]
fn a_rule_that_is_switched_off_is_not_there() {
    let off = Rule { active: false, ..rule(json!({"all": []})) };
    assert!(Rules::new(&[off]).is_empty());
}

#[test]
fn the_next_opening_is_told_only_while_none_of_the_hours_is_open() {
    let hours = |from: &str, to: &str| {
        rule(json!({"field": "schedule", "op": "within", "value":
            {"time_zone": "Europe/Madrid", "days": ["mon"], "from": from, "to": to}}))
    };
    let rules = Rules::new(&[hours("14:00", "16:00"), hours("12:00", "13:00")]);
    assert_eq!(rules.next_opening(MONDAY, &NoHolidays), Some(MONDAY + 90 * 60_000_000));
    let open = Rules::new(&[hours("14:00", "16:00"), hours("10:00", "13:00")]);
    assert_eq!(open.next_opening(MONDAY, &NoHolidays), None);
}

mod properties {
    //! What the compiled form says against the plainest reading of the conditions as they are written.

    use super::*;
    use crate::route::{Devices, HoursTest, QueryTest, TextTest, VisitorTest};
    use crate::schedule::Hours;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    const COUNTRIES: [&str; 4] = ["ES", "ID", "FR", ""];
    const LANGUAGES: [&str; 6] = ["es-ES", "es", "id-ID", "zh-Hant-TW", "zh-Hans", ""];
    const WORDS: [&str; 5] = ["ig", "IG", "Promo", "promo day", ""];

    fn plain(condition: &Condition, facts: &Facts<'_>, visitor: Option<Visitor>, parameters: &[Pair<'_>]) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|one| plain(one, facts, visitor, parameters)),
            Condition::Any(any) => any.iter().any(|one| plain(one, facts, visitor, parameters)),
            Condition::Test(test) => tested(test, facts, visitor, parameters),
        }
    }

    fn among(op: Among, is: bool) -> bool {
        is == (op == Among::InList)
    }

    fn tested(test: &Test, facts: &Facts<'_>, visitor: Option<Visitor>, parameters: &[Pair<'_>]) -> bool {
        match test {
            Test::Country(words) => among(words.op, words.value.iter().any(|code| *code == facts.place.country)),
            Test::Language(words) => {
                among(words.op, words.value.iter().any(|range| crate::language::matches(range, &facts.language)))
            }
            Test::Device(devices) => {
                let known = facts.client.device != Device::Unknown;
                among(devices.op, known && devices.value.contains(&facts.client.device))
            }
            Test::InApp(words) => {
                let app = facts.client.in_app.as_ref();
                among(words.op, !app.is_empty() && words.value.iter().any(|word| word == "any" || word == app))
            }
            Test::Visitor(wanted) => visitor == Some(wanted.value),
            Test::Schedule(hours) => Hours::of(&hours.value).open(MONDAY, &NoHolidays) == (hours.op == DayOp::Within),
            Test::UtmSource(text) => compared(text.op, &text.value, &facts.origin.utm.source),
            Test::Query(query) => {
                let value = parameters.iter().find(|(name, _)| *name == query.key).map_or("", |(_, value)| value);
                compared(query.op, &query.value, value)
            }
            other => panic!("{other:?} is not drawn here"),
        }
    }

    fn compared(op: TextOp, values: &[String], text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let any = |is: fn(&str, &str) -> bool| {
            !text.is_empty() && values.iter().any(|value| is(&text, &value.trim().to_lowercase()))
        };
        match op {
            TextOp::Equal | TextOp::InList => any(|text, value| text == value),
            TextOp::NotEqual | TextOp::NotInList => !any(|text, value| text == value),
            TextOp::Contains => any(|text, value| text.contains(value)),
            TextOp::NotContains => !any(|text, value| text.contains(value)),
            TextOp::StartsWith => any(|text, value| text.starts_with(value)),
            TextOp::EndsWith => any(|text, value| text.ends_with(value)),
            TextOp::IsEmpty => text.is_empty(),
            TextOp::IsNotEmpty => !text.is_empty(),
        }
    }

    fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        subsequence(of, 1..=of.len()).prop_map(|words| words.into_iter().map(str::to_owned).collect())
    }

    fn among_op() -> impl Strategy<Value = Among> {
        select(vec![Among::InList, Among::NotInList])
    }

    fn text_op() -> impl Strategy<Value = TextOp> {
        select(vec![
            TextOp::Equal,
            TextOp::NotEqual,
            TextOp::InList,
            TextOp::NotInList,
            TextOp::Contains,
            TextOp::NotContains,
            TextOp::StartsWith,
            TextOp::EndsWith,
            TextOp::IsEmpty,
            TextOp::IsNotEmpty,
        ])
    }

    fn a_test() -> impl Strategy<Value = Test> {
        let words = |of: &'static [&'static str]| (among_op(), some(of)).prop_map(|(op, value)| Words { op, value });
        prop_oneof![
            words(&["ES", "ID", "FR"]).prop_map(Test::Country),
            words(&["es", "id", "zh-Hant", "*"]).prop_map(Test::Language),
            words(&["any", "instagram", "facebook"]).prop_map(Test::InApp),
            (among_op(), subsequence(vec![Device::Mobile, Device::Tablet, Device::Desktop], 1..=3))
                .prop_map(|(op, value)| Test::Device(Devices { op, value })),
            select(vec![Visitor::New, Visitor::Returning])
                .prop_map(|value| Test::Visitor(VisitorTest { op: crate::route::Is::Is, value })),
            (select(vec![DayOp::Within, DayOp::Outside]), 0u16..1440, 1u16..1440).prop_map(|(op, from, more)| {
                let to = (from + more) % 1440;
                let range = json!({"from": crate::schedule::clock(from), "to": crate::schedule::clock(to)});
                let value = json!({"time_zone": "Europe/Madrid", "days": ["sun", "mon"], "ranges": [range]});
                Test::Schedule(HoursTest { op, value: serde_json::from_value(value).unwrap() })
            }),
            (text_op(), some(&["ig", "PROMO", "day"])).prop_map(|(op, value)| Test::UtmSource(TextTest { op, value })),
            (text_op(), some(&["ig", "PROMO", "day"])).prop_map(|(op, value)| Test::Query(QueryTest {
                key: "size".into(),
                op,
                value
            })),
        ]
    }

    fn a_condition() -> impl Strategy<Value = Condition> {
        a_test().prop_map(Condition::Test).prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
                proptest::collection::vec(inner, 1..4).prop_map(Condition::Any),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_compiled_rule_holds_when_its_conditions_read_plainly_do(
            when in a_condition(),
            country in select(&COUNTRIES[..]),
            language in select(&LANGUAGES[..]),
            device in select(vec![Device::Unknown, Device::Mobile, Device::Tablet, Device::Desktop]),
            in_app in select(vec!["", "instagram", "tiktok"]),
            source in select(&WORDS[..]),
            size in select(&WORDS[..]),
            visitor in select(vec![None, Some(Visitor::New), Some(Visitor::Returning)]),
        ) {
            let facts = Facts {
                language: language.into(),
                client: Client { device, in_app: in_app.into(), ..Client::default() },
                place: Place { country: country.into(), ..Place::default() },
                origin: Origin { utm: Utm { source: source.into(), ..Utm::default() }, ..Origin::default() },
                ..Facts::default()
            };
            let parameters = [("size".into(), size.into())];
            let rule = Rule { when: when.clone(), ..super::rule(json!({"all": []})) };
            let rules = Rules::new(std::slice::from_ref(&rule));
            let seen = Seen::new(&facts, visitor, MONDAY, &parameters, &NoHolidays, |_: ChannelId| None);
            let live = rules.iter().next().unwrap();
            let holds = plain(&when, &facts, visitor, &parameters);
            prop_assert_eq!(rules.holds(live, &seen), holds);
            prop_assert_eq!(rules.why_not(live, &seen).is_none(), holds);
            let kept: Rule = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
            prop_assert_eq!(kept, rule);
        }
    }
}
