//! What time it is. The one trait of the engine: the system's clock, and one that a test or the demo turns by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

pub trait Clock: Send + Sync {
    /// Microseconds since 1970, UTC. Never less than what it said before.
    fn now(&self) -> i64;
}

/// The machine's clock; when that is set back, it stands still until the time is reached again.
#[derive(Debug, Default)]
pub struct System {
    latest: AtomicI64,
}

impl Clock for System {
    #[allow(clippy::disallowed_methods)] // The one place that asks the machine.
    fn now(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros() as i64);
        self.latest.fetch_max(now, Ordering::Relaxed).max(now)
    }
}

/// A clock that goes only when it is told to.
#[derive(Debug)]
pub struct Hand(AtomicI64);

impl Hand {
    pub fn at(micros: i64) -> Self {
        Self(AtomicI64::new(micros))
    }

    /// Moves forward to `micros`; earlier times are ignored.
    pub fn turn_to(&self, micros: i64) {
        self.0.fetch_max(micros, Ordering::Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}
