//! Which minutes of a week a schedule is open, for reasoning about schedules instead of asking them: whether one lies
//! within another, whether two ever meet. A minute reached from its own day and one reached from the day before are
//! kept apart, since a holiday closes the one and not the other.

use super::{MINUTES_OF_DAY, Schedule};

const MINUTES_OF_WEEK: usize = 7 * MINUTES_OF_DAY as usize;
const WORDS: usize = MINUTES_OF_WEEK.div_ceil(64);

/// A set of minutes of the week; 0 is Monday 00:00.
#[derive(Clone, PartialEq, Eq)]
pub struct Minutes(Box<[u64; WORDS]>);

impl Minutes {
    pub fn none() -> Self {
        Self(Box::new([0; WORDS]))
    }

    pub fn all() -> Self {
        let mut all = Self::none();
        all.add(0, MINUTES_OF_WEEK);
        all
    }

    pub fn contains(&self, minute: usize) -> bool {
        self.0[minute / 64] >> (minute % 64) & 1 == 1
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn is_all(&self) -> bool {
        *self == Self::all()
    }

    pub fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0.iter()).all(|(mine, theirs)| mine & !theirs == 0)
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |mine, theirs| mine & theirs)
    }

    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |mine, theirs| mine | theirs)
    }

    /// The minutes that are not in it.
    #[must_use]
    pub fn not(&self) -> Self {
        Self::all().with(self, |all, mine| all & !mine)
    }

    fn with(&self, other: &Self, of: impl Fn(u64, u64) -> u64) -> Self {
        let mut made = Self::none();
        for (at, word) in made.0.iter_mut().enumerate() {
            *word = of(self.0[at], other.0[at]);
        }
        made
    }

    fn add(&mut self, from: usize, to: usize) {
        for minute in from..to {
            self.0[minute / 64] |= 1 << (minute % 64);
        }
    }
}

/// The week of a schedule, holidays left aside.
#[derive(Clone, PartialEq, Eq)]
pub struct Week {
    /// Open because of a range that started on the same day.
    pub own_day: Minutes,
    /// Open because of a range that started the day before.
    pub day_before: Minutes,
}

impl Week {
    pub fn of(schedule: &Schedule) -> Self {
        let mut week = Self { own_day: Minutes::none(), day_before: Minutes::none() };
        let midnight = |day: usize| day % 7 * MINUTES_OF_DAY as usize;
        for day in &schedule.days {
            for range in &schedule.ranges {
                let ((from, to), after) = (range.own_day(), range.day_after());
                let (today, tomorrow) = (midnight(*day as usize), midnight(*day as usize + 1));
                week.own_day.add(today + usize::from(from), today + usize::from(to));
                week.day_before.add(tomorrow, tomorrow + usize::from(after));
            }
        }
        week
    }

    /// All minutes at which it is open on a week without holidays.
    pub fn open(&self) -> Minutes {
        self.own_day.or(&self.day_before)
    }
}
