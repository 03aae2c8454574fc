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

fn why_not(when: &Value, facts: &Facts<'_>, is_new: bool, parameters: &[Pair<'_>]) -> Option<(Field, String)> {
    let rules = Rules::new(&[rule(when.clone())]);
    let channels = |id: ChannelId| (id.0.as_u128() == 1).then_some(true);
    let seen = Seen::new(facts, is_new, MONDAY, parameters, &NoHolidays, channels);
    let live = rules.iter().next().unwrap();
    let why = rules.why_not(live, &seen);
    assert_eq!(rules.holds(live, &seen), why.is_none(), "{when}");
    why.map(|why| (why.field, why.seen.into_owned()))
}

fn holds(when: Value) -> bool {
    why_not(&when, &facts(), true, &[]).is_none()
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
            why_not(&positive, &nothing, true, &[]).is_some_and(|(_, seen)| seen.is_empty() || seen == "unknown"),
            "{field}"
        );
        assert!(why_not(&negative, &nothing, true, &[]).is_none(), "{field}");
    }
}

#[test]
fn the_reason_is_the_first_thing_that_was_not_so() {
    let spain = json!({"field": "country", "op": "in_list", "value": ["ES"]});
    let ios = json!({"field": "os", "op": "in_list", "value": ["ios"]});
    let evening = json!({"field": "schedule", "op": "within", "value":
        {"time_zone": "Europe/Madrid", "days": ["mon"], "from": "18:00", "to": "20:00"}});
    let why = |when: Value| why_not(&when, &facts(), true, &[]);
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
        why_not(&json!({"field": "query", "key": "size", "op": "equal", "value": ["x"]}), &facts(), true, &parameters),
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
