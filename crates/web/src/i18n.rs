//! What the screens say, in the reader's language: Fluent messages from `locales/{en,id}/*.ftl`, loaded once and
//! compiled in. A key that one language lacks is a failing test, not a surprise on a screen. No sentence is put
//! together from halves here or in a template: one key, one sentence, named arguments.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use std::fmt;
use std::sync::OnceLock;
use unic_langid::{LanguageIdentifier, langid};

pub use domain::language::Locale;

fn language(locale: Locale) -> LanguageIdentifier {
    match locale {
        Locale::En => langid!("en"),
        Locale::Id => langid!("id"),
    }
}

/// A whole number as the language groups it.
pub fn number(locale: Locale, number: i64) -> String {
    let mark = match locale {
        Locale::En => ',',
        Locale::Id => '.',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// The sign between whole and part.
pub fn point(locale: Locale) -> char {
    match locale {
        Locale::En => '.',
        Locale::Id => ',',
    }
}

#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

fn bundles() -> &'static [Bundle; 2] {
    static BUNDLES: OnceLock<[Bundle; 2]> = OnceLock::new();
    BUNDLES.get_or_init(|| Locale::ALL.map(load))
}

fn load(locale: Locale) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language(locale)]);
    // The marks are for mixed writing directions; both languages run left to right, and copied text stays clean.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::En => |value, _| whole(Locale::En, value),
        Locale::Id => |value, _| whole(Locale::Id, value),
    }));
    let folder = format!("{}/", locale.as_str());
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(&folder)).collect();
    names.sort();
    for name in names {
        let Some(file) = Files::get(&name) else { continue };
        let text = String::from_utf8_lossy(&file.data).into_owned();
        let (resource, faults) = match FluentResource::try_new(text) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, faults)) => (resource, faults),
        };
        for fault in faults {
            tracing::error!(file = %name, %fault, "a locale file has a line that can't be read");
        }
        if let Err(faults) = bundle.add_resource(resource) {
            tracing::error!(file = %name, ?faults, "a locale key stands in two files");
        }
    }
    bundle
}

fn whole(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => Some(self::number(locale, number.value as i64)),
        _ => None,
    }
}

/// Whether the language has the key.
pub fn has(locale: Locale, key: &str) -> bool {
    bundles()[locale as usize].has_message(key)
}

/// The message, or the key itself where no language has it (the tests keep that from happening).
pub fn text(locale: Locale, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    for bundle in [&bundles()[locale as usize], &bundles()[Locale::En as usize]] {
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { continue };
        let mut faults = Vec::new();
        let said = bundle.format_pattern(pattern, args, &mut faults).into_owned();
        if !faults.is_empty() {
            tracing::warn!(key, ?faults, "a message lacks an argument");
        }
        return said;
    }
    key.to_owned()
}

/// A message that is still being given its arguments; reads as text.
#[derive(Debug)]
pub struct Said<'k> {
    locale: Locale,
    key: &'k str,
    args: FluentArgs<'static>,
}

impl<'k> Said<'k> {
    pub fn new(locale: Locale, key: &'k str) -> Self {
        Self { locale, key, args: FluentArgs::new() }
    }

    /// A text argument.
    #[must_use]
    pub fn s(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.set(name, value.to_string());
        self
    }

    /// A whole number, which chooses the plural and is written as the language groups it.
    #[must_use]
    pub fn n(mut self, name: &'static str, value: impl Whole) -> Self {
        self.args.set(name, value.whole());
        self
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(self.locale, self.key, Some(&self.args)))
    }
}

/// What is wrong with a field, as a sentence: the key `error-<code>` with the fault's own arguments. A fault of a file
/// says the line it is in first, and the link that stands there.
pub fn fault(locale: Locale, fault: &domain::problem::FieldError) -> String {
    let argument = |name: &str| fault.args.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str());
    let said = wrong(locale, fault);
    match (argument("file_line"), argument("file_link").filter(|link| !link.is_empty())) {
        (Some(line), Some(link)) => {
            Said::new(locale, "error-in-file-link").s("line", line).s("link", link).s("fault", said).to_string()
        }
        (Some(line), None) => Said::new(locale, "error-in-file").s("line", line).s("fault", said).to_string(),
        (None, _) => said,
    }
}

fn wrong(locale: Locale, fault: &domain::problem::FieldError) -> String {
    let key = format!("error-{}", fault.code.replace('_', "-"));
    let mut args = FluentArgs::new();
    for (name, value) in &fault.args {
        args.set(*name, value.clone());
    }
    text(locale, &key, Some(&args))
}

/// Whole numbers of any size and by reference, as templates hand them over.
pub trait Whole {
    fn whole(&self) -> i64;
}

macro_rules! whole_numbers {
    ($($kind:ty),+) => {$(
        impl Whole for $kind {
            fn whole(&self) -> i64 { i64::try_from(*self).unwrap_or(i64::MAX) }
        }
    )+};
}
whole_numbers!(i64, u64, i32, u32, u16, usize);

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// Every key of a language; what the tests compare.
#[cfg(test)]
pub(crate) fn keys(locale: Locale) -> std::collections::BTreeSet<String> {
    let folder = format!("{}/", locale.as_str());
    Files::iter()
        .filter(|name| name.starts_with(&folder))
        .filter_map(|name| Files::get(&name))
        .flat_map(|file| {
            String::from_utf8_lossy(&file.data)
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
#[path = "i18n_tests.rs"]
mod tests;
