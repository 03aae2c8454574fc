//! What every adapter asks of an event before it says anything of its platform, and the forms that more than one uses.

use domain::conversion::{Amount, Told};
use domain::destination::Platform;
use domain::money::MAX_MINOR;
use domain::outbox::Reason;
use serde_json::Value;

/// Clocks differ: what lies no further ahead than this is of now.
const AHEAD: i64 = 60_000_000;

/// Its time and its amount, as far as they are the same for all. `now` in microseconds UTC.
pub(crate) fn check(told: &Told, platform: Platform, now: i64) -> Result<(), Reason> {
    if told.at > now.saturating_add(AHEAD) {
        return Err(Reason::InTheFuture);
    }
    if now.saturating_sub(told.at) > platform.limits().max_age {
        return Err(Reason::TooOld);
    }
    match told.amount {
        Some(amount) if !(0..=MAX_MINOR).contains(&amount.minor) => Err(Reason::BadValue),
        _ => Ok(()),
    }
}

/// The amount as a JSON number: fifteen digits at most, so that a double holds it as it is.
pub(crate) fn number(amount: Amount) -> Value {
    serde_json::from_str(&amount.decimal()).unwrap_or(Value::Null)
}

/// RFC 3339 in UTC. A moment beyond the calendar is the calendar's first: [`check`] lets none through.
pub(crate) fn rfc3339(at: i64) -> String {
    jiff::Timestamp::from_microsecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// The page that led there, where it is the address of one: anybody can put anything into that header, and a platform that
/// takes no such text turns the other events of the request away along with it.
pub(crate) fn referrer(told: &Told) -> Option<&str> {
    domain::url::parse_target(&told.referrer).is_ok().then_some(told.referrer.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{NOW, amount, full};

    #[test]
    fn time_and_amount_are_looked_at() {
        let checked = |change: &dyn Fn(&mut Told)| {
            let mut told = full();
            change(&mut told);
            check(&told, Platform::Ga4, NOW)
        };
        let hour = 3_600_000_000;
        assert_eq!(checked(&|_| {}), Ok(()));
        assert_eq!(checked(&|told| told.at = NOW + AHEAD), Ok(()));
        assert_eq!(checked(&|told| told.at = NOW + AHEAD + 1), Err(Reason::InTheFuture));
        assert_eq!(checked(&|told| told.at = NOW - 72 * hour), Ok(()));
        assert_eq!(checked(&|told| told.at = NOW - 72 * hour - 1), Err(Reason::TooOld));
        assert_eq!(checked(&|told| told.at = i64::MIN), Err(Reason::TooOld));
        assert_eq!(checked(&|told| told.at = i64::MAX), Err(Reason::InTheFuture));
        assert_eq!(checked(&|told| told.amount = None), Ok(()));
        assert_eq!(checked(&|told| told.amount = Some(amount(0, "IDR"))), Ok(()));
        assert_eq!(checked(&|told| told.amount = Some(amount(-1, "IDR"))), Err(Reason::BadValue));
        assert_eq!(checked(&|told| told.amount = Some(amount(MAX_MINOR + 1, "IDR"))), Err(Reason::BadValue));
    }

    #[test]
    fn an_amount_is_the_number_that_it_says() {
        for (minor, currency, text) in [
            (25_000_000, "IDR", "250000"),
            (25_000_050, "IDR", "250000.5"),
            (1_250, "JPY", "1250"),
            (MAX_MINOR, "KWD", "999999999999.999"),
            (MAX_MINOR, "USD", "9999999999999.99"),
            (0, "USD", "0"),
        ] {
            assert_eq!(number(amount(minor, currency)).to_string(), text);
        }
    }

    #[test]
    fn a_referrer_is_told_where_it_is_an_address() {
        for (text, is_told) in [
            ("https://l.facebook.com/", true),
            ("http://blog.example/a?b=c", true),
            ("", false),
            ("android-app://com.whatsapp/", false),
            ("javascript:alert(1)", false),
            ("l.facebook.com", false),
            ("https://", false),
        ] {
            let told = Told { referrer: text.to_owned(), ..full() };
            assert_eq!(referrer(&told), is_told.then_some(text), "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(rfc3339(NOW), "2026-11-21T05:00:00Z");
        assert_eq!(rfc3339(NOW + 123_456), "2026-11-21T05:00:00.123456Z");
        assert_eq!(rfc3339(i64::MAX), "1970-01-01T00:00:00Z");
    }
}
