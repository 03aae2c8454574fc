//! The one who reads a page: language, zone, the moment, light or dark. Templates ask it for every sentence,
//! number, time and icon, so that none of them formats anything itself.

use super::html::{self, Html};
use super::time;
use crate::i18n::{self, Locale, Said, Whole};
use domain::money;
use jiff::tz::TimeZone;
use std::fmt;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}

#[derive(Clone, Debug)]
pub struct Reader {
    pub locale: Locale,
    pub theme: Theme,
    pub zone: TimeZone,
    /// Microseconds since 1970, UTC: what "just now" is measured from.
    pub now: i64,
}

impl Reader {
    pub fn lang(&self) -> &'static str {
        self.locale.as_str()
    }

    pub fn theme(&self) -> &'static str {
        self.theme.as_str()
    }

    /// A sentence.
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key, None)
    }

    /// A sentence with arguments: `d.a("overview-more").n("count", more)`.
    pub fn a<'k>(&self, key: &'k str) -> Said<'k> {
        Said::new(self.locale, key)
    }

    /// The word for a value of a fixed list (`status-hot`), or the value itself where people made it up.
    pub fn word(&self, group: &str, value: impl fmt::Display) -> String {
        let value = value.to_string();
        let key = format!("{group}-{}", value.replace(['_', ':'], "-"));
        if i18n::has(self.locale, &key) { self.t(&key) } else { value }
    }

    pub fn num(&self, number: impl Whole) -> String {
        i18n::number(self.locale, number.whole())
    }

    /// A share of a whole: `12.5%`, `12,5%`; `–` of nothing.
    pub fn share(&self, part: impl Whole, whole: impl Whole) -> String {
        if whole.whole() == 0 {
            return "–".into();
        }
        self.percent(part.whole() as f64 / whole.whole() as f64 * 100.0)
    }

    /// One place after the point under 10 and where it says something, none above.
    pub fn percent(&self, percent: f64) -> String {
        let rounded = (percent * 10.0).round() / 10.0;
        let text = if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") };
        format!("{}%", text.replace('.', &i18n::point(self.locale).to_string()).replace('-', "−"))
    }

    /// So many times: `3.2×`, `3,2×`.
    pub fn times(&self, times: f64) -> String {
        let rounded = (times * 10.0).round() / 10.0;
        let text = if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") };
        format!("{}×", text.replace('.', &i18n::point(self.locale).to_string()).replace('-', "−"))
    }

    pub fn money(&self, minor: impl Whole, currency: &str) -> String {
        let custom = match self.locale {
            Locale::En => money::Custom::English,
            Locale::Id => money::Custom::Indonesian,
        };
        match money::Currency::parse(currency) {
            Some(currency) => money::show(minor.whole(), currency, custom),
            None => format!("{} {currency}", self.num(minor)),
        }
    }

    /// `<time>`, relative when near, exact on hover.
    pub fn time(&self, at: impl Whole) -> Html {
        let at = at.whole();
        Html(format!(
            r#"<time datetime="{}" title="{}">{}</time>"#,
            time::machine(at),
            html::escape(&self.exact(at)),
            html::escape(&time::near(self.locale, at, self.now, &self.zone))
        ))
    }

    pub fn exact(&self, at: impl Whole) -> String {
        time::exact(self.locale, at.whole(), &self.zone)
    }

    /// A day as the roll-ups number it (`yyyymmdd`).
    pub fn day(&self, number: impl Whole) -> String {
        time::from_number(number.whole()).map_or_else(String::new, |date| time::long_day(self.locale, date))
    }

    pub fn icon(&self, name: &str) -> Html {
        html::icon(name)
    }

    pub fn asset(&self, name: &str) -> &'static str {
        crate::pages::assets::url(name)
    }

    /// A country's name; the code where the list has none.
    pub fn country(&self, code: &str) -> String {
        if code.is_empty() { self.t("value-unknown") } else { self.word("country", code) }
    }

    /// Up to two letters that stand for a person.
    pub fn initials(&self, name: &str) -> String {
        name.split_whitespace()
            .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
            .take(2)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(locale: Locale) -> Reader {
        Reader { locale, theme: Theme::Auto, zone: TimeZone::UTC, now: 0 }
    }

    #[test]
    fn shares_say_no_more_than_they_know() {
        let (en, id) = (reader(Locale::En), reader(Locale::Id));
        assert_eq!(en.share(1_i64, 3_i64), "33.3%");
        assert_eq!(id.share(1_i64, 3_i64), "33,3%");
        assert_eq!(en.share(1_i64, 2_i64), "50%");
        assert_eq!(en.share(1_i64, 0_i64), "–");
    }

    #[test]
    fn money_stands_with_its_currency_and_places() {
        assert_eq!(reader(Locale::Id).money(150_000_000_i64, "IDR"), "Rp1.500.000");
        assert_eq!(reader(Locale::En).money(123_450_i64, "USD"), "USD 1,234.50");
        assert_eq!(reader(Locale::En).money(-5_i64, "JPY"), "-JPY 5");
    }

    #[test]
    fn a_made_up_status_is_shown_as_it_was_made() {
        assert_eq!(reader(Locale::En).word("status", "waiting list"), "waiting list");
        assert_eq!(reader(Locale::En).word("status", "hot"), "Hot");
    }
}
