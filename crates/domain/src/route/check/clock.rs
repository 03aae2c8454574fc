//! The clock of one zone as the rules see it: minutes of the week are alike when the same schedules are open in them,
//! and days when the same calendars close them. What is open is told exactly; how often it comes is not asked.

use crate::id::CalendarId;
use crate::route::{DayOp, HolidayTest, HoursTest, Test};
use crate::schedule::{Schedule, Week};

/// More values than these are not followed.
const MOST: usize = 4_096;
const MINUTES: usize = 7 * 24 * 60;

pub(super) struct Clock<'r> {
    schedules: Vec<&'r Schedule>,
    calendars: Vec<CalendarId>,
    /// For each kind of minute and each schedule: open by a range of the same day, of the day before.
    minutes: Vec<Vec<(bool, bool)>>,
}

/// One value: a kind of minute, and which calendars close today and closed yesterday.
struct Moment<'c> {
    minute: &'c [(bool, bool)],
    today: usize,
    yesterday: usize,
}

impl<'r> Clock<'r> {
    /// `None`: too many values to follow.
    pub(super) fn of(tests: &[&'r Test]) -> Option<Self> {
        let mut schedules: Vec<&'r Schedule> = Vec::new();
        let mut calendars: Vec<CalendarId> = Vec::new();
        for test in tests {
            match test {
                Test::Schedule(hours) => {
                    if !schedules.contains(&&hours.value) {
                        schedules.push(&hours.value);
                    }
                    calendars.extend(&hours.value.calendar_ids);
                }
                Test::Holiday(holiday) => calendars.extend(&holiday.value.calendar_ids),
                _ => {}
            }
        }
        calendars.sort_unstable();
        calendars.dedup();
        // Today and yesterday, each with or without every calendar.
        let days = 4_usize.checked_pow(calendars.len().try_into().ok()?).filter(|days| *days <= MOST)?;
        let weeks: Vec<Week> = schedules.iter().map(|schedule| Week::of(schedule)).collect();
        let mut minutes: Vec<Vec<(bool, bool)>> = Vec::new();
        let mut last: Option<Vec<(bool, bool)>> = None;
        for minute in 0..MINUTES {
            let alike: Vec<_> =
                weeks.iter().map(|week| (week.own_day.contains(minute), week.day_before.contains(minute))).collect();
            // Most minutes are like the one before.
            if last.as_ref() == Some(&alike) {
                continue;
            }
            if !minutes.contains(&alike) {
                minutes.push(alike.clone());
                if minutes.len() * days > MOST {
                    return None;
                }
            }
            last = Some(alike);
        }
        Some(Self { schedules, calendars, minutes })
    }

    pub(super) fn count(&self) -> usize {
        self.minutes.len() << (2 * self.calendars.len())
    }

    fn moment(&self, value: usize) -> Moment<'_> {
        let count = self.calendars.len();
        let days = value & ((1 << (2 * count)) - 1);
        Moment {
            minute: &self.minutes[value >> (2 * count)],
            today: days >> count,
            yesterday: days & ((1 << count) - 1),
        }
    }

    fn calendars(&self, ids: &[CalendarId]) -> usize {
        let bit = |id: &CalendarId| self.calendars.binary_search(id).map_or(0, |at| 1 << at);
        ids.iter().fold(0, |bits, id| bits | bit(id))
    }

    pub(super) fn hours(&self, test: &HoursTest, value: usize) -> bool {
        let moment = self.moment(value);
        let at = self.schedules.iter().position(|schedule| **schedule == test.value);
        let (own_day, day_before) = at.map(|at| moment.minute[at]).expect("the clock was made of all schedules");
        let closing = self.calendars(&test.value.calendar_ids);
        let open = (own_day && moment.today & closing == 0) || (day_before && moment.yesterday & closing == 0);
        open == (test.op == DayOp::Within)
    }

    pub(super) fn holiday(&self, test: &HolidayTest, value: usize) -> bool {
        let closing = self.calendars(&test.value.calendar_ids);
        (self.moment(value).today & closing != 0) == (test.op == DayOp::Within)
    }
}
