//! When a member takes visitors, as a person writes it: `hours`, `daily_cap`, `back_at`.

use super::input::{Given, Input, Shape};
use super::token::read_time;
use crate::link::Duty;
use crate::schedule::Schedule;

/// More a day is no limit.
const MAX_CAP: i64 = 100_000;

/// `None` leaves as it is, `Some(None)` takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DutyDraft {
    pub hours: Option<Option<Schedule>>,
    pub daily_cap: Option<Option<u32>>,
    pub back_at: Option<Option<i64>>,
}

impl DutyDraft {
    pub(super) fn read(input: &mut Input<'_>) -> Self {
        Self {
            hours: optional(input, "hours", |input, key| input.object(key, Schedule::read).flatten()),
            daily_cap: optional(input, "daily_cap", |input, key| input.integer(key, 1, MAX_CAP).map(|cap| cap as u32)),
            back_at: optional(input, "back_at", |input, key| {
                let text = input.text(key, 64, Shape::Line)?;
                input.keep(key, read_time(&text))
            }),
        }
    }

    pub fn laid_over(self, duty: Duty) -> Duty {
        Duty {
            hours: self.hours.unwrap_or(duty.hours),
            daily_cap: self.daily_cap.unwrap_or(duty.daily_cap),
            back_at: self.back_at.unwrap_or(duty.back_at),
        }
    }
}

/// A field where null takes away.
fn optional<T>(
    input: &mut Input<'_>,
    key: &'static str,
    read: impl FnOnce(&mut Input<'_>, &'static str) -> Option<T>,
) -> Option<Option<T>> {
    match input.given(key) {
        Given::Absent => None,
        Given::Null => Some(None),
        Given::Is(_) => read(input, key).map(Some),
    }
}
