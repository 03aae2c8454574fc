//! Holiday calendars: the dates on which schedules that name one are closed. A calendar is a country's public holidays,
//! dates of the workspace's own, or both; a date of its own may also say that a public holiday is a working day.
//!
//! Days are counted from 1970-01-01, as in [`crate::schedule::LocalTime::day`]. Nothing here knows which day it is.

pub mod public;

use crate::id::CalendarId;
use crate::schedule::{Holidays, day_number};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A date that a workspace put into its calendar itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDate {
    pub date: Date,
    #[serde(default)]
    pub name: String,
    /// On this day and month of every year; 29 February only in years that have one.
    #[serde(default)]
    pub yearly: bool,
    /// Open in spite of the country's holiday.
    #[serde(default)]
    pub open: bool,
}

impl OwnDate {
    fn falls_on(&self, date: Date) -> bool {
        self.date == date || (self.yearly && (self.date.month(), self.date.day()) == (date.month(), date.day()))
    }
}

/// One closed day, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedDay {
    pub date: Date,
    pub name: String,
    /// What the country calls it, where that differs; empty for an own date.
    pub local_name: String,
    pub own: bool,
}

/// The days of a year on which a calendar is closed, in order, each once; an own date gives its name before the
/// country's. `country`: ISO 3166 alpha-2, empty for none.
pub fn closed_days(country: &str, dates: &[OwnDate], year: i16) -> Vec<ClosedDay> {
    let of_country = public::holidays(country).filter(|day| day.date.year() == year);
    let mut days: Vec<ClosedDay> = dates
        .iter()
        .filter(|own| !own.open)
        .filter_map(|own| {
            let date = if own.yearly { Date::new(year, own.date.month(), own.date.day()).ok()? } else { own.date };
            (date.year() == year).then(|| ClosedDay {
                date,
                name: own.name.clone(),
                local_name: String::new(),
                own: true,
            })
        })
        .collect();
    days.extend(of_country.map(|day| ClosedDay {
        date: day.date,
        name: day.name.to_owned(),
        local_name: day.local_name.to_owned(),
        own: false,
    }));
    days.retain(|day| !dates.iter().any(|own| own.open && own.falls_on(day.date)));
    days.sort_by_key(|day| day.date);
    days.dedup_by_key(|day| day.date);
    days
}

/// A calendar ready to be asked: sorted numbers, no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    days: Box<[i32]>,
    /// Month and day of what comes every year.
    yearly: Box<[(i8, i8)]>,
    open: Box<[i32]>,
    open_yearly: Box<[(i8, i8)]>,
}

impl Closed {
    /// `country`: ISO 3166 alpha-2, empty for none.
    pub fn of(country: &str, dates: &[OwnDate]) -> Self {
        let of_country = public::holidays(country).map(|day| day_number(day.date));
        let single = |open: bool| dates.iter().filter(move |own| own.open == open && !own.yearly);
        let yearly = |open: bool| {
            let of = dates.iter().filter(move |own| own.open == open && own.yearly);
            of.map(|own| (own.date.month(), own.date.day())).collect::<Box<[_]>>()
        };
        let sorted = |mut days: Vec<i32>| {
            days.sort_unstable();
            days.dedup();
            days.into_boxed_slice()
        };
        Self {
            days: sorted(of_country.chain(single(false).map(|own| day_number(own.date))).collect()),
            yearly: yearly(false),
            open: sorted(single(true).map(|own| day_number(own.date)).collect()),
            open_yearly: yearly(true),
        }
    }

    /// Whether schedules that name this calendar are closed on this day.
    pub fn contains(&self, day: i32) -> bool {
        let comes = |yearly: &[(i8, i8)]| !yearly.is_empty() && yearly.contains(&month_and_day(day));
        (self.days.binary_search(&day).is_ok() || comes(&self.yearly))
            && self.open.binary_search(&day).is_err()
            && !comes(&self.open_yearly)
    }
}

/// All calendars that schedules may name. One that is not there closes nothing.
#[derive(Clone, Debug, Default)]
pub struct Calendars(HashMap<CalendarId, Closed>);

impl FromIterator<(CalendarId, Closed)> for Calendars {
    fn from_iter<T: IntoIterator<Item = (CalendarId, Closed)>>(calendars: T) -> Self {
        Self(calendars.into_iter().collect())
    }
}

