//! When to try again: exponential with full jitter (a draw between nothing and the bound, so that those who failed
//! together do not come back together), never beyond what the platform still takes.

/// Microseconds.
const FIRST: i64 = 5_000_000;
/// The bound of the first tries: who answers now and then is worth asking again soon, and one that is down is left alone
/// by its breaker.
const SOON: i64 = 60_000_000;
const SOON_TRIES: i64 = 10;
const MOST: i64 = 6 * 3_600_000_000;
/// A platform that asks for less than this is asked again after this.
const LEAST: i64 = 1_000_000;
/// After so many tries that nobody could explain, it is given up. With [`MOST`] between them that is days.
pub const MOST_TRIES: i64 = 40;

/// The moment of the next try. `tries`: how many there were, at least one; `asked`: what the platform asked for
/// (`Retry-After`), microseconds; `dice`: a draw from 0 to 1.
pub fn next(now: i64, tries: i64, asked: Option<i64>, dice: f64) -> i64 {
    let doubled = |from: i64, times: i64| from.saturating_mul(1 << times.clamp(0, 20));
    let bound = match tries {
        ..=SOON_TRIES => doubled(FIRST, tries - 1).min(SOON),
        _ => doubled(SOON, tries - SOON_TRIES).min(MOST),
    };
    let drawn = (bound as f64 * dice.clamp(0.0, 1.0)) as i64;
    let wait = match asked {
        // What was asked for is kept to, and some jitter on it: the others were told the same.
        Some(asked) => asked.clamp(LEAST, MOST) + drawn.min(asked.clamp(LEAST, MOST) / 4),
        None => drawn.max(LEAST),
    };
    now + wait
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_lies_ahead_and_within_bounds(tries in 1i64..200, asked in proptest::option::of(any::<i64>()), dice in 0.0f64..1.0) {
            let at = next(1_000, tries, asked, dice) - 1_000;
            prop_assert!((LEAST..=MOST + MOST / 4).contains(&at));
            if let Some(asked) = asked {
                prop_assert!(at >= asked.clamp(LEAST, MOST), "never sooner than asked");
            }
        }
    }

    #[test]
    fn the_bound_doubles_up_to_a_minute_and_after_ten_tries_up_to_six_hours() {
        assert_eq!(next(0, 1, None, 1.0), 5_000_000);
        assert_eq!(next(0, 2, None, 1.0), 10_000_000);
        assert_eq!((next(0, 5, None, 1.0), next(0, 10, None, 1.0)), (SOON, SOON));
        assert_eq!(next(0, 11, None, 1.0), 2 * SOON);
        assert_eq!(next(0, 40, None, 1.0), MOST);
        assert_eq!(next(0, 3, None, 0.0), LEAST);
    }
}
