//! When people tap: more at lunch and in the evening, more on pay-days and Sundays, in the shop's time zone.

use super::dice::Dice;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

pub const DAYS: i64 = 30;
/// Taps of an ordinary day.
const USUAL: i64 = 128;
/// Of a day's taps, how many fall into each hour; Jakarta sleeps late and shops at night.
const HOURS: [u32; 24] = [14, 7, 4, 3, 6, 12, 22, 34, 42, 48, 52, 58, 72, 60, 50, 46, 48, 54, 66, 88, 98, 86, 58, 30];

/// A day and its moments, in order, microseconds UTC.
pub struct Day {
    pub moments: Vec<i64>,
}

/// The last thirty days up to `now`; today as far as it has gone.
pub fn days(now: i64, zone: &TimeZone, dice: &mut Dice) -> Vec<Day> {
    let Ok(today) = jiff::Timestamp::from_microsecond(now).map(|at| at.to_zoned(zone.clone()).date()) else {
        return Vec::new();
    };
    (0..DAYS)
        .rev()
        .filter_map(|ago| today.checked_sub(jiff::Span::new().days(ago)).ok())
        .map(|date| Day { moments: moments(date, zone, dice).into_iter().filter(|at| *at < now).collect() })
        .collect()
}

fn moments(date: Date, zone: &TimeZone, dice: &mut Dice) -> Vec<i64> {
    let Ok(midnight) = date.to_zoned(zone.clone()) else { return Vec::new() };
    let start = midnight.timestamp().as_microsecond();
    let count = taps(date) + dice.between(-14, 14);
    let mut moments: Vec<i64> = (0..count.max(0))
        .map(|_| {
            let hour = dice.weighed(HOURS.iter().copied()) as i64;
            start + hour * 3_600_000_000 + dice.between(0, 3_599_999_999)
        })
        .collect();
    moments.sort_unstable();
    moments
}

/// The 25th to the 28th is when wages come, and the ads run then.
fn taps(date: Date) -> i64 {
    let payday = if (25..=28).contains(&date.day()) { 60 } else { 0 };
    let week = match date.weekday() {
        Weekday::Sunday => 34,
        Weekday::Saturday => 18,
        Weekday::Monday => -12,
        _ => 0,
    };
    USUAL + payday + week
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_days_end_now_and_stand_in_order() {
        let zone = TimeZone::get("Asia/Jakarta").expect("known");
        let now = 1_790_000_000_000_000;
        let days = days(now, &zone, &mut Dice::seeded(3));
        assert_eq!(days.len(), 30);
        let all: Vec<i64> = days.into_iter().flat_map(|day| day.moments).collect();
        assert!(all.is_sorted());
        assert!(all.last().is_some_and(|at| *at < now));
        assert!((3_000..6_000).contains(&all.len()), "{}", all.len());
    }
}
