//! What is different in a link or in the buttons of a hub, read aloud: one sentence for each thing that changed, never a value's JSON. Used by
//! the change history, by the difference that an import shows, and by the command line. Nothing is looked up here:
//! what an id is called is told by the caller.

use crate::i18n::{Locale, Said, has, text};
use crate::sentence;
use domain::id::{CalendarId, ChannelId};
use domain::route::Condition;
use serde_json::{Map, Value, json};

/// Characters of a text that are shown; what is longer is cut where it can be.
const LONGEST: usize = 160;

/// How ids are called.
pub type Names<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The sentences of one field, by its key in the history or its path in the API.
pub fn sentences(locale: Locale, field: &str, before: &Value, after: &Value, names: Names<'_>) -> Vec<String> {
    let aloud = Aloud { locale, names };
    match field {
        "members" | "pool.members" => aloud.members(list(before), list(after)),
        "rules" => aloud.things(&RULES, list(before), list(after)),
        "entries" => aloud.things(&ENTRIES, list(before), list(after)),
        "deeplink" | "form" | "preview" | "button" => aloud.parts(field, before, after),
        _ => vec![aloud.field(&aloud.label(field), before, after)],
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn of<'v>(value: &'v Value, key: &str) -> &'v Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn name(value: &Value) -> &str {
    ["name", "label", "key", "slug"].iter().find_map(|key| of(value, key).as_str()).unwrap_or_default()
}

/// Things of a list that have a name and conditions, with the sentences about them.
struct Things {
    new: &'static str,
    gone: &'static str,
    field: &'static str,
    when: &'static str,
    order: &'static str,
    fields: &'static [&'static str],
}

/// Of a link.
const RULES: Things = Things {
    new: "history-rule-new",
    gone: "history-rule-gone",
    field: "history-rule-field",
    when: "history-rule-when",
    order: "history-rule-order",
    fields: &["name", "active", "then"],
};

/// The buttons of a hub.
const ENTRIES: Things = Things {
    new: "history-entry-new",
    gone: "history-entry-gone",
    field: "history-entry-field",
    when: "history-entry-when",
    order: "history-entry-order",
    fields: &["label_id", "icon", "then", "message"],
};

struct Aloud<'a> {
    locale: Locale,
    names: Names<'a>,
}

