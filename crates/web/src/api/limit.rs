//! How often a token may ask: so many requests in each minute, told in the standard headers with every answer.

use axum::http::{HeaderMap, HeaderValue};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Requests of one token in one minute.
pub const PER_MINUTE: u32 = 1_200;
const MINUTE: i64 = 60_000_000;

/// Counts by token; one stands in the router.
pub struct Limiter {
    most: u32,
    windows: Mutex<HashMap<Uuid, Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    since: i64,
    count: u32,
}

/// Where a token stands after this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds until the count begins anew.
    pub reset: u32,
    pub over: bool,
}

impl Limiter {
    pub fn new(most: u32) -> Self {
        Self { most, windows: Mutex::default() }
    }

    /// Counts one request; `now` in microseconds.
    pub fn count(&self, token: Uuid, now: i64) -> Standing {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= 10_000 {
            windows.retain(|_, window| now - window.since < MINUTE);
        }
        let window = windows.entry(token).or_insert(Window { since: now, count: 0 });
        if now - window.since >= MINUTE || now < window.since {
            *window = Window { since: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        let left = (window.since + MINUTE - now).max(0);
        Standing {
            limit: self.most,
            remaining: self.most.saturating_sub(window.count),
            reset: u32::try_from(left.div_euclid(1_000_000) + 1).unwrap_or(60).min(60),
            over: window.count > self.most,
        }
    }
}

impl Standing {
    pub fn write(self, headers: &mut HeaderMap) {
        headers.insert("ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(self.reset));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_over_after_its_last_request_and_free_again_a_minute_later() {
        let limiter = Limiter::new(2);
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(limiter.count(one, 0), Standing { limit: 2, remaining: 1, reset: 60, over: false });
        assert_eq!(limiter.count(one, 30_000_000), Standing { limit: 2, remaining: 0, reset: 31, over: false });
        assert!(limiter.count(one, 30_000_000).over);
        assert!(!limiter.count(two, 30_000_000).over);
        assert!(!limiter.count(one, MINUTE).over);
    }
}
