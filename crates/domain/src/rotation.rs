//! Whose turn it is in a pool: fair at every moment, not only in the long run.
//!
//! R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980). With k members, weights w, their
//! sum W, x turns taken and n the turn to be given: eligible is who is at least 1/(2k − 2) of a turn short of the
//! share; among them, the turn goes to whoever would first be too far behind without it. While the set of members
//! and weights is unchanged, each count then is at most 1 − 1/(2k − 2) turns away from its exact share. Everything
//! is compared in whole numbers. Equal weights give plain member order.
//!
//! The rotation knows members and weights only: who is active is decided before, and nothing is stored here.
//! After a restart the recorded turns are replayed; the counts come out the same in whatever order.

use crate::id::MemberId;
use crate::visit::Turn;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use std::hash::Hasher;

/// An active member with a weight above zero; in round robin all weights are 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub member: MemberId,
    pub weight: u32,
}

/// A turn that was just given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The place in the seats that were passed.
    pub index: usize,
    /// What is recorded with the visit, and replayed.
    pub turn: Turn,
    /// The how manieth turn since the set last changed, from 1.
    pub nth: u64,
    pub total_weight: u64,
}

/// The state of one pool.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rotation {
    /// How often the set has changed.
    epoch: u32,
    /// The set that the counts are for; see [`fingerprint`].
    fingerprint: u64,
    /// Who had the last turn, over all sets.
    last: Option<MemberId>,
    /// Turns of this epoch. In seat order once a turn was taken here, else in the order of replay.
    counts: Vec<(MemberId, u64)>,
    /// The seats that `counts` is in the order of; saves hashing them for every turn.
    #[serde(skip)]
    seats: Vec<Seat>,
}

/// Two rotations are the same when the same turns are behind them, in whatever order the counts lie.
impl PartialEq for Rotation {
    fn eq(&self, other: &Self) -> bool {
        let taken = |of: &Self| {
            let mut counts: Vec<_> = of.counts.iter().filter(|c| c.1 > 0).copied().collect();
            counts.sort_unstable();
            (of.epoch, of.fingerprint, of.last, counts)
        };
        taken(self) == taken(other)
    }
}

impl Rotation {
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Who had the last turn.
    pub fn last(&self) -> Option<MemberId> {
        self.last
    }

    /// Turns of each member since the set last changed; members without one may be left out.
    pub fn counts(&self) -> &[(MemberId, u64)] {
        &self.counts
    }

    /// A state as it was stored by its parts.
    pub fn restore(epoch: u32, fingerprint: u64, last: Option<MemberId>, counts: Vec<(MemberId, u64)>) -> Self {
        Self { epoch, fingerprint, last, counts, seats: Vec::new() }
    }

    /// Gives a turn to one of the seats, which are in member order. None: no seat has any weight.
    /// Allocates only when the seats are not those of the call before.
    pub fn take(&mut self, seats: &[Seat]) -> Option<Taken> {
        let total: u64 = seats.iter().map(|s| u64::from(s.weight)).sum();
        if total == 0 {
            return None;
        }
        let first = self.first_at_tie(seats);
        if self.seats != seats {
            self.settle(seats);
        }
        let nth = self.counts.iter().map(|c| c.1).sum::<u64>() + 1;
        let index = if seats.len() == 1 { 0 } else { self.choose(first, nth, total) };
        let (member, count) = &mut self.counts[index];
        *count += 1;
        self.last = Some(*member);
        let turn = Turn { member: *member, epoch: self.epoch, fingerprint: self.fingerprint };
        Some(Taken { index, turn, nth, total_weight: total })
    }

    /// Counts a turn that was recorded before. A turn of an earlier set comes too late to count for anything.
    pub fn replay(&mut self, turn: &Turn) {
        if turn.epoch > self.epoch {
            self.epoch = turn.epoch;
            self.fingerprint = turn.fingerprint;
            self.counts.clear();
            self.seats.clear();
        } else if turn.epoch < self.epoch || turn.fingerprint != self.fingerprint {
            return;
        }
        match self.counts.iter_mut().find(|c| c.0 == turn.member) {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.push((turn.member, 1));
                self.seats.clear();
            }
        }
        self.last = Some(turn.member);
    }

    /// Tijdeman's rule; at least two seats. `n` is one more than the sum of all counts, so the mean shortfall is
    /// W/k, which is not below W/(2k − 2): somebody is always eligible, whatever the counts are.
    fn choose(&self, first: usize, n: u64, total: u64) -> usize {
        let (total, n) = (i128::from(total), i128::from(n));
        let scale = 2 * self.seats.len() as i128 - 2;
        let mut best: Option<(usize, i128, i128)> = None;
        let cyclic = (first..self.seats.len()).chain(0..first);
        for index in cyclic {
            let weight = i128::from(self.seats[index].weight);
            let shortfall = weight * n - i128::from(self.counts[index].1) * total;
            // By the theorem it is within one turn; a state damaged from outside must not overflow what follows.
            let shortfall = scale * shortfall.clamp(-2 * total, 2 * total);
            if shortfall < total {
                continue;
            }
            let slack = total * (scale - 1) - shortfall;
            if best.is_none_or(|(_, least, its_weight)| slack * its_weight < least * weight) {
                best = Some((index, slack, weight));
            }
        }
        best.map_or(first, |(index, ..)| index)
    }

    /// Where a tie is decided from: after whoever had the last turn, so that switching a member on and off over and
    /// over does not hand every first turn to the same one. If that member is gone, from its successor on.
    fn first_at_tie(&self, seats: &[Seat]) -> usize {
        let Some(last) = self.last else { return 0 };
        let place = |member: MemberId| seats.iter().position(|s| s.member == member);
        if let Some(at) = place(last) {
            return (at + 1) % seats.len();
        }
        let was = self.counts.iter().position(|c| c.0 == last).map_or(0, |at| at + 1);
        let (before, after) = self.counts.split_at(was);
        after.iter().chain(before).find_map(|c| place(c.0)).unwrap_or(0)
    }

    /// Makes the counts those of these seats: in their order when it is the known set, from nothing when it is not.
    fn settle(&mut self, seats: &[Seat]) {
        let fingerprint = fingerprint(seats);
        let known = self.epoch > 0 && fingerprint == self.fingerprint;
        if !known {
            self.epoch += 1;
            self.fingerprint = fingerprint;
        }
        let had = |member| self.counts.iter().find(|c| known && c.0 == member).map_or(0, |c| c.1);
        self.counts = seats.iter().map(|s| (s.member, had(s.member))).collect();
        self.seats = seats.to_vec();
    }
}

/// The name of a set: SipHash-2-4 under a fixed key over members and weights in order. It stands in recorded visits,
/// so it is the same on every machine and in every version.
pub fn fingerprint(seats: &[Seat]) -> u64 {
    let mut hasher = SipHasher24::new_with_key(b"giliran rotation");
    for seat in seats {
        hasher.write(seat.member.as_bytes());
        hasher.write(&seat.weight.to_le_bytes());
    }
    hasher.finish()
}

/// Each seat's share of the whole, 0 to 1; all 0 when nobody has any weight.
pub fn shares(seats: &[Seat]) -> Vec<f64> {
    let total: u64 = seats.iter().map(|s| u64::from(s.weight)).sum();
    seats.iter().map(|s| if total == 0 { 0.0 } else { f64::from(s.weight) / total as f64 }).collect()
}
