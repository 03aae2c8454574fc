//! A schedule ready to be asked: a bit a day, a few numbers a range, no text. What costs time, the local time of a
//! zone, is the caller's: it works it out once a visit and asks every schedule of that zone with it.

use super::{MINUTES_OF_DAY, Schedule, Span};
use crate::id::CalendarId;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// How far ahead [`Hours::next_opening`] looks, in days: past a year's only holiday-free day of any schedule.
pub const DAYS_AHEAD: i32 = 400;

/// Which dates are holidays of a calendar. Days are counted from 1970-01-01, as in [`LocalTime::day`].
pub trait Holidays {
    fn is_holiday(&self, calendar: CalendarId, day: i32) -> bool;
}

impl<F: Fn(CalendarId, i32) -> bool> Holidays for F {
    fn is_holiday(&self, calendar: CalendarId, day: i32) -> bool {
        self(calendar, day)
    }
}

/// For schedules that name no calendar.
#[derive(Clone, Copy, Debug)]
pub struct NoHolidays;

impl Holidays for NoHolidays {
    fn is_holiday(&self, _: CalendarId, _: i32) -> bool {
        false
    }
}

/// What the clock and the calendar on a wall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Minutes since 00:00 by the clock, below 1440.
    pub minute: u16,
}

impl LocalTime {
    /// `at` in microseconds since 1970 UTC. A time out of this world's calendar is its nearest end.
    pub fn of(at: i64, zone: &TimeZone) -> Self {
        let shown = zone.to_datetime(instant(at));
        Self { day: day_number(shown.date()), minute: minute_of(shown) }
    }

    /// 0 is Monday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.day + 3).rem_euclid(7) as u8
    }
}

/// A compiled [`Schedule`].
#[derive(Clone, Debug)]
pub struct Hours {
    zone: TimeZone,
    /// Bit 0 is Monday.
    days: u8,
    ranges: Box<[Span]>,
    calendars: Box<[CalendarId]>,
}

impl Hours {
    /// A zone that the bundled database no longer has makes hours that never come: nothing is guessed.
    pub fn of(schedule: &Schedule) -> Self {
        let zone = TimeZoneDatabase::bundled().get(&schedule.time_zone).ok();
        let days = schedule.days.iter().fold(0, |days, day| days | 1 << (*day as u8));
        Self {
            days: if zone.is_some() { days } else { 0 },
            zone: zone.unwrap_or(TimeZone::UTC),
            ranges: schedule.ranges.as_slice().into(),
            calendars: schedule.calendar_ids.as_slice().into(),
        }
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether it is open at `at`, microseconds since 1970 UTC.
    pub fn open(&self, at: i64, holidays: &(impl Holidays + ?Sized)) -> bool {
        self.open_local(LocalTime::of(at, &self.zone), holidays)
    }

    /// The same for who has the local time of [`Hours::zone`] already.
    pub fn open_local(&self, local: LocalTime, holidays: &(impl Holidays + ?Sized)) -> bool {
        let minute = local.minute;
        let own = |range: &Span| minute >= range.from && minute < range.own_day().1;
        let before = |range: &Span| minute < range.day_after();
        (self.ranges.iter().any(own) && self.works(local.day, holidays))
            || (self.ranges.iter().any(before) && self.works(local.day - 1, holidays))
    }

    /// The first instant not before `after` at which it is open, in microseconds: `after` itself when it is open then.
    /// None: not within [`DAYS_AHEAD`] days, which is how hours that never come are known.
    pub fn next_opening(&self, after: i64, holidays: &(impl Holidays + ?Sized)) -> Option<i64> {
        if self.open(after, holidays) {
            return Some(after);
        }
        let start = instant(after);
        let by_the_clock = self.first_start(start, holidays);
        let latest =
            by_the_clock.or_else(|| start.checked_add(SignedDuration::from_hours(24 * i64::from(DAYS_AHEAD))).ok());
        // Clocks that are put forward may land in the middle of a range; those that are put back may, too.
        let jump = self
            .zone
            .following(start)
            .map(|change| change.timestamp())
            .take_while(|at| latest.is_none_or(|latest| *at < latest))
            .find(|at| self.open(at.as_microsecond(), holidays));
        jump.or(by_the_clock).map(Timestamp::as_microsecond)
    }

    /// Whether a range may start on this day.
    fn works(&self, day: i32, holidays: &(impl Holidays + ?Sized)) -> bool {
        self.days & 1 << LocalTime { day, minute: 0 }.weekday() != 0
            && !self.calendars.iter().any(|calendar| holidays.is_holiday(*calendar, day))
    }

    /// The first instant from `start` on at which the clock shows the start of a range of a day that works.
    fn first_start(&self, start: Timestamp, holidays: &(impl Holidays + ?Sized)) -> Option<Timestamp> {
        let today = self.zone.to_datetime(start).date();
        let mut first: Option<Timestamp> = None;
        // A day after the first find is looked at as well: where clocks are put back over midnight, a later date's
        // start may come before an earlier date's second one.
        let mut days_left = DAYS_AHEAD;
        let mut date = today.checked_sub(1.day()).unwrap_or(today);
        while days_left >= 0 {
            if self.works(day_number(date), holidays) {
                let earliest =
                    self.ranges.iter().flat_map(|range| self.shown(date, range.from)).filter(|at| *at >= start).min();
                if let Some(at) = earliest {
                    first = Some(first.map_or(at, |first| first.min(at)));
                    days_left = days_left.min(1);
                }
            }
            days_left -= 1;
            date = date.tomorrow().ok()?;
        }
        first
    }

    /// The instants at which the clock shows this minute of this date: none in a gap, two where it is repeated.
    fn shown(&self, date: Date, minute: u16) -> impl Iterator<Item = Timestamp> + use<> {
        debug_assert!(minute < MINUTES_OF_DAY);
        let wanted = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let found = |at: Result<Timestamp, _>| at.ok();
        let earlier = found(self.zone.to_ambiguous_timestamp(wanted).earlier());
        let later = found(self.zone.to_ambiguous_timestamp(wanted).later()).filter(|at| Some(*at) != earlier);
        let zone = self.zone.clone();
        earlier.into_iter().chain(later).filter(move |at| zone.to_datetime(*at) == wanted)
    }
}

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    // Both lie in the years -9999 to 9999: some millions of days at most.
    (date - EPOCH).get_days()
}

fn minute_of(shown: DateTime) -> u16 {
    shown.hour() as u16 * 60 + shown.minute() as u16
}

fn instant(at: i64) -> Timestamp {
    Timestamp::from_microsecond(at).unwrap_or(if at < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
