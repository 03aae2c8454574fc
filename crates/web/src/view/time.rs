//! Times in the workspace's zone: relative when near, a date when far, exact on hover. The moment they are
//! compared with is an argument; no clock is read here.

use crate::i18n::{Locale, Said};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

const MONTHS: [[&str; 12]; 2] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
];
const DAYS: [[&str; 7]; 2] =
    [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]];

/// The moment in the zone. Microseconds that no calendar holds are shown as 1970.
pub fn zoned(at: i64, zone: &TimeZone) -> Zoned {
    Timestamp::from_microsecond(at).unwrap_or_default().to_zoned(zone.clone())
}

/// What a field of date and time holds, in the zone; in a gap of the clocks the moment after it is meant. None: it is no
/// time.
pub fn read_local(text: &str, zone: &TimeZone) -> Option<i64> {
    let local = text.trim().parse::<DateTime>().ok()?;
    zone.to_zoned(local).ok().map(|zoned| zoned.timestamp().as_microsecond())
}

/// RFC 3339 in UTC, for where no zone of a reader's is known.
pub fn utc(at: i64) -> String {
    Timestamp::from_microsecond(at).unwrap_or_default().to_string()
}

fn clock(locale: Locale, at: &Zoned) -> String {
    let mark = match locale {
        Locale::En => ':',
        Locale::Id => '.',
    };
    format!("{:02}{mark}{:02}", at.hour(), at.minute())
}

/// The short name of a day of the week; 0 is Monday.
pub fn weekday(locale: Locale, day: usize) -> String {
    DAYS[locale as usize][day % 7].to_owned()
}

fn month(locale: Locale, date: Date) -> &'static str {
    MONTHS[locale as usize][usize::from(date.month().unsigned_abs()) - 1]
}

/// `21 Nov`.
pub fn day(locale: Locale, date: Date) -> String {
    format!("{} {}", date.day(), month(locale, date))
}

/// `Sat 21 Nov`.
pub fn short_day(locale: Locale, date: Date) -> String {
    let name = DAYS[locale as usize][usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
    format!("{name} {}", day(locale, date))
}

/// `Sat 21 Nov 2026`.
pub fn long_day(locale: Locale, date: Date) -> String {
    format!("{} {}", short_day(locale, date), date.year())
}

/// `just now`, `5 min ago`, `14:05`, `yesterday 14:05`, `12 Nov`, `12 Nov 2025`.
pub fn near(locale: Locale, at: i64, now: i64, zone: &TimeZone) -> String {
    let (then, today) = (zoned(at, zone), zoned(now, zone));
    let minutes = (now - at) / 60_000_000;
    if (0..1).contains(&minutes) {
        return Said::new(locale, "time-just-now").to_string();
    }
    if (1..60).contains(&minutes) {
        return Said::new(locale, "time-minutes-ago").n("count", minutes).to_string();
    }
    if then.date() == today.date() {
        return clock(locale, &then);
    }
    if then.date().tomorrow().ok() == Some(today.date()) {
        return Said::new(locale, "time-yesterday").s("clock", clock(locale, &then)).to_string();
    }
    if then.year() == today.year() {
        return day(locale, then.date());
    }
    format!("{} {}", day(locale, then.date()), then.year())
}

/// A moment to come: `14:05`, and on another day `12 Nov 14:05`.
pub fn coming(locale: Locale, at: i64, now: i64, zone: &TimeZone) -> String {
    let (then, today) = (zoned(at, zone), zoned(now, zone));
    let clock = clock(locale, &then);
    if then.date() == today.date() { clock } else { format!("{} {clock}", day(locale, then.date())) }
}

/// `Sat 21 Nov 2026, 14:05:09 WIB`.
pub fn exact(locale: Locale, at: i64, zone: &TimeZone) -> String {
    let then = zoned(at, zone);
    let seconds = match locale {
        Locale::En => format!(":{:02}", then.second()),
        Locale::Id => format!(".{:02}", then.second()),
    };
    format!("{}, {}{seconds} {}", long_day(locale, then.date()), clock(locale, &then), then.strftime("%Z"))
}

/// RFC 3339 in UTC, for `datetime`.
pub fn machine(at: i64) -> String {
    Timestamp::from_microsecond(at).unwrap_or_default().to_string()
}

/// `yyyymmdd` as the roll-ups keep a day.
pub fn from_number(day: i64) -> Option<Date> {
    let (year, month, date) = (day / 10_000, day / 100 % 100, day % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()
}

pub fn to_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn a_moment_is_relative_when_near_and_a_date_when_far() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let now = at("2026-11-21T07:00:00Z");
        let said = |then: &str| near(Locale::En, at(then), now, &zone);
        assert_eq!(said("2026-11-21T06:59:40Z"), "just now");
        assert_eq!(said("2026-11-21T06:55:00Z"), "5 min ago");
        assert_eq!(said("2026-11-21T03:05:00Z"), "10:05");
        assert_eq!(said("2026-11-20T03:05:00Z"), "yesterday 10:05");
        assert_eq!(said("2026-11-12T03:05:00Z"), "12 Nov");
        assert_eq!(said("2025-11-12T03:05:00Z"), "12 Nov 2025");
        assert_eq!(near(Locale::Id, at("2026-08-12T03:05:00Z"), now, &zone), "12 Agu");
    }

    #[test]
    fn a_moment_to_come_is_told_by_the_clock_however_near_it_is() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let now = at("2026-11-21T16:59:30Z");
        let said = |locale, then: &str| coming(locale, at(then), now, &zone);
        assert_eq!(said(Locale::En, "2026-11-21T16:59:50Z"), "23:59");
        assert_eq!(said(Locale::Id, "2026-11-21T16:59:50Z"), "23.59");
        assert_eq!(said(Locale::En, "2026-11-21T17:00:00Z"), "22 Nov 00:00");
    }

    #[test]
    fn the_day_is_that_of_the_workspaces_zone() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        assert_eq!(exact(Locale::En, at("2026-11-20T18:30:05Z"), &zone), "Sat 21 Nov 2026, 01:30:05 WIB");
    }

    #[test]
    fn a_day_number_reads_back_and_an_impossible_one_is_refused() {
        let date = from_number(20_261_121).unwrap();
        assert_eq!(to_number(date), 20_261_121);
        assert_eq!(from_number(20_261_131), None);
    }
}