impl Holidays for Calendars {
    fn is_holiday(&self, calendar: CalendarId, day: i32) -> bool {
        self.0.get(&calendar).is_some_and(|closed| closed.contains(day))
    }
}

/// The civil date of a day number, by the proleptic Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms", `civil_from_days`.
fn month_and_day(day: i32) -> (i8, i8) {
    let from_march = (i64::from(day) + 719_468).rem_euclid(146_097);
    let year_of_era = (from_march - from_march / 1_460 + from_march / 36_524 - from_march / 146_096) / 365;
    let day_of_year = from_march - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    (if month < 10 { month + 3 } else { month - 9 } as i8, day as i8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn own(date: Date, yearly: bool, open: bool) -> OwnDate {
        OwnDate { date, name: "Ours".to_owned(), yearly, open }
    }

    #[test]
    fn a_country_and_own_dates_close_together() {
        let dates = [own(date(2026, 12, 24), true, false), own(date(2027, 3, 15), false, false)];
        let closed = Closed::of("ID", &dates);
        for (day, is) in [
            (date(2026, 8, 17), true),
            (date(2026, 8, 18), false),
            (date(2026, 12, 24), true),
            (date(2031, 12, 24), true),
            (date(2027, 3, 15), true),
            (date(2028, 3, 15), false),
        ] {
            assert_eq!(closed.contains(day_number(day)), is, "{day}");
        }
    }

    #[test]
    fn a_public_holiday_can_be_a_working_day() {
        let closed = Closed::of("ID", &[own(date(2026, 6, 1), true, true), own(date(2026, 5, 1), false, true)]);
        assert!(!closed.contains(day_number(date(2026, 6, 1))) && !closed.contains(day_number(date(2030, 6, 1))));
        assert!(!closed.contains(day_number(date(2026, 5, 1))) && closed.contains(day_number(date(2027, 5, 1))));
    }

    #[test]
    fn the_days_of_a_year_are_listed_once_and_in_order_with_our_name_first() {
        let dates = [own(date(2026, 1, 1), false, false), own(date(2024, 2, 29), true, false)];
        let days = closed_days("ID", &dates, 2026);
        assert_eq!((days[0].date, days[0].name.as_str(), days[0].own), (date(2026, 1, 1), "Ours", true));
        assert!(days.windows(2).all(|pair| pair[0].date < pair[1].date));
        assert!(days.iter().all(|day| day.date.year() == 2026));
        let independence = days.iter().find(|day| day.date == date(2026, 8, 17)).expect("there");
        assert_eq!(independence.name, "Independence Day");
        assert_eq!(independence.local_name, "Hari Kemerdekaan Republik Indonesia");
        assert!(closed_days("ID", &dates, 2028).iter().any(|day| day.date == date(2028, 2, 29)));
    }

    #[test]
    fn a_calendar_that_is_gone_closes_nothing() {
        let id = CalendarId::from_uuid(uuid::Uuid::from_u128(1));
        let all: Calendars = [(id, Closed::of("ID", &[]))].into_iter().collect();
        let day = day_number(date(2026, 8, 17));
        assert!(all.is_holiday(id, day));
        assert!(!all.is_holiday(CalendarId::from_uuid(uuid::Uuid::nil()), day));
    }

    proptest! {
        #[test]
        fn month_and_day_are_those_of_the_date(year in -4_000i16..4_000, ordinal in 0i32..365) {
            let date = date(year, 1, 1).checked_add(jiff::Span::new().days(ordinal)).expect("a date");
            prop_assert_eq!(month_and_day(day_number(date)), (date.month(), date.day()));
        }

        #[test]
        fn what_is_listed_is_what_is_closed(
            own_days in proptest::collection::vec((2025i16..2029, 1i8..13, 1i8..29, any::<bool>(), any::<bool>()), 0..8),
            country in proptest::sample::select(vec!["", "ID", "ES", "US", "AU"]),
        ) {
            let dates: Vec<_> = own_days.iter().map(|(y, m, d, yearly, open)| own(date(*y, *m, *d), *yearly, *open)).collect();
            let closed = Closed::of(country, &dates);
            let listed = closed_days(country, &dates, 2027);
            let mut day = date(2027, 1, 1);
            while day.year() == 2027 {
                let is = listed.iter().any(|listed| listed.date == day);
                prop_assert_eq!(closed.contains(day_number(day)), is, "{}", day);
                day = day.tomorrow().expect("not the last day of all");
            }
        }
    }
}
