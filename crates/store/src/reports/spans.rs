//! Spans of days: weeks, from Monday to Sunday, and four weeks. What has so many values a day that adding up its days
//! takes long (each ad, each content) is summed up by them too, of all links together: one link has its share of the values. A period is then read as few sums: days at its ends,
//! whole weeks, and fours of weeks between those. Thirty days are twelve sums at most, a year twenty-four.

use super::days::{Days, date_of, number_of};
use domain::id::LinkId;
use jiff::ToSpan;
use jiff::civil::Date;

/// Days of a span, the shorter first.
pub(super) const LENGTHS: [i64; 2] = [WEEK, FOUR];
const WEEK: i64 = 7;
const FOUR: i64 = 28;

/// What is summed up by spans: as many values as advertisers think of.
pub(super) const DIMENSIONS: [&str; 4] = ["campaign", "term", "content", "ad"];

/// The Julian number of 1 January 1970.
const EPOCH: i64 = 2_440_588;

/// The Julian day number of a `yyyymmdd` day, which seven divides on Mondays. Divided by the length of a span it is the
/// number of the one that the day lies in.
pub(super) fn julian(day: i32) -> i64 {
    let date = date_of(day).unwrap_or_default();
    EPOCH + i64::from((date - Date::constant(1970, 1, 1)).get_days())
}

/// The same of the column `day` (Fliegel and Van Flandern, Communications of the ACM 11, 1968), in whole numbers cut off
/// towards zero, as both engines divide.
macro_rules! julian_of_day {
    () => {
        "(1461 * (day / 10000 + 4800 + (day / 100 % 100 - 14) / 12) / 4 \
         + 367 * (day / 100 % 100 - 2 - (day / 100 % 100 - 14) / 12 * 12) / 12 \
         - 3 * ((day / 10000 + 4900 + (day / 100 % 100 - 14) / 12) / 100) / 4 + day % 100 - 32075)"
    };
}
pub(super) use julian_of_day;

/// The sums that make up a period: from and to, both included; to before from is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// `yyyymmdd`, at both ends.
    days: [(i64, i64); 2],
    /// Numbers of weeks, at both ends of what is left.
    weeks: [(i64, i64); 2],
    /// Numbers of four weeks between them.
    fours: (i64, i64),
}

const NOTHING: (i64, i64) = (0, -1);

impl Cut {
    /// Of a dimension's sums, of one link or of all.
    pub(super) fn of(days: Days, dimension: &str, link: Option<LinkId>) -> Self {
        if link.is_none() && DIMENSIONS.contains(&dimension) { Self::into_spans(days) } else { Self::into_days(days) }
    }

    fn into_days(days: Days) -> Self {
        let (first, last) = days.numbers();
        Self { days: [(first.into(), last.into()), NOTHING], weeks: [NOTHING; 2], fours: NOTHING }
    }

    fn into_spans(days: Days) -> Self {
        let first = julian(number_of(days.first()));
        let end = first + i64::from(days.count());
        let (monday, after) = (up(first, WEEK), down(end, WEEK));
        if monday >= after {
            return Self::into_days(days);
        }
        let (from, to) = (up(monday, FOUR), down(after, FOUR));
        let (from, to) = if from < to { (from, to) } else { (after, after) };
        let day = |julian: i64| i64::from(number_of(days.first().saturating_add((julian - first).days())));
        let days = |from, to| if from < to { (day(from), day(to - 1)) } else { NOTHING };
        let spans = |from, to, length| (from / length, to / length - 1);
        Self {
            days: [days(first, monday), days(after, end)],
            weeks: [spans(monday, from, WEEK), spans(to, after, WEEK)],
            fours: spans(from, to, FOUR),
        }
    }

    /// As statements take them: days, weeks, fours of weeks.
    pub(super) fn bounds(&self) -> [i64; 10] {
        let [(a, b), (c, d)] = self.days;
        let [(e, f), (g, h)] = self.weeks;
        let (i, j) = self.fours;
        [a, b, c, d, e, f, g, h, i, j]
    }
}

fn up(julian: i64, length: i64) -> i64 {
    down(julian + length - 1, length)
}

fn down(julian: i64, length: i64) -> i64 {
    julian.div_euclid(length) * length
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every day that a cut counts, in order.
    fn counted(cut: &Cut) -> Vec<i64> {
        let days = |(from, to): (i64, i64)| (from..=to).filter_map(|n| date_of(n.try_into().ok()?)).map(number_of);
        let of = |(from, to): (i64, i64), length| from * length..(to + 1) * length;
        let mut all: Vec<i64> = cut.days.into_iter().flat_map(days).map(julian).collect();
        all.extend(cut.weeks.into_iter().flat_map(|weeks| of(weeks, WEEK)));
        all.extend(of(cut.fours, FOUR));
        all.sort_unstable();
        all
    }

    fn sums(cut: &Cut) -> usize {
        let days = Cut { weeks: [NOTHING; 2], fours: NOTHING, ..*cut };
        let ranges = [cut.weeks[0], cut.weeks[1], cut.fours];
        counted(&days).len()
            + ranges.map(|(from, to)| usize::try_from(to - from + 1).unwrap_or(0)).iter().sum::<usize>()
    }

    fn period(after: i32, count: i32) -> Days {
        let first = Date::constant(1995, 12, 20).saturating_add(after.days());
        Days::new(first, first.saturating_add((count - 1).days())).expect("days")
    }

    proptest! {
        #[test]
        fn a_cut_counts_each_day_of_its_period_once_and_no_other(after in 0..20_000i32, count in 1..1_500i32) {
            let days = period(after, count);
            let expected: Vec<i64> = days.each().map(|day| julian(number_of(day))).collect();
            for (dimension, link) in [("ad", None), ("country", None), ("ad", Some(LinkId(uuid::Uuid::nil())))] {
                prop_assert_eq!(counted(&Cut::of(days, dimension, link)), expected.clone());
            }
        }
    }

    #[test]
    fn thirty_and_ninety_days_are_twelve_sums_at_most_and_a_year_twenty_four() {
        let most = |count| (0..2_000).map(|after| sums(&Cut::of(period(after, count), "ad", None))).max();
        assert_eq!([30, 90, 366].map(most), [Some(12), Some(12), Some(24)]);
        assert_eq!(sums(&Cut::of(period(0, 30), "country", None)), 30);
    }

    #[test]
    fn weeks_begin_on_monday_and_borders_of_months_and_years_are_days_as_others() {
        assert_eq!(julian(20_000_101), 2_451_545);
        // From a Monday to a Sunday, over the end of a leap February and over that of a year.
        for (first, last) in [(20_240_226, 20_240_303), (20_241_230, 20_250_105)] {
            let week = julian(first) / WEEK;
            let cut = Cut::of(Days::of_numbers(first, last).expect("days"), "ad", None);
            assert_eq!((cut.weeks[0], sums(&cut)), ((week, week), 1));
        }
        let cut = Cut::of(Days::of_numbers(20_240_227, 20_240_303).expect("days"), "ad", None);
        assert_eq!((cut.days[0], sums(&cut)), ((20_240_227, 20_240_303), 6));
    }
}