impl Aloud<'_> {
    fn say<'k>(&self, key: &'k str) -> Said<'k> {
        Said::new(self.locale, key)
    }

    fn t(&self, key: &str) -> String {
        text(self.locale, key, None)
    }

    fn label(&self, field: &str) -> String {
        let key = format!("history-{}", field.trim_start_matches("pool.").replace(['_', '.'], "-"));
        if has(self.locale, &key) { self.t(&key) } else { field.to_owned() }
    }

    fn field(&self, label: &str, before: &Value, after: &Value) -> String {
        let (before, after) = (self.shown(before), self.shown(after));
        self.say("history-field").s("field", label).s("before", before).s("after", after).to_string()
    }

    /// Who came, who left, and what is different of those who stayed.
    fn members(&self, before: &[Value], after: &[Value]) -> Vec<String> {
        let number = |seat: &Value| of(seat, "number").as_str().unwrap_or_default().to_owned();
        let find = |seats: &[Value], seat: &Value| seats.iter().find(|other| number(other) == number(seat)).cloned();
        let mut said = Vec::new();
        for seat in before.iter().filter(|seat| find(after, seat).is_none()) {
            said.push(self.say("history-member-left").s("name", name(seat)).s("number", number(seat)).to_string());
        }
        for seat in after {
            let Some(was) = find(before, seat) else {
                let on = if of(seat, "active") == &Value::Bool(true) { "on" } else { "off" };
                let came = self.say("history-member-came").s("name", name(seat)).s("number", number(seat));
                said.push(
                    came.s("weight", self.shown(of(seat, "weight"))).s("state", self.t(on).to_lowercase()).to_string(),
                );
                continue;
            };
            for key in ["name", "weight", "active", "hours", "daily_cap", "back_at"] {
                if of(&was, key) != of(seat, key) {
                    let label = self.say("history-member-field").s("name", name(seat)).s("field", self.label(key));
                    said.push(self.field(&label.to_string(), of(&was, key), of(seat, key)));
                }
            }
        }
        let order = |seats: &[Value], others: &[Value]| -> Vec<String> {
            seats.iter().filter(|seat| find(others, seat).is_some()).map(number).collect()
        };
        if order(before, after) != order(after, before) {
            said.push(self.say("history-order").s("order", self.names_of(after)).to_string());
        }
        said
    }

    /// What came, what went, and what is different of those that stayed. They are known again by id, else by name.
    fn things(&self, kind: &Things, before: &[Value], after: &[Value]) -> Vec<String> {
        let same = |a: &Value, b: &Value| match (of(a, "id"), of(b, "id")) {
            (Value::String(a), Value::String(b)) => a == b,
            _ => name(a) == name(b),
        };
        let find = |things: &[Value], thing: &Value| things.iter().find(|other| same(other, thing)).cloned();
        let mut said = Vec::new();
        for thing in before.iter().filter(|thing| find(after, thing).is_none()) {
            said.push(self.say(kind.gone).s("name", name(thing)).to_string());
        }
        for thing in after {
            let Some(was) = find(before, thing) else {
                said.push(self.say(kind.new).s("name", name(thing)).to_string());
                continue;
            };
            for key in kind.fields {
                let (before, after) = (self.part(&was, key), self.part(thing, key));
                if before != after {
                    let label = self.say(kind.field).s("name", name(thing)).s("field", self.label(key));
                    said.push(self.field(&label.to_string(), &before, &after));
                }
            }
            if of(&was, "when") != of(thing, "when") {
                said.push(self.conditions(kind, name(thing), of(&was, "when"), of(thing, "when")));
            }
        }
        let order = |things: &[Value], others: &[Value]| -> Vec<String> {
            things.iter().filter(|thing| find(others, thing).is_some()).map(|thing| name(thing).to_owned()).collect()
        };
        if before.len() > 1 && after.len() > 1 && order(before, after) != order(after, before) {
            said.push(self.say(kind.order).s("order", self.names_of(after)).to_string());
        }
        said
    }

    /// A part of a rule or of a hub's button. Where a button leads is one part, by whichever id it is told.
    fn part(&self, thing: &Value, key: &str) -> Value {
        let led = || ["link_id", "channel_id"].iter().find_map(|key| Some(json!({ *key: thing.get(*key)?.as_str()? })));
        match (key, of(thing, key)) {
            ("then", Value::Null) => led().unwrap_or_default(),
            ("icon", Value::String(icon)) => self.t(&format!("hub-icon-{icon}")).into(),
            (_, part) => part.clone(),
        }
    }

    /// What is asked, before and after; of a file, which names channels by what they are, only that it is another.
    fn conditions(&self, kind: &Things, name: &str, before: &Value, after: &Value) -> String {
        let aloud = |when: &Value| {
            if when.is_null() {
                return Some(self.t("rule-always"));
            }
            let condition: Condition = serde_json::from_value(when.clone()).ok()?;
            Some(sentence::if_so(self.locale, &self.names_in(when), &condition))
        };
        let (Some(before), Some(after)) = (aloud(before), aloud(after)) else {
            return self.say(kind.when).s("name", name).to_string();
        };
        let label = self.say(kind.field).s("name", name).s("field", self.t("history-when"));
        self.say("history-field").s("field", label).s("before", before).s("after", after).to_string()
    }

    /// How the channels and calendars of a condition are called.
    fn names_in(&self, when: &Value) -> sentence::Names {
        let mut names = sentence::Names::default();
        let mut left = vec![when];
        while let Some(value) = left.pop() {
            match value {
                Value::Object(map) => left.extend(map.values()),
                Value::Array(list) => left.extend(list),
                Value::String(id) => {
                    let Some(name) = (self.names)(id).filter(|name| !name.is_empty()) else { continue };
                    names.channels.extend(ChannelId::parse(id).map(|id| (id, name.clone())));
                    names.calendars.extend(CalendarId::parse(id).map(|id| (id, name)));
                }
                _ => {}
            }
        }
        names
    }

    /// A thing with parts: each part that is different.
    fn parts(&self, field: &str, before: &Value, after: &Value) -> Vec<String> {
        let empty = Map::new();
        let (was, is) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
        let mut keys: Vec<&String> = was.keys().chain(is.keys()).collect();
        keys.sort();
        keys.dedup();
        let mut said = Vec::new();
        for key in keys {
            let (was, is) = (was.get(key).unwrap_or(&Value::Null), is.get(key).unwrap_or(&Value::Null));
            if was != is && !(nothing(was) && nothing(is)) {
                let part = self.label(&format!("{field}_{key}"));
                said.push(self.field(&part, was, is));
            }
        }
        said
    }

    fn names_of(&self, all: &[Value]) -> String {
        all.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// A value in words.
    fn shown(&self, value: &Value) -> String {
        match value {
            value if nothing(value) => self.t("value-none"),
            Value::Bool(true) => self.t("yes"),
            Value::Bool(false) => self.t("no"),
            Value::String(text) => (self.names)(text).unwrap_or_else(|| self.word(text)),
            Value::Array(list) => list.iter().map(|one| self.shown(one)).collect::<Vec<_>>().join(", "),
            Value::Object(map) => self.object(map),
            other => other.to_string(),
        }
    }

    /// A word of ours in the reader's language; a text of people's own as it stands.
    fn word(&self, text: &str) -> String {
        for group in ["method", "click-event", "need", "weekday"] {
            let key = format!("{group}-{}", text.replace('_', "-"));
            if key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && has(self.locale, &key) {
                return self.t(&key);
            }
        }
        let cut: String = text.chars().take(LONGEST).collect();
        let cut = if cut.len() < text.len() { cut + "…" } else { cut };
        cut.replace('\n', " ")
    }

    fn object(&self, map: &Map<String, Value>) -> String {
        // Where something leads.
        if map.get("pool") == Some(&Value::Bool(true)) {
            return self.t("pool-title");
        }
        if let Some(inner) = ["channel", "link"].iter().find_map(|key| map.get(*key)).filter(|one| one.is_object()) {
            return self.shown(inner);
        }
        // Hours.
        if let (Some(ranges), Some(zone)) = (map.get("ranges").and_then(Value::as_array), map.get("time_zone")) {
            let spans = ranges.iter().map(|one| {
                let end = |key| of(one, key).as_str().unwrap_or_default();
                format!("{}–{}", end("from"), end("to"))
            });
            let spans = spans.collect::<Vec<_>>().join(", ");
            let days = self.shown(map.get("days").unwrap_or(&Value::Null));
            return format!("{days} {spans} ({})", zone.as_str().unwrap_or_default());
        }
        let whole = Value::Object(map.clone());
        match name(&whole) {
            "" => map.values().filter(|one| !nothing(one)).map(|one| self.shown(one)).collect::<Vec<_>>().join(", "),
            name => name.to_owned(),
        }
    }
}

