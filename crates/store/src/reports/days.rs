//! Days of a workspace: `yyyymmdd` numbers in its own time zone, as the roll-ups have them.

use crate::error::Error;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// Errors: none when the last lies before the first.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// From `yyyymmdd` numbers.
    pub fn of_numbers(first: i32, last: i32) -> Option<Self> {
        Self::new(date_of(first)?, date_of(last)?)
    }

    pub fn first(self) -> Date {
        self.first
    }

    pub fn last(self) -> Date {
        self.last
    }

    pub fn numbers(self) -> (i32, i32) {
        (number_of(self.first), number_of(self.last))
    }

    pub fn count(self) -> i32 {
        (self.last - self.first).get_days() + 1
    }

    /// As many days right before. None: the calendar begins later.
    pub fn before(self) -> Option<Self> {
        let first = self.first.checked_sub(self.count().days()).ok()?;
        Some(Self { first, last: self.first.yesterday().ok()? })
    }

    pub fn each(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |day| *day <= self.last)
    }

    /// The moments that these days begin and end at, in microseconds UTC; the end is not included.
    pub(crate) fn moments(self, zone: &TimeZone) -> Result<(i64, i64), Error> {
        let after = self.last.tomorrow().ok().and_then(|day| beginning(day, zone));
        let bounds = beginning(self.first, zone).zip(after);
        bounds.ok_or_else(|| Error::Failed("days beyond the calendar".to_owned()))
    }
}

/// The moment that a day begins at, in microseconds UTC. None: beyond the calendar.
pub fn beginning(day: Date, zone: &TimeZone) -> Option<i64> {
    day.to_zoned(zone.clone()).ok().map(|at| at.timestamp().as_microsecond())
}

/// The local day of a moment as a number, and the hour.
pub fn local(at: i64, zone: &TimeZone) -> (i32, u8) {
    let local = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    (number_of(local.date()), local.hour().cast_unsigned())
}

pub fn number_of(date: Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

pub fn date_of(number: i32) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_is_as_long_and_ends_the_day_before() {
        let march = Days::of_numbers(20260301, 20260331).expect("days");
        assert_eq!(march.count(), 31);
        assert_eq!(march.before().map(Days::numbers), Some((20260129, 20260228)));
        assert_eq!(march.each().count(), 31);
        assert!(Days::of_numbers(20260302, 20260301).is_none());
        assert!(Days::of_numbers(20260230, 20260301).is_none());
    }

    #[test]
    fn a_day_begins_and_ends_at_the_zones_midnight_also_when_clocks_change() {
        let madrid = TimeZone::get("Europe/Madrid").expect("a zone");
        let day = Days::of_numbers(20261025, 20261025).expect("days");
        let (from, to) = day.moments(&madrid).expect("moments");
        assert_eq!((to - from) / 3_600_000_000, 25);
        assert_eq!(local(from, &madrid), (20261025, 0));
        assert_eq!(local(to - 1, &madrid), (20261025, 23));
        assert_eq!(local(to, &madrid), (20261026, 0));
    }
}
