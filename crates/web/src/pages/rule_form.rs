//! A rule as the fields of a form, and back. Conditions are a tree, and so are the fields: `w.mode` is the word of the
//! outer group, `w.c[0].field` what its first condition looks at, `w.c[1].c[0].field` the first of a group within. What
//! is a list in the API is several fields of one name here, or lines of one text. Faults come back with the API's paths,
//! and [`Places`] says beside which field each belongs.

use super::form::Form;
use domain::problem::FieldError;
use domain::route::{Condition, Rule, Test, Then};
use domain::schedule::{Schedule, clock};
use serde_json::{Value, json};

/// The outer group.
pub const ROOT: &str = "w";
/// The word of a group where conditions have their field.
pub const GROUP: &str = "group";

/// The API's paths of conditions with the fields of the form that they were read from.
#[derive(Debug, Default)]
pub struct Places(Vec<(String, String)>);

impl Places {
    /// The same fault beside the form's field. `at` is the place of the rule in the list that was sent.
    pub fn beside(&self, form: &Form, at: usize, fault: FieldError) -> FieldError {
        let Some(rest) = fault.field.strip_prefix(&format!("rules[{at}]")) else {
            return FieldError { field: String::new(), ..fault };
        };
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let near = self.0.iter().filter(|(api, _)| begins(rest, api)).max_by_key(|(api, _)| api.len());
        let field = match near {
            Some((api, name)) => format!("{name}{}", part(form, name, &rest[api.len()..])),
            None => rest.to_owned(),
        };
        FieldError { field, ..fault }
    }
}