/// What says nothing, however it is written.
fn nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn en(field: &str, before: Value, after: Value) -> Vec<String> {
        sentences(Locale::En, field, &before, &after, &|id| (id == "7").then(|| "ES sales".to_owned()))
    }

    #[test]
    fn a_pool_is_told_by_who_came_who_left_and_what_is_different_of_the_others() {
        let was = json!([
            {"name": "Sari", "number": "+62811", "weight": 80, "active": true},
            {"name": "Budi", "number": "+62812", "weight": 20, "active": true},
            {"name": "Rina", "number": "+62813", "weight": 20, "active": true},
        ]);
        let is = json!([
            {"name": "Rina", "number": "+62813", "weight": 20, "active": false, "daily_cap": 9},
            {"name": "Sari", "number": "+62811", "weight": 50, "active": true},
            {"name": "Dewi", "number": "+62814", "weight": 100, "active": true},
        ]);
        assert_eq!(
            en("members", was, is),
            [
                "Budi (+62812) left the pool",
                "Rina, Takes visitors: yes → no",
                "Rina, Most a day: None → 9",
                "Sari, Weight: 80 → 50",
                "Dewi (+62814) joined the pool: weight 100, on",
                "Order: Rina, Sari, Dewi",
            ]
        );
    }

    #[test]
    fn rules_are_told_by_their_names_and_ids_by_what_they_are_called() {
        let was = json!([{"id": "1", "name": "Spain", "active": true, "when": {"all": []}, "then": {"channel_id": "7"}},
                         {"id": "2", "name": "Old", "active": true, "then": {"pool": true}}]);
        let is = json!([{"id": "3", "name": "New", "active": true, "then": {"pool": true}},
                        {"id": "1", "name": "Spain", "active": true, "when": {"all": [{"field": "country", "op": "in_list", "value": ["ES"]}]}, "then": {"pool": true}}]);
        assert_eq!(
            en("rules", was, is),
            [
                "The rule “Old” was taken away",
                "The rule “New” was added",
                "Rule “Spain”, Leads to: ES sales → Pool",
                "Rule “Spain”, Conditions: Always → If country is Spain",
            ]
        );
    }

    #[test]
    fn buttons_of_a_hub_are_told_by_their_words_and_by_who_sees_them() {
        let button = |label: &str, more: Value| {
            let mut button = json!({"label": label, "label_id": null, "icon": "chat", "link_id": null, "channel_id": "7", "message": null, "when": null});
            button.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            button
        };
        let asks = json!({"field": "channel_status", "channel_id": "0190d3f2-0000-7000-8000-000000000001", "op": "is", "value": "active"});
        let was = json!([button("Sales", json!({})), button("Old", json!({})), button("Shop", json!({"when": asks}))]);
        let is = json!([
            button("Shop", json!({})),
            button("Sales", json!({"icon": "offer", "when": {"field": "country", "op": "in_list", "value": ["ES"]}})),
            button("New", json!({})),
        ]);
        let said = en("entries", was, is);
        assert_eq!(
            said[..3],
            [
                "The button “Old” was taken away",
                "Button “Shop”, Conditions: If something that is gone is active → Always",
                "Button “Sales”, Icon: Chat → Offer",
            ]
        );
        assert_eq!(
            said[3..],
            [
                "Button “Sales”, Conditions: Always → If country is Spain",
                "The button “New” was added",
                "Order of the buttons: Shop, Sales, New",
            ]
        );
        let moved = en(
            "entries",
            json!([button("Sales", json!({}))]),
            json!([button("Sales", json!({"link_id": "8", "channel_id": null}))]),
        );
        assert!(moved[0].starts_with("Button “Sales”, Leads to: ES sales → "), "{moved:?}");
    }

    #[test]
    fn no_value_is_told_as_json() {
        let all = [
            en("form", json!({"enabled": false}), json!({"enabled": true, "name": "required", "fields": [{"key": "budget", "label": "Budget"}]})),
            en("fallback", json!({}), json!({"channel_id": "7"})),
            en("fallback", json!({"url": "https://example.com"}), json!({"channel": {"kind": "telegram", "place": "x", "name": "T"}})),
            en("message", json!("a\nb"), json!("x".repeat(500))),
            en("hours", json!(null), json!({"time_zone": "Asia/Jakarta", "days": ["mon", "tue"], "ranges": [{"from": "09:00", "to": "18:00"}]})),
        ]
        .concat();
        assert_eq!(all[0], "Form: no → yes");
        assert_eq!(all[1], "Form, own fields: None → Budget");
        assert_eq!(all[2], "Form, name: None → required");
        assert_eq!(all[3], "Fallback: None → ES sales");
        assert_eq!(all[4], "Fallback: https://example.com → T");
        assert_eq!(all[6], "Working hours: None → Mon, Tue 09:00–18:00 (Asia/Jakarta)");
        assert!(all.iter().all(|said| !said.contains(['{', '[', '"'])), "{all:?}");
    }
}
