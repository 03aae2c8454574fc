//! The long lists of forms: countries by their names in the reader's language, currencies, time zones.

use crate::i18n::{self, Locale};
use domain::money::Currency;
use domain::phone;
use jiff::tz::TimeZoneDatabase;
use std::sync::OnceLock;

/// Code and name, by name; only those whose numbers can be read.
pub fn countries(locale: Locale) -> Vec<(String, String)> {
    static LISTS: [OnceLock<Vec<(String, String)>>; 2] = [OnceLock::new(), OnceLock::new()];
    LISTS[locale as usize]
        .get_or_init(|| {
            let letters = || 'A'..='Z';
            let mut list: Vec<(String, String)> = letters()
                .flat_map(|a| letters().map(move |b| format!("{a}{b}")))
                .filter(|code| phone::is_country(code))
                .map(|code| {
                    let key = format!("country-{code}");
                    let name = if i18n::has(locale, &key) { i18n::text(locale, &key, None) } else { code.clone() };
                    (code, name)
                })
                .collect();
            list.sort_by(|a, b| a.1.cmp(&b.1));
            list
        })
        .clone()
}

/// The near ones first, then all in their alphabet.
pub fn currencies() -> Vec<&'static str> {
    const NEAR: [&str; 6] = ["IDR", "USD", "EUR", "SGD", "MYR", "AUD"];
    let mut rest: Vec<_> = Currency::all().filter(|code| !NEAR.contains(code)).collect();
    rest.sort_unstable();
    NEAR.into_iter().chain(rest).collect()
}

/// IANA names that belong to a place.
pub fn zones() -> Vec<&'static str> {
    static ZONES: OnceLock<Vec<String>> = OnceLock::new();
    ZONES
        .get_or_init(|| {
            const CONTINENTS: [&str; 10] = [
                "Africa/",
                "America/",
                "Antarctica/",
                "Arctic/",
                "Asia/",
                "Atlantic/",
                "Australia/",
                "Europe/",
                "Indian/",
                "Pacific/",
            ];
            let mut zones: Vec<String> = TimeZoneDatabase::bundled()
                .available()
                .map(|name| name.as_str().to_owned())
                .filter(|name| CONTINENTS.iter().any(|c| name.starts_with(c)))
                .collect();
            zones.push("UTC".into());
            zones.sort();
            zones.dedup();
            zones
        })
        .iter()
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_hold_what_a_shop_in_jakarta_needs() {
        assert!(zones().contains(&"Asia/Jakarta"));
        assert!(zones().len() > 300, "the bundled zones are read");
        assert_eq!(currencies()[0], "IDR");
        let named = countries(Locale::Id);
        assert!(named.iter().any(|(code, name)| code == "ID" && name == "Indonesia"));
        assert!(named.iter().filter(|(code, name)| code == name).count() < 3, "a country has no name");
    }
}
