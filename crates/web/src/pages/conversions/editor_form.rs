//! What the form of a destination holds: filled from one that is there or from what is usual, and read as the API's JSON.
//! A credential goes in when it was typed; what was not typed stays as it is.

use super::super::desk::Desk;
use super::super::form::{Form, Kind};
use super::fields;
use domain::conversion::{Category, ConsentRule};
use domain::destination::fields as platform_fields;
use domain::destination::{Mapping, Platform, usual};
use domain::problem::FieldError;
use serde_json::{Map, Value, json};
use store::destinations::Destination;

/// A new one.
pub fn fresh(d: &Desk, platform: Platform) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("platform", platform.as_str());
    form.set("name", crate::outbox_words::platform(d.locale, platform));
    form.set("for_all_links", "true");
    form.set("consent", ConsentRule::default().as_str());
    fill_events(&mut form, &usual(platform));
    form
}

pub fn filled(d: &Desk, destination: &Destination) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("version", destination.version.to_string());
    form.set("platform", destination.platform.as_str());
    form.set("name", &destination.name);
    form.set("for_all_links", destination.for_all_links.to_string());
    form.set("consent", destination.consent.as_str());
    for (name, value) in &destination.settings {
        form.set(format!("settings.{name}"), value);
    }
    fill_events(&mut form, &destination.events);
    form
}

fn fill_events(form: &mut Form, events: &[Mapping]) {
    for (at, category) in Category::ALL.into_iter().enumerate() {
        let mapping = events.iter().find(|mapping| mapping.category == category);
        form.set(format!("events[{at}].name"), mapping.map_or("", |mapping| &mapping.name));
        form.set(format!("events[{at}].active"), mapping.is_none_or(|mapping| mapping.active).to_string());
        form.set(format!("events[{at}].every_time"), mapping.is_some_and(|mapping| mapping.every_time).to_string());
    }
}

/// The API's JSON.
pub fn body(form: &Form, platform: Platform) -> Value {
    let mut body = form.json(|name| match name {
        "name" | "consent" => Some(Kind::Text),
        "for_all_links" => Some(Kind::Flag),
        _ => match name.strip_prefix("events[")?.rsplit('.').next()? {
            "category" | "name" => Some(Kind::Text),
            "active" | "every_time" => Some(Kind::Flag),
            _ => None,
        },
    });
    body["platform"] = json!(platform.as_str());
    let (mut settings, mut credentials) = (Map::new(), Map::new());
    for field in platform_fields::of(platform) {
        let path = fields::path(field);
        let typed = form.value(&path);
        if !field.is_secret {
            settings.insert(field.name.to_owned(), json!(typed));
        } else if !typed.trim().is_empty() {
            credentials.insert(field.name.to_owned(), json!(typed));
        } else if form.has("gone", field.name) {
            credentials.insert(field.name.to_owned(), Value::Null);
        }
    }
    for (key, of) in [("settings", settings), ("credentials", credentials)] {
        if !of.is_empty() {
            body[key] = Value::Object(of);
        }
    }
    body
}

/// Takes out of the form what nobody may be shown again. True: there was something.
pub fn forget_secrets(form: &mut Form) -> bool {
    let is_secret = |name: &str| name.starts_with("credentials.");
    let typed = form.values.iter().any(|(name, value)| is_secret(name) && !value.trim().is_empty());
    form.values.retain(|(name, _)| !is_secret(name));
    typed
}

/// A fault in the words of the screen: fields by what they are called here.
pub fn aloud(d: &Desk, mut fault: FieldError) -> FieldError {
    for (name, value) in &mut fault.args {
        if *name == "fields" {
            *value = value.split(", ").map(|field| fields::label(d, field)).collect::<Vec<_>>().join(", ");
        }
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::draft::destination::{DestinationDraft, NewDestination};
    use domain::language::Locale;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_credential_that_was_not_typed_stays_and_one_that_is_taken_away_goes() {
        let form = form(&[
            ("name", "Pixel"),
            ("settings.dataset_id", "123"),
            ("settings.test_code", ""),
            ("credentials.access_token", ""),
            ("credentials.app_secret", ""),
            ("gone", "app_secret"),
            ("events[7].category", "purchase"),
            ("events[7].name", "Purchase"),
            ("events[7].active", "false"),
            ("events[7].active", "true"),
            ("events[7].every_time", "false"),
        ]);
        let mut body = body(&form, Platform::Meta);
        // Of the lines only those that were sent: the list of the API knows no gaps.
        body["events"] = json!([body["events"][7].clone()]);
        let draft = DestinationDraft::parse(&body, Platform::Meta).expect("read");
        assert_eq!(draft.credentials.get("app_secret"), Some(&None));
        assert_eq!(draft.credentials.len(), 1);
        assert_eq!(draft.settings.get("test_code"), Some(&None));
        assert_eq!(draft.settings.get("dataset_id"), Some(&Some("123".to_owned())));
        let events = draft.events.expect("given");
        assert!(events[0].active && !events[0].every_time && events[0].name == "Purchase");
    }

    #[test]
    fn what_is_usual_is_a_destination_once_the_platforms_fields_are_filled_in() {
        let mut form = form(&[]);
        fill_events(&mut form, &usual(Platform::Webhook));
        for (at, category) in Category::WORDS.into_iter().enumerate() {
            form.set(format!("events[{at}].category"), category);
        }
        form.set("name", "Shop");
        form.set("settings.url", "https://shop.example/hook");
        let new = NewDestination::parse(&body(&form, Platform::Webhook)).expect("read");
        assert_eq!(new.draft.events.map(|events| events.len()), Some(8));
        form.set("credentials.access_token", "secret");
        assert!(forget_secrets(&mut form) && !form.values.iter().any(|(_, value)| value == "secret"));
    }
}
