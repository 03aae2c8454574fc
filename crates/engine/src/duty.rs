//! When a member takes visitors beside the switch: hours, a daily cap, a pause with its end. Asked for each visit of a
//! pool where anybody has such a thing; all others never come here.

use domain::id::MemberId;
use domain::link::Duty;
use domain::schedule::{Holidays, Hours, LocalTime};
use domain::visit::OffReason;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A member's duty, ready to be asked.
#[derive(Clone, Debug)]
pub struct LiveDuty {
    pub member: MemberId,
    hours: Option<Hours>,
    cap: Option<u32>,
    back_at: Option<i64>,
    /// Where the member's day begins at midnight; none is the workspace's zone.
    zone: Option<TimeZone>,
    pub tally: Arc<Tally>,
}

/// Why somebody is off, and until when (microseconds UTC) where that is known.
pub type Off = (OffReason, Option<i64>);

impl LiveDuty {
    /// None for a member who is always on.
    pub fn of(member: MemberId, duty: &Duty, tally: impl FnOnce() -> Arc<Tally>) -> Option<Self> {
        if duty.is_always() {
            return None;
        }
        let hours = duty.hours.as_ref().map(Hours::of);
        Some(Self {
            member,
            zone: hours.as_ref().map(|hours| hours.zone().clone()),
            hours,
            cap: duty.daily_cap,
            back_at: duty.back_at,
            tally: tally(),
        })
    }

    pub fn hours(&self) -> Option<&Hours> {
        self.hours.as_ref()
    }

    pub fn is_capped(&self) -> bool {
        self.cap.is_some()
    }

    /// The member's local day, days since 1970.
    pub fn day(&self, now: i64, home: &TimeZone) -> i32 {
        LocalTime::of(now, self.zone.as_ref().unwrap_or(home)).day
    }

    /// The member's local day and the instant at which it began, microseconds UTC.
    pub fn today(&self, now: i64, home: &TimeZone) -> (i32, i64) {
        let zone = self.zone.as_ref().unwrap_or(home);
        let at = Timestamp::from_microsecond(now).unwrap_or_default();
        let midnight = at.to_zoned(zone.clone()).start_of_day().map_or(at, |start| start.timestamp());
        (self.day(now, home), midnight.as_microsecond())
    }

    /// Whether the pause or the hours keep the member away now. A cap does not: who comes back takes no turn.
    pub fn is_away(&self, now: i64, holidays: &impl Holidays) -> Option<Off> {
        if let Some(back_at) = self.back_at.filter(|at| *at > now) {
            return Some((OffReason::BackLater, Some(back_at)));
        }
        let closed = self.hours.as_ref().is_some_and(|hours| !hours.open(now, holidays));
        closed.then_some((OffReason::OutsideHours, None))
    }

    /// The same for a new turn; `given` is how many were given on the member's day.
    pub fn is_off(&self, now: i64, holidays: &impl Holidays, given: impl FnOnce() -> u32) -> Option<Off> {
        let full = || self.cap.is_some_and(|cap| given() >= cap).then_some((OffReason::CapReached, None));
        self.is_away(now, holidays).or_else(full)
    }
}

/// The turns of a day: this node's as they are given, the other nodes' as the store tells.
#[derive(Debug, Default)]
pub struct Tally {
    own: AtomicU64,
    others: AtomicU64,
}

impl Tally {
    pub fn on(&self, day: i32) -> u32 {
        let of = |packed: &AtomicU64| {
            let packed = packed.load(Ordering::Relaxed);
            if (packed >> 32) as i32 == day { packed as u32 } else { 0 }
        };
        of(&self.own).saturating_add(of(&self.others))
    }

    /// One more; the caller holds the lock of the pool's wheel.
    pub fn add(&self, day: i32) {
        let packed = self.own.load(Ordering::Relaxed);
        let count = if (packed >> 32) as i32 == day { packed as u32 } else { 0 };
        self.own.store(pack(day, count.saturating_add(1)), Ordering::Relaxed);
    }

    pub fn set_own(&self, day: i32, count: u32) {
        self.own.store(pack(day, count), Ordering::Relaxed);
    }

    pub fn set_others(&self, day: i32, count: u32) {
        self.others.store(pack(day, count), Ordering::Relaxed);
    }
}

fn pack(day: i32, count: u32) -> u64 {
    u64::from(day.cast_unsigned()) << 32 | u64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::schedule::NoHolidays;
    use serde_json::json;

    const MONDAY_NOON: i64 = 1_795_435_200_000_000;

    fn duty(value: serde_json::Value) -> LiveDuty {
        let duty: Duty = serde_json::from_value(value).expect("a duty");
        LiveDuty::of(MemberId(uuid::Uuid::nil()), &duty, Arc::default).expect("not always on")
    }

    #[test]
    fn a_pause_ends_at_its_moment_and_counts_before_the_hours() {
        let paused = duty(json!({"back_at": MONDAY_NOON}));
        assert_eq!(paused.is_away(MONDAY_NOON - 1, &NoHolidays), Some((OffReason::BackLater, Some(MONDAY_NOON))));
        assert_eq!(paused.is_away(MONDAY_NOON, &NoHolidays), None);
    }

    #[test]
    fn a_cap_counts_turns_of_the_day_of_both_this_node_and_the_others() {
        let capped = duty(json!({"daily_cap": 3}));
        let off = |day| capped.is_off(0, &NoHolidays, || capped.tally.on(day));
        capped.tally.add(7);
        capped.tally.set_others(7, 1);
        assert_eq!(off(7), None);
        capped.tally.add(7);
        assert_eq!(off(7), Some((OffReason::CapReached, None)));
        assert_eq!(off(8), None, "a new day begins at nothing");
        capped.tally.add(8);
        assert_eq!((capped.tally.on(8), capped.tally.on(7)), (1, 1), "the others' day has not turned yet");
    }

    #[test]
    fn the_members_day_is_that_of_their_hours() {
        let jakarta = duty(json!({"daily_cap": 1, "hours":
            {"time_zone": "Asia/Jakarta", "days": ["mon"], "from": "00:00", "to": "24:00"}}));
        let evening_utc = 18 * 3_600_000_000;
        assert_eq!(jakarta.day(evening_utc, &TimeZone::UTC), 1);
        assert_eq!(duty(json!({"daily_cap": 1})).day(evening_utc, &TimeZone::UTC), 0);
    }
}
