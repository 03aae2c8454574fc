//! The next opening as people are told it: by the clock of the business, no more of the date than is needed.

use crate::language::Locale;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const DAYS: [[&str; 7]; 2] =
    [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]];
const MONTHS: [[&str; 12]; 2] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
];
/// Before that a weekday alone could be either of two.
const WEEK: i64 = 6 * 24 * 3_600_000_000;

/// `08:00 WIB` today, `Mon 08:00 WIB` within the week, `Mon 21 Dec 08:00 WIB` later. Both moments in microseconds UTC.
pub fn said(at: i64, now: i64, zone: &TimeZone, locale: Locale) -> String {
    let (then, today) = (zoned(at, zone), zoned(now, zone));
    let (mark, words) = match locale {
        Locale::En => (':', 0),
        Locale::Id => ('.', 1),
    };
    let clock = format!("{:02}{mark}{:02} {}", then.hour(), then.minute(), then.strftime("%Z"));
    if then.date() == today.date() {
        return clock;
    }
    let day = DAYS[words][usize::from(then.weekday().to_monday_zero_offset().unsigned_abs())];
    if at - now < WEEK {
        return format!("{day} {clock}");
    }
    let month = MONTHS[words][usize::from(then.month().unsigned_abs()) - 1];
    format!("{day} {} {month} {clock}", then.day())
}

fn zoned(at: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_microsecond(at).unwrap_or_default().to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_of_the_date_is_told_than_is_needed() {
        let zone = TimeZone::get("Asia/Jakarta").expect("a zone");
        // Monday 23 November 2026, 01:00 UTC: eight in the morning in Jakarta.
        let (at, hour) = (1_795_395_600_000_000, 3_600_000_000);
        let said = |before: i64, locale| said(at, at - before * hour, &zone, locale);
        assert_eq!(said(3, Locale::En), "08:00 WIB");
        assert_eq!(said(24, Locale::En), "Mon 08:00 WIB");
        assert_eq!(said(24, Locale::Id), "Sen 08.00 WIB");
        assert_eq!(said(24 * 10, Locale::Id), "Sen 23 Nov 08.00 WIB");
    }
}
