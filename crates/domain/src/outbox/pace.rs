//! How many requests a destination may get: a bucket of tokens (GCRA's simple form) that fills evenly and holds a
//! second's worth, so that a minute's allowance is never spent in one burst.

/// Times in microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    per_minute: u32,
    /// The moment at which the bucket would be empty if nothing flowed in: requests are booked ahead of it.
    booked: i64,
}

const MINUTE: i64 = 60_000_000;
const SECOND: i64 = 1_000_000;

impl Pace {
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute: per_minute.max(1), booked: i64::MIN }
    }

    /// Books a request. Errors: too soon; the moment from which it may be.
    pub fn book(&mut self, now: i64) -> Result<(), i64> {
        let step = (MINUTE / i64::from(self.per_minute)).max(1);
        let from = self.booked.max(now.saturating_sub(SECOND.max(step)));
        if from.saturating_add(step) > now {
            return Err(from + step);
        }
        self.booked = from + step;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_sees_more_than_the_allowance_and_a_second() {
        for per_minute in [1, 60, 300, 600] {
            let mut pace = Pace::new(per_minute);
            let taken = (0..MINUTE).step_by(10_000).filter(|now| pace.book(*now).is_ok()).count();
            let allowed = per_minute as usize + (per_minute as usize / 60).max(1);
            assert!((per_minute as usize - 1..=allowed).contains(&taken), "{per_minute}: {taken}");
        }
    }

    #[test]
    fn who_comes_too_soon_is_told_when() {
        let mut pace = Pace::new(60);
        assert_eq!(pace.book(10 * SECOND), Ok(()));
        let when = pace.book(10 * SECOND).expect_err("a second for each");
        assert_eq!(pace.book(when), Ok(()));
    }
}
