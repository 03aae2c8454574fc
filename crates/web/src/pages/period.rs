//! The period of a report as it stands in the address: a word (`7d`, `30d`, `90d`, `today`, `month`) or two days.
//! Days are the workspace's. What can't be read is the last thirty days, never a fault: an address is often typed.

use jiff::ToSpan;
use jiff::civil::Date;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

/// A report over more days than this is read from its first day on.
const LONGEST: i32 = 366 * 2;

impl Period {
    pub fn read(word: &str, from: &str, to: &str, today: Date) -> Self {
        if let (Ok(from), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) {
            let (from, to) = if from <= to { (from, to) } else { (to, from) };
            let to = to.min(from.saturating_add((LONGEST - 1).days()));
            return Self { from, to };
        }
        let back = |days: i32| Self { from: today.saturating_sub((days - 1).days()), to: today };
        match word {
            "today" => back(1),
            "7d" => back(7),
            "90d" => back(90),
            "month" => Self { from: today.first_of_month(), to: today },
            _ => back(30),
        }
    }

    pub fn days(&self) -> i32 {
        self.to.since(self.from).map_or(1, |span| span.get_days() + 1)
    }

    /// The days just before, as many.
    pub fn before(&self) -> Self {
        let days = self.days();
        Self { from: self.from.saturating_sub(days.days()), to: self.from.saturating_sub(1.day()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);

    #[test]
    fn the_period_before_has_as_many_days_and_ends_the_day_before() {
        let week = Period::read("7d", "", "", TODAY);
        assert_eq!((week.from, week.to), (date(2026, 11, 15), TODAY));
        assert_eq!(week.before(), Period { from: date(2026, 11, 8), to: date(2026, 11, 14) });
        assert_eq!(week.days(), 7);
    }

    #[test]
    fn two_days_stand_in_any_order_and_nonsense_is_thirty_days() {
        let own = Period::read("", "2026-02-10", "2026-02-01", TODAY);
        assert_eq!((own.from, own.to), (date(2026, 2, 1), date(2026, 2, 10)));
        assert_eq!(Period::read("x", "2026-99-99", "y", TODAY).days(), 30);
        assert_eq!(Period::read("", "0001-01-01", "9999-12-31", TODAY).days(), LONGEST);
    }
}
