//! What is taken for a rule, and what each fault is called.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::draft::input::parse;
use crate::problem::FieldError;
use serde_json::{Value, json};

fn rules(list: Value) -> Result<Vec<RuleDraft>, Vec<FieldError>> {
    parse(&json!({ "rules": list }), read).map(|rules| rules.unwrap())
}

fn faults(list: Value) -> Vec<(String, &'static str)> {
    let faults = rules(list).expect_err("refused");
    faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
}

fn spain() -> Value {
    json!({"name": "Spain in hours", "active": true,
        "when": {"all": [
            {"field": "country", "op": "in_list", "value": ["ES"]},
            {"field": "schedule", "op": "within", "value": {"time_zone": "Europe/Madrid",
                "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}}]},
        "then": {"channel_id": "0190d3f2-0000-7000-8000-000000000001"}})
}

#[test]
fn the_contracts_own_rule_is_taken_and_stands_as_it_was_written() {
    let rule = rules(json!([spain()])).unwrap().remove(0).with_id(|| RuleId(uuid::Uuid::nil()));
    let mut written = serde_json::to_value(&rule).unwrap();
    assert_eq!(serde_json::from_value::<Rule>(written.clone()).unwrap(), rule);
    written.as_object_mut().unwrap().remove("id");
    assert_eq!(written, spain());
}

#[test]
fn every_kind_of_condition_comes_back_as_it_was_written() {
    let tests = json!([
        {"field": "language", "op": "not_in_list", "value": ["id", "zh-Hant"]},
        {"field": "device", "op": "in_list", "value": ["mobile", "tablet"]},
        {"field": "os", "op": "in_list", "value": ["ios"]},
        {"field": "browser", "op": "not_in_list", "value": ["firefox"]},
        {"field": "in_app", "op": "in_list", "value": ["any"]},
        {"field": "visitor", "op": "is", "value": "returning"},
        {"field": "holiday", "op": "within",
            "value": {"time_zone": "Asia/Jakarta", "calendar_ids": ["0190d3f2-0000-7000-8000-000000000002"]}},
        {"field": "utm_source", "op": "equal", "value": ["ig"]},
        {"field": "utm_medium", "op": "is_empty", "value": []},
        {"field": "referrer", "op": "contains", "value": ["tiktok", "ig"]},
        {"field": "query", "key": "size", "op": "starts_with", "value": ["X"]},
        {"any": [{"field": "channel_status", "channel_id": "0190d3f2-0000-7000-8000-000000000003", "op": "is", "value": "active"}]}
    ]);
    let rule = json!({"name": "x", "active": false, "when": {"all": tests}, "then": {"pool": true}});
    let read = rules(json!([rule])).unwrap().remove(0);
    assert_eq!(serde_json::to_value(&read.when).unwrap(), rule["when"]);
    assert_eq!(serde_json::from_value::<Condition>(rule["when"].clone()).unwrap(), read.when);
}

#[test]
fn each_fault_is_named_at_its_place() {
    let with = |pointer: &str, value: Value| {
        let mut rule = spain();
        *rule.pointer_mut(pointer).unwrap() = value;
        json!([rule])
    };
    let place = |rest: &str| format!("rules[0].{rest}");
    for (pointer, value, field, code) in [
        ("/then", json!({}), "then", "rule_without_target"),
        ("/then", json!({"pool": false}), "then", "rule_without_target"),
        (
            "/then",
            json!({"pool": true, "link_id": "0190d3f2-0000-7000-8000-000000000001"}),
            "then",
            "rule_with_two_targets",
        ),
        ("/then", json!({"channel_id": "sales"}), "then.channel_id", "not_an_id"),
        ("/when/all/0/field", json!("planet"), "when.all[0].field", "unknown_rule_field"),
        ("/when/all/0/op", json!("near"), "when.all[0].op", "unknown_operator"),
        ("/when/all/0/op", json!("within"), "when.all[0].op", "unknown_operator"),
        ("/when/all/0/value", json!(["Spain"]), "when.all[0].value[0]", "unknown_country"),
        ("/when/all/0/value", json!([]), "when.all[0].value", "no_values"),
        ("/when/all/1/value/time_zone", json!("Mars/Olympus"), "when.all[1].value.time_zone", "unknown_time_zone"),
        ("/when/all/1/value/to", json!("09:00"), "when.all[1].value.to", "from_is_to"),
        (
            "/when/all/1",
            json!({"field": "device", "op": "in_list", "value": ["watch"]}),
            "when.all[1].value[0]",
            "not_one_of",
        ),
        (
            "/when/all/1",
            json!({"field": "language", "op": "in_list", "value": ["e"]}),
            "when.all[1].value[0]",
            "unknown_language",
        ),
        ("/when/all/1", json!({"field": "utm_source", "op": "equal", "value": ""}), "when.all[1].value", "no_values"),
        ("/when/all/1", json!({"field": "query", "op": "equal", "value": "x"}), "when.all[1].key", "required"),
        ("/when", json!({"any": []}), "when.any", "no_alternatives"),
        ("/when", json!({"any": [], "all": []}), "when", "all_or_any"),
        ("/id", json!("7"), "id", "not_an_id"),
    ] {
        let list = if pointer == "/id" {
            let mut rule = spain();
            rule["id"] = value.clone();
            json!([rule])
        } else {
            with(pointer, value.clone())
        };
        assert_eq!(faults(list), [(place(field), code)], "{pointer} {value}");
    }
    let mut rule = spain();
    rule.as_object_mut().unwrap().remove("then");
    assert_eq!(faults(json!([rule])), [("rules[0].then".to_owned(), "required")]);
}

#[test]
fn groups_may_stand_in_each_other_only_so_deep() {
    let nested = |deep: usize| {
        (0..deep).fold(json!({"field": "visitor", "op": "is", "value": "new"}), |inner, _| json!({"all": [inner]}))
    };
    let rule = |deep| json!([{"name": "x", "when": nested(deep), "then": {"pool": true}}]);
    assert!(rules(rule(MAX_DEPTH)).is_ok());
    let found = faults(rule(MAX_DEPTH + 1));
    assert_eq!(found[0].1, "too_deep");
}

#[test]
fn a_rule_without_a_name_gets_its_number_and_no_two_have_one_id() {
    let bare = json!({"when": {"all": []}, "then": {"pool": true}});
    assert_eq!(rules(json!([spain(), bare])).unwrap()[1].name, "Rule 2");
    let mut twice = bare.clone();
    twice["id"] = json!("0190d3f2-0000-7000-8000-000000000009");
    assert_eq!(faults(json!([twice, twice])), [("rules[1].id".to_owned(), "duplicate_rule")]);
}
