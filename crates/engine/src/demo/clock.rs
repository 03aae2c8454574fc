//! A clock that is first turned by hand through the last thirty days and then goes by itself.

use crate::clock::{Clock, System};
use std::sync::atomic::{AtomicI64, Ordering};

/// The days are lived through one after the other. What the team makes of a day's leads is written after the day's
/// visits, each step with its own time.
#[derive(Debug, Default)]
pub struct DemoClock {
    /// 0 once it goes by itself.
    hand: AtomicI64,
    system: System,
}

impl DemoClock {
    pub fn turn_to(&self, micros: i64) {
        self.hand.store(micros, Ordering::Relaxed);
    }

    /// From here on it is the machine's.
    pub fn let_go(&self) {
        self.hand.store(0, Ordering::Relaxed);
    }

    /// The machine's time, whatever the hand says.
    pub fn present(&self) -> i64 {
        self.system.now()
    }
}

impl Clock for DemoClock {
    fn now(&self) -> i64 {
        match self.hand.load(Ordering::Relaxed) {
            0 => self.system.now(),
            hand => hand,
        }
    }
}