fn begins(path: &str, with: &str) -> bool {
    path.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The field of a condition for the rest of the API's path.
fn part(form: &Form, name: &str, rest: &str) -> String {
    let text = || match form.value(&format!("{name}.field")) {
        "visitor" | "channel_status" => ".value",
        field if is_text(field) => ".lines",
        _ => ".values",
    };
    match rest.strip_prefix(".value") {
        None => match rest {
            ".channel_id" => ".channel".to_owned(),
            ".op" | ".key" | ".field" => rest.to_owned(),
            _ => String::new(),
        },
        Some(rest) => match rest.trim_start_matches('.').split(['[', '.']).next().unwrap_or_default() {
            "from" => ".r[0].from".to_owned(),
            "to" => ".r[0].to".to_owned(),
            "ranges" => match rest.strip_prefix(".ranges") {
                Some(range) if !range.is_empty() => format!(".r{range}"),
                _ => ".r[0].from".to_owned(),
            },
            "days" => ".days".to_owned(),
            "time_zone" => ".zone".to_owned(),
            "calendar_ids" => ".calendars".to_owned(),
            _ => text().to_owned(),
        },
    }
}

pub fn is_text(field: &str) -> bool {
    field.starts_with("utm_") || matches!(field, "referrer" | "query")
}

/// The API's JSON of the rule in the form.
pub fn read(form: &Form) -> (Value, Places) {
    let mut places = Places::default();
    let when = match form.rows(&format!("{ROOT}.c")) {
        // Without a condition the outer word says nothing.
        0 => json!({"all": []}),
        _ => group(form, ROOT, "when", &mut places),
    };
    let then = match form.value("then") {
        "channel" => json!({"channel_id": form.trimmed("then.channel_id")}),
        "link" => json!({"link_id": form.trimmed("then.link_id")}),
        "pool" => json!({"pool": true}),
        _ => json!({}),
    };
    let mut rule = json!({"name": form.trimmed("name"), "active": form.on("active"), "when": when, "then": then});
    if !form.value("id").is_empty() {
        rule["id"] = form.value("id").into();
    }
    (rule, places)
}

fn group(form: &Form, name: &str, api: &str, places: &mut Places) -> Value {
    places.0.push((api.to_owned(), name.to_owned()));
    let word = if form.is(&format!("{name}.mode"), "any") { "any" } else { "all" };
    let list = format!("{name}.c");
    let parts: Vec<Value> = (0..form.rows(&list))
        .map(|at| condition(form, &format!("{list}[{at}]"), &format!("{api}.{word}[{at}]"), places))
        .collect();
    json!({ word: parts })
}

fn condition(form: &Form, name: &str, api: &str, places: &mut Places) -> Value {
    let of = |part: &str| form.trimmed(&format!("{name}.{part}"));
    let all = |part: &str| -> Vec<String> {
        let name = format!("{name}.{part}");
        form.all(&name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    };
    let field = of("field");
    if field == GROUP {
        return group(form, name, api, places);
    }
    places.0.push((api.to_owned(), name.to_owned()));
    let mut test = json!({ "field": field, "op": of("op") });
    match field {
        "visitor" => test = json!({"field": field, "op": "is", "value": of("value")}),
        "channel_status" => {
            test = json!({"field": field, "channel_id": of("channel"), "op": "is", "value": of("value")});
        }
        "schedule" => test["value"] = schedule(form, name, all("days"), all("calendars")),
        "holiday" => test["value"] = json!({"time_zone": of("zone"), "calendar_ids": all("calendars")}),
        "language" => {
            let mut tags = all("values");
            tags.extend(of("more").split([',', ' ', '\n']).filter(|tag| !tag.is_empty()).map(str::to_owned));
            test["value"] = json!(tags);
        }
        field if is_text(field) => {
            if field == "query" {
                test["key"] = of("key").into();
            }
            let lines: Vec<&str> = of("lines").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            test["value"] = json!(lines);
        }
        _ => test["value"] = json!(all("values")),
    }
    test
}

fn schedule(form: &Form, name: &str, days: Vec<String>, calendars: Vec<String>) -> Value {
    let list = format!("{name}.r");
    let time = |at: usize, part: &str| tidy_clock(form.trimmed(&format!("{list}[{at}].{part}")));
    let ranges: Vec<Value> = (0..form.rows(&list).max(1))
        .map(|at| (time(at, "from"), time(at, "to")))
        .enumerate()
        // Of several, those that nobody wrote into are none.
        .filter(|(at, (from, to))| *at == 0 || !from.is_empty() || !to.is_empty())
        .map(|(_, (from, to))| json!({"from": from, "to": to}))
        .collect();
    let mut value =
        json!({"time_zone": form.trimmed(&format!("{name}.zone")), "days": days, "calendar_ids": calendars});
    match ranges.as_slice() {
        [only] => {
            value["from"] = only["from"].clone();
            value["to"] = only["to"].clone();
        }
        _ => value["ranges"] = Value::Array(ranges),
    }
    value
}

/// `9`, `9.30` and `09.00` as people write them, to the API's `09:00`.
fn tidy_clock(text: &str) -> String {
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    match digits(hours) && digits(minutes) && minutes.len() == 2 {
        true => format!("{hours:0>2}:{minutes}"),
        false => text.to_owned(),
    }
}

/// Fills the form with a rule.
pub fn fill(form: &mut Form, rule: &Rule) {
    form.set("id", rule.id.to_string());
    form.set("name", rule.name.clone());
    form.set("active", rule.active.to_string());
    match rule.then {
        Then::Pool(_) => form.set("then", "pool"),
        Then::ChannelId(id) => {
            form.set("then", "channel");
            form.set("then.channel_id", id.to_string());
        }
        Then::LinkId(id) => {
            form.set("then", "link");
            form.set("then.link_id", id.to_string());
        }
    }
    match &rule.when {
        // A single test stands in a group of its own.
        Condition::Test(_) => {
            form.set(format!("{ROOT}.mode"), "all");
            fill_one(form, &format!("{ROOT}.c[0]"), &rule.when);
        }
        group => fill_one(form, ROOT, group),
    }
}

fn fill_one(form: &mut Form, name: &str, condition: &Condition) {
    let (word, parts) = match condition {
        Condition::All(parts) => ("all", parts),
        Condition::Any(parts) => ("any", parts),
        Condition::Test(test) => return fill_test(form, name, test),
    };
    if name != ROOT {
        form.set(format!("{name}.field"), GROUP);
    }
    form.set(format!("{name}.mode"), word);
    for (at, part) in parts.iter().enumerate() {
        fill_one(form, &format!("{name}.c[{at}]"), part);
    }
}

fn fill_test(form: &mut Form, name: &str, test: &Test) {
    let written = serde_json::to_value(test).unwrap_or_default();
    let text = |pointer: &str| written.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |pointer: &str| -> Vec<String> {
        let list = written.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let field = test.field().as_str();
    form.set(format!("{name}.field"), field);
    form.set(format!("{name}.op"), text("/op"));
    match test {
        Test::Visitor(_) => form.set(format!("{name}.value"), text("/value")),
        Test::ChannelStatus(_) => {
            form.set(format!("{name}.channel"), text("/channel_id"));
            form.set(format!("{name}.value"), text("/value"));
        }
        Test::Schedule(hours) => fill_schedule(form, name, &hours.value),
        Test::Holiday(_) => {
            form.set(format!("{name}.zone"), text("/value/time_zone"));
            add_all(form, &format!("{name}.calendars"), list("/value/calendar_ids"));
        }
        _ if is_text(field) => {
            form.set(format!("{name}.key"), text("/key"));
            form.set(format!("{name}.lines"), list("/value").join("\n"));
        }
        _ => add_all(form, &format!("{name}.values"), list("/value")),
    }
}

/// The fields of hours, wherever a form has some.
pub fn fill_schedule(form: &mut Form, name: &str, schedule: &Schedule) {
    form.set(format!("{name}.zone"), schedule.time_zone.clone());
    add_all(form, &format!("{name}.days"), schedule.days.iter().map(|day| day.as_str().to_owned()));
    for (at, range) in schedule.ranges.iter().enumerate() {
        form.set(format!("{name}.r[{at}].from"), clock(range.from));
        form.set(format!("{name}.r[{at}].to"), clock(range.to));
    }
    add_all(form, &format!("{name}.calendars"), schedule.calendar_ids.iter().map(ToString::to_string));
}

fn add_all(form: &mut Form, name: &str, values: impl IntoIterator<Item = String>) {
    form.values.extend(values.into_iter().map(|value| (name.to_owned(), value)));
}

/// What a button of the form asked for beside saving: `add:w.c`, `remove:w.c[1]`, `range:w.c[0]`. The name of what was
/// made; none when nothing was asked.
pub fn change(form: &mut Form, zone: &str) -> Option<String> {
    let (deed, name) = form.value("do").split_once(':').map(|(deed, name)| (deed.to_owned(), name.to_owned()))?;
    let (list, at) = match name.rsplit_once('[') {
        Some((list, rest)) if rest.ends_with(']') => {
            (list.to_owned(), rest.trim_end_matches(']').parse::<usize>().ok())
        }
        _ => (name.clone(), None),
    };
    form.values.retain(|(name, _)| name != "do");
    match (deed.as_str(), at) {
        ("add", None) => {
            let field = form.trimmed(&format!("{name}.add")).to_owned();
            let made = format!("{name}[{}]", form.rows(&name));
            new_condition(form, &made, &field, zone);
            Some(made)
        }
        ("range", _) => {
            let made = format!("{name}.r[{}]", form.rows(&format!("{name}.r")));
            form.set(format!("{made}.from"), "");
            form.set(format!("{made}.to"), "");
            Some(made)
        }
        ("remove", Some(_)) => {
            form.values.retain(|(other, _)| !begins(other, &name));
            form.renumber(&list);
            Some(list)
        }
        _ => None,
    }
}

/// A condition as it begins: the likely comparison, working days in the workspace's zone.
fn new_condition(form: &mut Form, name: &str, field: &str, zone: &str) {
    form.set(format!("{name}.field"), field);
    let op = match field {
        "schedule" | "holiday" => "within",
        field if is_text(field) => "equal",
        _ => "in_list",
    };
    form.set(format!("{name}.op"), op);
    match field {
        GROUP => form.set(format!("{name}.mode"), "any"),
        "visitor" => form.set(format!("{name}.value"), "new"),
        "channel_status" => form.set(format!("{name}.value"), "passive"),
        "schedule" => {
            form.set(format!("{name}.zone"), zone);
            add_all(form, &format!("{name}.days"), ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned));
            form.set(format!("{name}.r[0].from"), "09:00");
            form.set(format!("{name}.r[0].to"), "17:00");
        }
        "holiday" => form.set(format!("{name}.zone"), zone),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::draft::link::LinkDraft;
    use domain::language::Locale;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn rule() -> Value {
        json!({"id": "0190d3f2-0000-7000-8000-000000000009", "name": "Spain", "active": true,
            "when": {"all": [
                {"field": "country", "op": "in_list", "value": ["ES", "PT"]},
                {"any": [
                    {"field": "schedule", "op": "within", "value": {"time_zone": "Europe/Madrid", "days": ["mon", "tue"],
                        "ranges": [{"from": "09:00", "to": "13:00"}, {"from": "22:00", "to": "24:00"}],
                        "calendar_ids": ["0190d3f2-0000-7000-8000-000000000002"]}},
                    {"field": "query", "key": "size", "op": "contains", "value": ["X L", "M"]},
                    {"all": [{"field": "visitor", "op": "is", "value": "returning"},
                             {"field": "channel_status", "channel_id": "0190d3f2-0000-7000-8000-000000000003",
                              "op": "is", "value": "active"}]}]},
                {"field": "language", "op": "not_in_list", "value": ["id", "pt-BR"]},
                {"field": "utm_source", "op": "is_empty", "value": []},
                {"field": "holiday", "op": "outside", "value": {"time_zone": "Asia/Jakarta",
                    "calendar_ids": ["0190d3f2-0000-7000-8000-000000000002"]}}]},
            "then": {"channel_id": "0190d3f2-0000-7000-8000-000000000001"}})
    }

    fn parsed(rule: &Value) -> Rule {
        let draft = LinkDraft::parse(&json!({"rules": [rule]}), "ID").unwrap();
        draft.extras.rules.unwrap().remove(0).with_id(|| panic!("it has one"))
    }

    #[test]
    fn a_rule_goes_through_the_form_and_comes_back_as_it_was() {
        let before = parsed(&rule());
        let mut form = form(&[]);
        fill(&mut form, &before);
        assert_eq!(parsed(&read(&form).0), before);
    }

    #[test]
    fn a_rule_of_one_test_and_one_of_none_stand_in_the_outer_group() {
        for (when, back) in [
            (
                json!({"field": "visitor", "op": "is", "value": "new"}),
                json!({"all": [{"field": "visitor", "op": "is", "value": "new"}]}),
            ),
            (json!({"all": []}), json!({"all": []})),
        ] {
            let mut one = rule();
            one["when"] = when;
            let mut form = form(&[]);
            fill(&mut form, &parsed(&one));
            assert_eq!(read(&form).0["when"], back);
        }
    }

    #[test]
    fn faults_come_back_beside_the_fields_of_the_form() {
        let form = form(&[
            ("w.mode", "all"),
            ("w.c[0].field", "schedule"),
            ("w.c[0].r[0].from", "9.30"),
            ("w.c[0].r[0].to", "09:30"),
            ("w.c[0].r[1].from", "noon"),
            ("w.c[1].field", "group"),
            ("w.c[1].mode", "any"),
            ("w.c[1].c[0].field", "query"),
            ("w.c[2].field", "planet"),
        ]);
        let (rule, places) = read(&form);
        assert_eq!(rule["when"]["all"][0]["value"]["ranges"][0], json!({"from": "09:30", "to": "09:30"}));
        let faults = LinkDraft::parse(&json!({"rules": [{"then": {"pool": true}, "when": {"all": []}}, rule]}), "ID");
        let beside: Vec<_> =
            faults.unwrap_err().into_iter().map(|fault| places.beside(&form, 1, fault).field).collect();
        for field in [
            "w.c[0].op",
            "w.c[0].zone",
            "w.c[0].days",
            "w.c[0].r[0].to",
            "w.c[0].r[1].from",
            "w.c[1].c[0].key",
            "w.c[1].c[0].op",
            "w.c[2].field",
            "then",
        ] {
            assert!(beside.iter().any(|known| known == field), "{field}: {beside:?}");
        }
    }

    #[test]
    fn conditions_are_added_and_taken_away_in_any_group() {
        let mut form = form(&[("w.mode", "all"), ("w.c.add", "group"), ("do", "add:w.c")]);
        assert_eq!(change(&mut form, "Asia/Jakarta").as_deref(), Some("w.c[0]"));
        form.set("w.c[0].c.add", "schedule");
        form.set("do", "add:w.c[0].c");
        assert_eq!(change(&mut form, "Asia/Jakarta").as_deref(), Some("w.c[0].c[0]"));
        form.set("w.c[0].c.add", "country");
        form.set("do", "add:w.c[0].c");
        change(&mut form, "Asia/Jakarta");
        form.set("do", "range:w.c[0].c[0]");
        assert_eq!(change(&mut form, "").as_deref(), Some("w.c[0].c[0].r[1]"));
        assert_eq!(read(&form).0["when"]["all"][0]["any"][0]["value"]["time_zone"], "Asia/Jakarta");
        form.set("do", "remove:w.c[0].c[0]");
        change(&mut form, "");
        assert_eq!(read(&form).0["when"]["all"][0]["any"][0]["field"], "country");
        assert_eq!(change(&mut form, ""), None);
    }
}
