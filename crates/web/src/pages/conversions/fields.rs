//! The fields that a platform asks for and the table of its events, as a form shows them. Which fields there are is
//! [`domain::destination::fields`]' word; here they get their names, and where each is found.

use super::super::desk::Desk;
use crate::i18n;
use crate::outbox_words;
use domain::conversion::Category;
use domain::destination::fields::{self, Field, Form as Shape, Need};
use domain::destination::{Platform, usual};
use domain::language::Locale;
use store::destinations::Destination;

/// One field of a platform.
pub struct PlatformField {
    /// As the form sends it: `settings.dataset_id`.
    pub path: String,
    pub label: String,
    pub help: String,
    pub is_secret: bool,
    pub is_optional: bool,
    pub is_file: bool,
    pub kind: &'static str,
    pub digits: bool,
    /// What is kept of a credential, in words.
    pub kept: String,
    /// The name under which a kept credential is taken away; empty where it is needed.
    pub gone: &'static str,
}

/// One line of the table of events.
pub struct EventRow {
    pub at: usize,
    pub category: &'static str,
    pub label: String,
    pub name: String,
    pub active: String,
    pub every: String,
    pub placeholder: String,
}

/// The fields of a platform; of a destination that is there already, with what is kept of its credentials.
pub fn of(d: &Desk, platform: Platform, there: Option<&Destination>) -> Vec<PlatformField> {
    fields::of(platform).iter().map(|field| one(d, platform, field, there)).collect()
}

fn one(d: &Desk, platform: Platform, field: &Field, there: Option<&Destination>) -> PlatformField {
    let hint = there.and_then(|there| there.hints.get(field.name)).filter(|_| field.is_secret);
    PlatformField {
        path: path(field),
        label: label(d, field.name),
        help: help(d, platform, field.name),
        is_secret: field.is_secret,
        is_optional: field.need == Need::Optional,
        is_file: field.form == Shape::ServiceAccount,
        kind: match field.form {
            _ if field.is_secret => "password",
            Shape::Url => "url",
            _ => "text",
        },
        digits: field.form == Shape::Digits,
        kept: hint.map(|hint| kept(d, &hint.end)).unwrap_or_default(),
        gone: if hint.is_some() && field.need != Need::Required { field.name } else { "" },
    }
}

/// "set · ends in …abcd"
pub fn kept(d: &Desk, end: &str) -> String {
    if end.is_empty() { d.t("conv-kept") } else { d.a("conv-kept-end").s("end", end).to_string() }
}

pub fn path(field: &Field) -> String {
    format!("{}.{}", if field.is_secret { "credentials" } else { "settings" }, field.name)
}

/// What people call a field of settings or credentials.
pub fn label(d: &Desk, name: &str) -> String {
    d.word("conv-field", name)
}

/// Where it is found.
fn help(d: &Desk, platform: Platform, name: &str) -> String {
    d.t(&help_key(d.locale, platform, name))
}

/// Of the platform where it has words of its own.
fn help_key(locale: Locale, platform: Platform, name: &str) -> String {
    let name = name.replace('_', "-");
    let own = format!("conv-help-{}-{name}", platform.as_str().replace('_', "-"));
    if i18n::has(locale, &own) { own } else { format!("conv-help-{name}") }
}

/// The key of a field's label, for a fault that stands away from it.
pub fn label_key(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix("settings.").or_else(|| path.strip_prefix("credentials."))?;
    Some(match name {
        "dataset_id" => "conv-field-dataset-id",
        "test_code" => "conv-field-test-code",
        "access_token" => "conv-field-access-token",
        "app_secret" => "conv-field-app-secret",
        "waba_id" => "conv-field-waba-id",
        "page_id" => "conv-field-page-id",
        "customer_id" => "conv-field-customer-id",
        "login_customer_id" => "conv-field-login-customer-id",
        "service_account" => "conv-field-service-account",
        "refresh_token" => "conv-field-refresh-token",
        "client_id" => "conv-field-client-id",
        "client_secret" => "conv-field-client-secret",
        "developer_token" => "conv-field-developer-token",
        "measurement_id" => "conv-field-measurement-id",
        "api_secret" => "conv-field-api-secret",
        "pixel_code" => "conv-field-pixel-code",
        "url" => "conv-field-url",
        _ => return None,
    })
}

/// A line for every category.
pub fn events(d: &Desk, platform: Platform) -> Vec<EventRow> {
    let usual = usual(platform);
    let placeholder = |category: Category| match usual.iter().find(|one| one.category == category) {
        Some(one) if !one.name.is_empty() => d.a("conv-usually").s("name", &one.name).to_string(),
        _ if platform.names_are_ids() => d.t("conv-event-id"),
        _ => String::new(),
    };
    let row = |(at, category): (usize, Category)| EventRow {
        at,
        category: category.as_str(),
        label: outbox_words::category(d.locale, category),
        name: format!("events[{at}].name"),
        active: format!("events[{at}].active"),
        every: format!("events[{at}].every_time"),
        placeholder: placeholder(category),
    };
    Category::ALL.into_iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_platform_has_a_name_and_says_where_it_is_found() {
        for platform in Platform::ALL {
            for field in fields::of(platform) {
                let key = label_key(&path(field)).expect(field.name);
                assert_eq!(key, format!("conv-field-{}", field.name.replace('_', "-")));
                for locale in Locale::ALL {
                    assert!(i18n::has(locale, key), "{key}");
                    let help = help_key(locale, platform, field.name);
                    assert!(i18n::has(locale, &help), "{help}");
                }
            }
        }
    }

    #[test]
    fn every_platform_and_every_consent_rule_says_what_it_is_for() {
        for word in Platform::CHOICES {
            let key = format!("conv-for-{}", word.replace('_', "-"));
            assert!(Locale::ALL.into_iter().all(|locale| i18n::has(locale, &key)), "{key}");
        }
        for rule in domain::conversion::ConsentRule::WORDS {
            let key = format!("conv-consent-{}", rule.replace('_', "-"));
            assert!(Locale::ALL.into_iter().all(|locale| i18n::has(locale, &key)), "{key}");
        }
    }
}
