//! The public holidays of each country, compiled in as text from `data/holidays` and read where they are asked for: a
//! calendar is compiled when it is saved or loaded, never while somebody waits for a page.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The last year that the list tells of.
pub const LAST_YEAR: i16 = 2034;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub date: Date,
    /// In English.
    pub name: &'static str,
    /// In the country's language; empty where it is the same.
    pub local_name: &'static str,
}

static COUNTRIES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let text = include_str!("../../../../data/holidays/public-holidays.tsv");
    let countries = text.split("\n@").skip(1);
    countries.filter_map(|country| country.split_once('\n')).collect()
});

/// The countries that the list tells of, ISO 3166 alpha-2, in order.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.keys().copied()
}

/// Whether the list tells of this country.
pub fn knows(country: &str) -> bool {
    COUNTRIES.contains_key(country)
}

/// The public holidays of a country, holiday by holiday; none for a country that the list does not have.
pub fn holidays(country: &str) -> impl Iterator<Item = Holiday> + use<> {
    let lines = COUNTRIES.get(country).copied().unwrap_or_default().lines();
    lines.flat_map(|line| {
        let mut fields = line.split('\t');
        let (name, local_name) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let dates = fields.next().unwrap_or_default().split(' ');
        dates.filter_map(parse_date).map(move |date| Holiday { date, name, local_name })
    })
}

/// `YYMMDD` of this century.
fn parse_date(text: &str) -> Option<Date> {
    let number: i32 = text.parse().ok()?;
    Date::new(2_000 + (number / 10_000) as i16, (number / 100 % 100) as i8, (number % 100) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone;

    #[test]
    fn every_line_of_the_list_is_read() {
        let text = include_str!("../../../../data/holidays/public-holidays.tsv");
        let written: usize = text
            .lines()
            .filter(|line| !line.starts_with(['#', '@']))
            .map(|line| line.rsplit('\t').next().map_or(0, |dates| dates.split(' ').count()))
            .sum();
        assert_eq!(countries().map(|country| holidays(country).count()).sum::<usize>(), written);
        assert!(written > 20_000);
    }

    #[test]
    fn the_countries_are_those_that_the_desk_names_and_their_last_year_is_the_one_we_say() {
        let strange: Vec<_> = countries().filter(|country| !phone::is_country(country)).collect();
        assert_eq!(strange, UNNAMED);
        assert_eq!(countries().flat_map(holidays).map(|day| day.date.year()).max(), Some(LAST_YEAR));
    }

    /// Uninhabited, or without phone numbers of its own: nobody's workspace is there.
    const UNNAMED: [&str; 5] = ["AQ", "GS", "PN", "TF", "UM"];

    #[test]
    fn days_that_everybody_knows_stand_in_it() {
        let on = |country: &str, y, m, d| holidays(country).find(|day| day.date == jiff::civil::date(y, m, d));
        assert_eq!(on("ES", 2026, 10, 12).expect("there").local_name, "Fiesta Nacional de España");
        assert_eq!(on("US", 2026, 11, 26).expect("there").name, "Thanksgiving Day");
        assert!(on("ID", 2026, 3, 21).is_some(), "Idul Fitri");
        assert!(on("ID", 2026, 3, 23).is_none());
        assert!(on("XX", 2026, 1, 1).is_none());
    }
}
