//! How often an address may send a form: so many at once, then one a second. One number an address, in a table of fixed
//! size: whoever comes with a million addresses fills no memory, and two that share a place share their patience.
//! The numbers are those of the generic cell rate algorithm (ITU-T I.371): the time at which the next one would be due.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// Behind one address there may be the phones of a whole town.
pub const AT_ONCE: i64 = 60;
/// Microseconds between two in the long run.
pub const APART: i64 = 1_000_000;
/// Half a megabyte, taken when the first form is sent.
const PLACES: usize = 1 << 16;

#[derive(Debug, Default)]
pub struct Gate {
    places: OnceLock<Box<[AtomicI64]>>,
    /// So that nobody can work out who shares a place with whom.
    keys: RandomState,
}

impl Gate {
    /// Counts one form of this address; false when it must wait. `now` in microseconds.
    pub fn admits(&self, address: IpAddr, now: i64) -> bool {
        let places = self.places.get_or_init(|| (0..PLACES).map(|_| AtomicI64::new(0)).collect());
        let place = &places[self.keys.hash_one(network(address)) as usize % PLACES];
        let mut due = place.load(Ordering::Relaxed);
        loop {
            // No further ahead than a full burst: a clock that was put back shuts nobody out.
            let next = due.clamp(now, now + AT_ONCE * APART);
            if next - now > (AT_ONCE - 1) * APART {
                return false;
            }
            match place.compare_exchange_weak(due, next + APART, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(moved) => due = moved,
            }
        }
    }
}

/// A household has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(v4) => u64::from(u32::from(v4)),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => u64::from(u32::from(v4)),
            // The upper half; never below 2^32, where the addresses of the older kind are.
            None => (u128::from(v6) >> 64) as u64 | 1 << 63,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_sends_a_burst_and_then_one_a_second() {
        let (gate, home) = (Gate::default(), address("203.0.113.7"));
        let start = 1_793_491_200 * SECOND;
        assert_eq!((0..100).filter(|_| gate.admits(home, start)).count() as i64, AT_ONCE);
        assert!(!gate.admits(home, start + APART - 1));
        assert!(gate.admits(home, start + APART));
        assert!(!gate.admits(home, start + APART));
        assert!(gate.admits(address("198.51.100.9"), start), "another one is not concerned");
        // Mapped into the newer kind it is the same address; its patience is back after a minute.
        assert!(!gate.admits(address("::ffff:203.0.113.7"), start + APART));
        let later = start + 2 * AT_ONCE * APART;
        assert_eq!((0..100).filter(|_| gate.admits(home, later)).count() as i64, AT_ONCE);
    }

    #[test]
    fn a_clock_that_is_put_back_shuts_nobody_out_for_long() {
        let (gate, home) = (Gate::default(), address("2001:db8::1"));
        let now = 1_793_491_200 * SECOND;
        while gate.admits(home, now) {}
        let back = now - 3_600 * SECOND;
        assert!(!gate.admits(home, back));
        assert!(gate.admits(home, back + 61 * SECOND) || gate.admits(home, now + 2 * AT_ONCE * APART));
        assert_eq!(network(address("2001:db8::1")), network(address("2001:db8::ffff")), "one household");
    }
}
