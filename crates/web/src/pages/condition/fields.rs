//! A condition as the fields of a form, and back. Conditions are a tree, and so are the fields, below whatever name the
//! form gives to the outer group, here `w`: `w.mode` is its word, `w.c[0].field` what its first condition looks at,
//! `w.c[1].c[0].field` the first of a group within. What is a list in the API is several fields of one name here, or lines
//! of one text. Faults come back with the API's paths, and [`Places`] says beside which field each belongs.

use super::super::form::Form;
use domain::route::{Condition, Test};
use domain::schedule::{Schedule, clock};
use serde_json::{Value, json};

/// The word of a group where conditions have their field.
pub const GROUP: &str = "group";

/// The API's paths of conditions with the fields of the form that they were read from.
#[derive(Debug, Default)]
pub struct Places(Vec<(String, String)>);

impl Places {
    /// The form's field for the API's path; none for a path that is no condition's.
    pub fn field(&self, form: &Form, path: &str) -> Option<String> {
        let near = self.0.iter().filter(|(api, _)| begins(path, api)).max_by_key(|(api, _)| api.len());
        near.map(|(api, name)| format!("{name}{}", part(form, name, &path[api.len()..])))
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

/// The API's JSON of the outer group `name`, which stands at the path `api` there; none without a condition, since its
/// word says nothing then.
pub fn read(form: &Form, name: &str, api: &str, places: &mut Places) -> Option<Value> {
    (form.rows(&format!("{name}.c")) > 0).then(|| group(form, name, api, places))
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

/// Fills the fields of the outer group `name`.
pub fn fill(form: &mut Form, name: &str, condition: &Condition) {
    match condition {
        // A single test stands in a group of its own.
        Condition::Test(_) => {
            form.set(format!("{name}.mode"), "all");
            fill_part(form, &format!("{name}.c[0]"), condition);
        }
        Condition::All(parts) => fill_group(form, name, "all", parts),
        Condition::Any(parts) => fill_group(form, name, "any", parts),
    }
}

fn fill_group(form: &mut Form, name: &str, word: &str, parts: &[Condition]) {
    form.set(format!("{name}.mode"), word);
    for (at, part) in parts.iter().enumerate() {
        fill_part(form, &format!("{name}.c[{at}]"), part);
    }
}

fn fill_part(form: &mut Form, name: &str, condition: &Condition) {
    let (word, parts) = match condition {
        Condition::All(parts) => ("all", parts),
        Condition::Any(parts) => ("any", parts),
        Condition::Test(test) => return fill_test(form, name, test),
    };
    form.set(format!("{name}.field"), GROUP);
    fill_group(form, name, word, parts);
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

fn fill_schedule(form: &mut Form, name: &str, schedule: &Schedule) {
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
    use super::*;
    use domain::language::Locale;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn when(form: &Form) -> Value {
        read(form, "w", "when", &mut Places::default()).expect("it has conditions")
    }

    #[test]
    fn a_group_without_a_condition_is_none() {
        assert_eq!(
            read(&form(&[("w.mode", "any"), ("w.c.add", "country")]), "w", "when", &mut Places::default()),
            None
        );
    }

    #[test]
    fn a_condition_of_a_row_is_read_and_faulted_below_its_row() {
        let form = form(&[("e[1].w.mode", "any"), ("e[1].w.c[0].field", "country"), ("e[1].w.c[0].values", "ZZ")]);
        let mut places = Places::default();
        let value = read(&form, "e[1].w", "e[1].when", &mut places).expect("it has conditions");
        assert_eq!(value["any"][0]["value"], json!(["ZZ"]));
        assert_eq!(places.field(&form, "e[1].when.any[0].value[0]").as_deref(), Some("e[1].w.c[0].values"));
        assert_eq!(places.field(&form, "e[1].when").as_deref(), Some("e[1].w"));
        assert_eq!(places.field(&form, "e[1].label"), None);
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
        assert_eq!(when(&form)["all"][0]["any"][0]["value"]["time_zone"], "Asia/Jakarta");
        form.set("do", "remove:w.c[0].c[0]");
        change(&mut form, "");
        assert_eq!(when(&form)["all"][0]["any"][0]["field"], "country");
        assert_eq!(change(&mut form, ""), None);
    }
}
