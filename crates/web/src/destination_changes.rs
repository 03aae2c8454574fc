//! What is different in a destination, and in what a workspace's statuses tell the platforms, read aloud. Of credentials
//! the history knows only when they were set, so that is what is said.

use crate::i18n::{Locale, Said, has, text};
use crate::outbox_words;
use domain::conversion::{Category, ConsentRule, WhichValue};
use domain::destination::Platform;
use serde_json::{Map, Value};

/// The sentences of one field of a destination.
pub fn sentences(locale: Locale, field: &str, before: &Value, after: &Value) -> Vec<String> {
    let aloud = Aloud(locale);
    match field {
        "settings" => aloud.settings(before, after),
        "credentials" => aloud.credentials(before, after),
        "events" => aloud.events(before, after),
        "platform" => vec![aloud.field(&aloud.label("platform"), &aloud.platform(before), &aloud.platform(after))],
        "consent" => vec![aloud.field(&aloud.label("consent"), &aloud.consent(before), &aloud.consent(after))],
        "active" => vec![aloud.field(&aloud.label("switched-on"), &aloud.plain(before), &aloud.plain(after))],
        _ => vec![aloud.field(&aloud.label(field), &aloud.plain(before), &aloud.plain(after))],
    }
}

/// What each status of a workspace tells, where it is different.
pub fn statuses(locale: Locale, before: &Value, after: &Value) -> Vec<String> {
    let aloud = Aloud(locale);
    let status = |one: &Value| of(one, "status").as_str().unwrap_or_default().to_owned();
    let mut all: Vec<String> = list(before).iter().chain(list(after)).map(status).collect();
    all.sort();
    all.dedup();
    let told = |from: &Value, name: &str| aloud.means(list(from).iter().find(|one| status(one) == name));
    let line = |name: String| {
        let (was, is) = (told(before, &name), told(after, &name));
        let label = Said::new(locale, "history-status-means").s("status", aloud.word("status", &name)).to_string();
        (was != is).then(|| aloud.field(&label, &was, &is))
    };
    all.into_iter().filter_map(line).collect()
}

fn of<'v>(value: &'v Value, key: &str) -> &'v Value {
    value.get(key).unwrap_or(&Value::Null)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

struct Aloud(Locale);

impl Aloud {
    fn t(&self, key: &str) -> String {
        text(self.0, key, None)
    }

    fn word(&self, group: &str, word: &str) -> String {
        let key = format!("{group}-{}", word.replace('_', "-"));
        if has(self.0, &key) { self.t(&key) } else { word.to_owned() }
    }

    fn label(&self, field: &str) -> String {
        self.word("history", field)
    }

    fn field(&self, label: &str, before: &str, after: &str) -> String {
        Said::new(self.0, "history-field").s("field", label).s("before", before).s("after", after).to_string()
    }

    fn plain(&self, value: &Value) -> String {
        match value {
            Value::Bool(true) => self.t("yes"),
            Value::Bool(false) => self.t("no"),
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => self.t("value-none"),
        }
    }

    fn platform(&self, value: &Value) -> String {
        let known = value.as_str().and_then(Platform::parse);
        known.map_or_else(|| self.plain(value), |platform| outbox_words::platform(self.0, platform))
    }

    fn consent(&self, value: &Value) -> String {
        let known = value.as_str().and_then(ConsentRule::parse);
        known.map_or_else(|| self.plain(value), |rule| outbox_words::consent_rule(self.0, rule))
    }

    fn category(&self, value: &Value) -> String {
        let known = value.as_str().and_then(Category::parse);
        known.map_or_else(|| self.plain(value), |category| outbox_words::category(self.0, category))
    }

    fn means(&self, one: Option<&Value>) -> String {
        let Some(one) = one else { return self.t("value-none") };
        let which = of(one, "value").as_str().and_then(WhichValue::parse).unwrap_or_default();
        let value = self.word("conv-which-value", which.as_str()).to_lowercase();
        let category = self.category(of(one, "category"));
        Said::new(self.0, "history-status-told").s("category", category).s("value", value).to_string()
    }

