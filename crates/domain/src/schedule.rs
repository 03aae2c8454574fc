//! When something is open: days and hours by the clock on a wall of one time zone, closed on the holidays of the
//! calendars it names. A rule, a member and a greeting have one; [`Hours`] is the form that answers "open now?".
//!
//! **What is right when clocks are changed.** A schedule is open at an instant exactly when the clock on the wall of
//! its zone shows, at that instant, a time within one of its ranges. So an hour that the clocks skip is open to nobody
//! (02:00–03:00 on the night of the change does not come; 02:30–05:00 opens at 03:00, the first minute that the clock
//! shows after 01:59), and an hour that the clocks repeat is open each time it is shown. A range that passes midnight
//! belongs to the day on which it starts: so do its days of the week and its holidays. The start counts, the end does not.
//!
//! Nothing here knows what time it is, and no schedule that can be read back is faulty: parsing is
//! [`crate::draft::schedule`].

mod hours;
mod span;
mod week;

pub use hours::{DAYS_AHEAD, Holidays, Hours, LocalTime, NoHolidays, day_number};
pub use span::{MINUTES_OF_DAY, Span, clock, parse_clock};
pub use week::{Minutes, Week};

use crate::id::CalendarId;
use serde::{Deserialize, Serialize};

/// A day of the week; Monday is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];
    pub const WORDS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    pub fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().position(|word| *word == text).map(|at| Self::ALL[at])
    }

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// A schedule as people write it and as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Schedule {
    /// IANA name as the bundled database writes it.
    pub time_zone: String,
    /// In the order of the week, each once.
    pub days: Vec<Day>,
    /// The same on each of the days; one at least.
    pub ranges: Vec<Span>,
    /// Closed on the dates of each of them.
    pub calendar_ids: Vec<CalendarId>,
}

/// The JSON of a schedule: one range as `from` and `to`, several as `ranges`.
#[derive(Serialize, Deserialize)]
struct Written {
    time_zone: String,
    days: Vec<Day>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    range: Option<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    calendar_ids: Vec<CalendarId>,
}

impl From<Written> for Schedule {
    fn from(written: Written) -> Self {
        let Written { time_zone, days, range, mut ranges, calendar_ids } = written;
        ranges.extend(range);
        Self { time_zone, days, ranges, calendar_ids }
    }
}

impl From<Schedule> for Written {
    fn from(schedule: Schedule) -> Self {
        let Schedule { time_zone, days, ranges, calendar_ids } = schedule;
        match *ranges.as_slice() {
            [range] => Self { time_zone, days, range: Some(range), ranges: Vec::new(), calendar_ids },
            _ => Self { time_zone, days, range: None, ranges, calendar_ids },
        }
    }
}

#[cfg(test)]
mod tests;
