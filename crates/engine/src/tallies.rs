//! The turns of the day of members with a daily cap. This node counts its own as it gives them; at start, and when a
//! member is first capped, the store says how many there were, and it goes on saying what other nodes have given.

use crate::duty::{LiveDuty, Tally};
use crate::snapshot::Snapshot;
use domain::id::MemberId;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use store::members::TurnsSince;
use store::{Error, Tx};

/// Counts that outlive every snapshot.
#[derive(Default)]
pub(crate) struct Tallies {
    known: FxHashMap<MemberId, Arc<Tally>>,
    /// Those whose turns before now were asked for.
    begun: FxHashSet<MemberId>,
}

/// A capped member's day: who, which day it is there, and when it began (microseconds UTC).
#[derive(Clone)]
pub(crate) struct Today {
    member: MemberId,
    day: i32,
    began: i64,
    tally: Arc<Tally>,
}

impl Tallies {
    pub fn of(&mut self, member: MemberId) -> Arc<Tally> {
        Arc::clone(self.known.entry(member).or_default())
    }

    /// Those that are not counted yet; they count as begun from now on.
    pub fn begin(&mut self, snapshot: &Snapshot, now: i64) -> Vec<Today> {
        let mut today = today(snapshot, now);
        today.retain(|one| self.begun.insert(one.member));
        today
    }
}

/// Every capped member of every link.
pub(crate) fn today(snapshot: &Snapshot, now: i64) -> Vec<Today> {
    let utc = TimeZone::UTC;
    let mut all = Vec::new();
    for link in snapshot.links().filter(|link| link.has_duties) {
        let home = snapshot.homes.get(&link.link.workspace).map_or(&utc, |home| &home.zone);
        all.extend(link.duties().filter(|duty| duty.is_capped()).map(|duty| one(duty, now, home)));
    }
    all
}

fn one(duty: &LiveDuty, now: i64, home: &TimeZone) -> Today {
    let (day, began) = duty.today(now, home);
    Today { member: duty.member, day, began, tally: Arc::clone(&duty.tally) }
}

/// What the store knows of each, as `(own, others)`.
pub(crate) fn read(tx: &mut Tx<'_>, node: i64, today: &[Today]) -> Result<Vec<TurnsSince>, Error> {
    today.iter().map(|one| store::members::turns_since(tx, one.member, one.began, node)).collect()
}

/// Takes over what the store knows. `tail` are turns that are durable and not in the store yet.
pub(crate) fn begin(today: &[Today], known: &[TurnsSince], tail: &[(MemberId, i64)]) {
    for (one, turns) in today.iter().zip(known) {
        let late = tail.iter().filter(|(member, at)| *member == one.member && *at >= one.began).count();
        one.tally.set_own(one.day, count(turns.own + late as i64));
        one.tally.set_others(one.day, count(turns.others));
    }
}

pub(crate) fn refresh_others(today: &[Today], known: &[TurnsSince]) {
    for (one, turns) in today.iter().zip(known) {
        one.tally.set_others(one.day, count(turns.others));
    }
}

fn count(turns: i64) -> u32 {
    u32::try_from(turns.max(0)).unwrap_or(u32::MAX)
}