    /// The names of both maps, each once.
    fn names(before: &Value, after: &Value) -> Vec<String> {
        let empty = Map::new();
        let keys = |value: &Value| value.as_object().unwrap_or(&empty).keys().cloned().collect::<Vec<_>>();
        let mut names = [keys(before), keys(after)].concat();
        names.sort();
        names.dedup();
        names.retain(|name| of(before, name) != of(after, name));
        names
    }

    fn settings(&self, before: &Value, after: &Value) -> Vec<String> {
        let line = |name: String| {
            let (was, is) = (self.plain(of(before, &name)), self.plain(of(after, &name)));
            self.field(&self.word("conv-field", &name), &was, &is)
        };
        Self::names(before, after).into_iter().map(line).collect()
    }

    fn credentials(&self, before: &Value, after: &Value) -> Vec<String> {
        // The former signing secret goes on signing for a while: that is no change of anybody's.
        let names = Self::names(before, after).into_iter().filter(|name| name != "secret_before");
        let line = |name: String| {
            let key = match (of(before, &name), of(after, &name)) {
                (Value::Null, _) => "history-credential-set",
                (_, Value::Null) => "history-credential-gone",
                _ => "history-credential-changed",
            };
            Said::new(self.0, key).s("field", self.word("conv-field", &name)).to_string()
        };
        names.map(line).collect()
    }

    fn events(&self, before: &Value, after: &Value) -> Vec<String> {
        let find = |all: &Value, category: &Value| {
            list(all).iter().find(|one| of(one, "category") == category).cloned().unwrap_or_default()
        };
        let mut said = Vec::new();
        for one in list(after) {
            let was = find(before, of(one, "category"));
            for (key, label) in [
                ("name", "history-event-name"),
                ("active", "history-event-active"),
                ("every_time", "history-event-every-time"),
            ] {
                if of(&was, key) != of(one, key) {
                    let event = self.category(of(one, "category"));
                    let label = Said::new(self.0, label).s("event", event).to_string();
                    said.push(self.field(&label, &self.plain(of(&was, key)), &self.plain(of(one, key))));
                }
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn en(field: &str, before: Value, after: Value) -> Vec<String> {
        sentences(Locale::En, field, &before, &after)
    }

    #[test]
    fn a_destinations_fields_are_told_by_what_they_are_called_and_credentials_by_what_was_done_to_them() {
        assert_eq!(
            en("settings", json!({"dataset_id": "1"}), json!({"dataset_id": "2", "test_code": "T1"})),
            ["Dataset (pixel) ID: 1 → 2", "Test code: None → T1"]
        );
        let was = json!({"access_token": 1, "app_secret": 1, "secret": 1});
        let is = json!({"access_token": 2, "client_id": 2, "secret": 2, "secret_before": 2});
        assert_eq!(
            en("credentials", was, is),
            [
                "Access token was changed",
                "App secret was taken away",
                "Client ID was set",
                "Signing secret was changed",
            ]
        );
        assert_eq!(en("consent", json!("by_region"), json!("required")).len(), 1);
        assert!(en("active", json!(true), json!(false))[0].starts_with("Switched on: yes"));
    }

    #[test]
    fn events_are_told_by_category_and_statuses_by_what_they_tell() {
        let event = |name: &str, active: bool| json!([{"category": "qualified_lead", "name": name, "active": active, "every_time": false}]);
        assert_eq!(
            en("events", event("", true), event("Qualified", false)),
            ["Qualified lead, name: None → Qualified", "Qualified lead, told: yes → no"]
        );
        let was = json!([{"status": "hot", "category": "qualified_lead", "value": "expected"}]);
        let is = json!([{"status": "won", "category": "purchase", "value": "actual"}]);
        let said = statuses(Locale::En, &was, &is);
        assert_eq!(
            said,
            ["Hot tells: Qualified lead (the expected value) → None", "Won tells: None → Purchase (the actual value)",]
        );
        assert!(said.iter().all(|said| !said.contains('{')));
    }
}
