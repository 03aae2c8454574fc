//! Days and amounts as people and programs write them into tables. What could mean two things is refused, never guessed.

use domain::money::{self, Currency};
use jiff::civil::Date;

/// Which of the first two numbers of a day with the year last is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// A day as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Known(Date),
    /// Two numbers, then the year.
    Either(i8, i8, i16),
}

impl Day {
    /// None: no day.
    pub fn read(cell: &str) -> Option<Self> {
        // A time behind the day says nothing of costs.
        let cell = cell.trim().split(['T', ' ']).next()?;
        let parts: Vec<&str> = cell.split(['-', '/', '.']).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let is_number = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        if ![a, b, c].into_iter().all(|part| is_number(part)) {
            return None;
        }
        if a.len() == 4 {
            return Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok().map(Self::Known);
        }
        if c.len() != 4 {
            return None;
        }
        let (a, b, year) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
        let valid = |month: i8, day: i8| Date::new(year, month, day).is_ok();
        (valid(b, a) || valid(a, b)).then_some(Self::Either(a, b, year))
    }

    /// What order the cell shows; none where it could be either.
    pub fn order(self) -> Option<Order> {
        match self {
            Self::Either(a, b, _) if a == b => None,
            Self::Either(a, _, _) if a > 12 => Some(Order::DayFirst),
            Self::Either(_, b, _) if b > 12 => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// None: two numbers that could be either way, or are no day that way.
    pub fn date(self, order: Option<Order>) -> Option<Date> {
        match (self, order) {
            (Self::Known(date), _) => Some(date),
            (Self::Either(a, b, year), _) if a == b => Date::new(year, a, b).ok(),
            (Self::Either(a, b, year), Some(Order::DayFirst)) => Date::new(year, b, a).ok(),
            (Self::Either(a, b, year), Some(Order::MonthFirst)) => Date::new(year, a, b).ok(),
            (Self::Either(..), None) => None,
        }
    }
}

/// An amount in minor units: `1500000`, `1.500.000,50`, `Rp1,500,000`, `IDR 1500`. A single mark with three figures
/// behind it stands between thousands. None: no amount, or a negative one, or more decimals than the currency has.
pub fn amount(cell: &str, currency: Currency) -> Option<i64> {
    let cell = cell.trim();
    let begins = cell.find(|c: char| c.is_ascii_digit())?;
    let ends = cell.rfind(|c: char| c.is_ascii_digit())? + 1;
    let is_word = |text: &str| {
        let text = text.trim();
        text.chars().all(|c| c.is_alphabetic() || matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₫' | '฿' | '.'))
            && text.chars().count() <= 4
    };
    if !is_word(&cell[..begins]) || !is_word(&cell[ends..]) {
        return None;
    }
    let number: String =
        cell[begins..ends].chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if !number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return None;
    }
    let point = point(&number);
    let (whole, decimals) = match point {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number.as_str(), "0"),
    };
    // Behind the first group, all have three figures.
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    if groups.len() > 1 && (groups[0].is_empty() || groups[0].len() > 3 || groups[1..].iter().any(|g| g.len() != 3)) {
        return None;
    }
    money::parse(&format!("{}.{decimals}", groups.concat()), currency).ok()
}

/// Where the decimals begin.
fn point(number: &str) -> Option<usize> {
    let last = number.rfind(['.', ','])?;
    let mark = number.as_bytes()[last];
    let same = number.bytes().filter(|b| *b == mark).count();
    let other = number.bytes().any(|b| matches!(b, b'.' | b',') && b != mark);
    let behind = number.len() - last - 1;
    match (same, other) {
        // Marks of both kinds: the last is the point, if it stands once.
        (1, true) => Some(last),
        (1, false) if behind != 3 => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_both_customs_write_them() {
        let idr = Currency::parse("IDR").expect("a currency");
        for (cell, minor) in [
            ("1500000", 150_000_000),
            ("1.500.000", 150_000_000),
            ("1,500,000", 150_000_000),
            ("1.500.000,50", 150_000_050),
            ("1,500,000.5", 150_000_050),
            ("Rp1.500.000", 150_000_000),
            ("Rp. 1.500.000", 150_000_000),
            ("IDR 1 500 000", 150_000_000),
            ("12.50", 1_250),
            ("12,5", 1_250),
            ("1.500", 150_000),
            ("0", 0),
            ("7 USD", 700),
        ] {
            assert_eq!(amount(cell, idr), Some(minor), "{cell}");
        }
        for cell in ["", "-5", "free", "1.50.000", "1..5", "12.5555", "1,2,3", "=1+1", "(5)", "1.500.00"] {
            assert_eq!(amount(cell, idr), None, "{cell}");
        }
    }

    #[test]
    fn a_day_that_could_be_two_is_told_by_the_others_or_not_at_all() {
        let date = |text: &str| text.parse::<Date>().expect("a day");
        for cell in ["2026-11-03", "2026/11/3", "2026-11-03 00:00:00", "2026-11-03T09:00:00Z"] {
            assert_eq!(Day::read(cell).and_then(|day| day.date(None)), Some(date("2026-11-03")), "{cell}");
        }
        let either = Day::read("03/11/2026").expect("a day");
        assert_eq!((either.order(), either.date(None)), (None, None));
        assert_eq!(either.date(Some(Order::DayFirst)), Some(date("2026-11-03")));
        assert_eq!(either.date(Some(Order::MonthFirst)), Some(date("2026-03-11")));
        assert_eq!(Day::read("13.11.2026").and_then(Day::order), Some(Order::DayFirst));
        assert_eq!(Day::read("11-13-2026").and_then(Day::order), Some(Order::MonthFirst));
        assert_eq!(Day::read("11/11/2026").and_then(|day| day.date(None)), Some(date("2026-11-11")));
        for cell in ["", "yesterday", "2026-13-01", "31/31/2026", "1/2/26", "2026-11"] {
            assert_eq!(Day::read(cell), None, "{cell}");
        }
    }
}
