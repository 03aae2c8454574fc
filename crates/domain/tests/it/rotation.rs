//! The promise of the rotation: with the set unchanged, nobody is ever a whole turn away from the exact share.

use domain::id::MemberId;
use domain::rotation::{Rotation, Seat, Taken, fingerprint, shares};
use domain::visit::Turn;
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Mutex;
use uuid::Uuid;

fn seat(id: u128, weight: u32) -> Seat {
    Seat { member: MemberId(Uuid::from_u128(id)), weight }
}

fn seats(weights: &[u32]) -> Vec<Seat> {
    weights.iter().zip(1..).map(|(weight, id)| seat(id, *weight)).collect()
}

/// Checks every prefix of one stretch in whole numbers: |x − w n / W| < 1.
#[derive(Default)]
struct Ledger {
    set: Vec<Seat>,
    counts: HashMap<MemberId, i128>,
    turns: i128,
}

impl Ledger {
    fn begin(&mut self, set: &[Seat]) {
        if self.set != set {
            *self = Self { set: set.to_vec(), ..Self::default() };
        }
    }

    fn note(&mut self, member: MemberId) {
        self.turns += 1;
        *self.counts.entry(member).or_default() += 1;
        let total: i128 = self.set.iter().map(|s| i128::from(s.weight)).sum();
        for seat in &self.set {
            let count = self.counts.get(&seat.member).copied().unwrap_or(0);
            let off = (count * total - i128::from(seat.weight) * self.turns).abs();
            assert!(off < total, "{seat:?} has {count} of {} turns, {off}/{total} off; set {:?}", self.turns, self.set);
        }
    }
}

fn taken(rotation: &mut Rotation, set: &[Seat], turns: usize) -> Vec<usize> {
    (0..turns).map(|_| rotation.take(set).unwrap().index).collect()
}

#[test]
fn equal_weights_give_plain_member_order() {
    for k in 1..=40_usize {
        for weight in [1, 100] {
            let set = seats(&vec![weight; k]);
            let expected: Vec<usize> = (0..k).cycle().take(3 * k + 1).collect();
            assert_eq!(taken(&mut Rotation::default(), &set, 3 * k + 1), expected, "{k} members of weight {weight}");
        }
    }
}

#[test]
fn eighty_to_twenty_is_eight_of_ten_in_every_ten() {
    let order = taken(&mut Rotation::default(), &seats(&[80, 20]), 1_000);
    for ten in order.chunks(10) {
        assert_eq!(ten.iter().filter(|i| **i == 0).count(), 8);
    }
}

#[test]
fn nobody_and_weightless_seats_take_no_turn() {
    let mut rotation = Rotation::default();
    assert_eq!(rotation.take(&[]), None);
    assert_eq!(rotation.take(&seats(&[0, 0])), None);
    assert_eq!(rotation, Rotation::default(), "and nothing is remembered of it");
    assert!(taken(&mut rotation, &seats(&[0, 3, 0]), 50).iter().all(|i| *i == 1));
}

#[test]
fn a_turn_says_what_it_was() {
    let mut rotation = Rotation::default();
    let set = seats(&[3, 1]);
    let first = rotation.take(&set).unwrap();
    let turn = Turn { member: set[0].member, epoch: 1, fingerprint: fingerprint(&set) };
    assert_eq!(first, Taken { index: 0, turn, nth: 1, total_weight: 4 });
    assert_eq!(rotation.take(&set).unwrap().nth, 2);
    let other = rotation.take(&set[..1]).unwrap();
    assert_eq!((other.nth, other.turn.epoch), (1, 2));
}

/// The fingerprint stands in recorded visits and must be the same in every version.
#[test]
fn the_fingerprint_of_a_known_set_is_known() {
    assert_eq!(fingerprint(&seats(&[80, 20])), 0xf3fa_71b8_3a23_4194);
    assert_ne!(fingerprint(&seats(&[80, 20])), fingerprint(&seats(&[20, 80])));
}

#[test]
fn switching_one_off_and_on_does_not_hand_every_turn_to_the_first() {
    let all = seats(&[1, 1, 1, 1]);
    let mut rotation = Rotation::default();
    let mut counts = [0; 4];
    for step in 0..400 {
        let set = if step % 2 == 0 { &all[..] } else { &all[..3] };
        counts[rotation.take(set).unwrap().index] += 1;
    }
    assert!(counts[..3].iter().all(|c| (80..=140).contains(c)), "{counts:?}");
}

#[test]
fn when_the_last_one_leaves_the_next_one_follows() {
    let all = seats(&[1, 1, 1, 1]);
    let mut rotation = Rotation::default();
    assert_eq!(taken(&mut rotation, &all, 2), [0, 1]);
    let left = [all[0], all[2], all[3]];
    let next: Vec<MemberId> = (0..4).map(|_| rotation.take(&left).unwrap().turn.member).collect();
    assert_eq!(next, [all[2], all[3], all[0], all[2]].map(|s| s.member));
}

#[test]
fn a_late_turn_of_an_earlier_set_counts_for_nothing() {
    let mut rotation = Rotation::default();
    let old = rotation.take(&seats(&[1, 1])).unwrap().turn;
    rotation.take(&seats(&[1, 1, 1]));
    let before = rotation.clone();
    rotation.replay(&old);
    assert_eq!(rotation, before);
}

#[test]
fn a_stored_state_goes_on_where_it_stopped() {
    let set = seats(&[5, 3, 2]);
    let mut whole = Rotation::default();
    let expected = taken(&mut whole, &set, 20);
    let mut rotation = Rotation::default();
    let mut order = taken(&mut rotation, &set, 7);
    let mut stored: Rotation = serde_json::from_str(&serde_json::to_string(&rotation).unwrap()).unwrap();
    order.extend(taken(&mut stored, &set, 6));
    let mut parts = Rotation::restore(stored.epoch(), stored.fingerprint(), stored.last(), stored.counts().to_vec());
    order.extend(taken(&mut parts, &set, 7));
    assert_eq!(order, expected);
    assert_eq!(parts, whole);
}

#[test]
fn a_damaged_state_still_gives_turns() {
    let set = seats(&[u32::MAX, 1, u32::MAX]);
    let counts = vec![(set[0].member, u64::MAX / 4), (set[1].member, u64::MAX / 4)];
    let mut rotation = Rotation::restore(9, fingerprint(&set), None, counts);
    assert!(taken(&mut rotation, &set, 100).iter().all(|i| *i == 2), "to whoever is behind");
}

#[test]
fn two_hundred_callers_at_once_keep_the_bound() {
    let set = seats(&[50, 30, 15, 5, 7]);
    let state = Mutex::new((Rotation::default(), Ledger::default()));
    state.lock().unwrap().1.begin(&set);
    std::thread::scope(|scope| {
        for _ in 0..200 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let mut state = state.lock().unwrap();
                    let turn = state.0.take(&set).unwrap().turn;
                    state.1.note(turn.member);
                }
            });
        }
    });
    assert_eq!(state.into_inner().unwrap().1.turns, 5_000);
}

#[test]
fn shares_are_parts_of_the_whole() {
    assert_eq!(shares(&seats(&[80, 20])), [0.8, 0.2]);
    assert_eq!(shares(&seats(&[0])), [0.0]);
}

/// What may happen to a pool between two clicks.
#[derive(Clone, Debug)]
enum Event {
    Clicks(u16),
    Join(u32),
    Leave(usize),
    Reweigh(usize, u32),
    Restart(u64),
    StoredRestart,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (1..120_u16).prop_map(Event::Clicks),
        1 => (1..=1_000_u32).prop_map(Event::Join),
        1 => any::<usize>().prop_map(Event::Leave),
        1 => (any::<usize>(), 1..=1_000_u32).prop_map(|(at, weight)| Event::Reweigh(at, weight)),
        2 => any::<u64>().prop_map(Event::Restart),
        1 => Just(Event::StoredRestart),
    ]
}

/// Puts the turns of each epoch in another order; the order of the epochs stays.
fn shuffled(turns: &[Turn], mut seed: u64) -> Vec<Turn> {
    let mut turns = turns.to_vec();
    for run in turns.chunk_by_mut(|a, b| a.epoch == b.epoch) {
        for i in (1..run.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            run.swap(i, (seed >> 33) as usize % (i + 1));
        }
    }
    turns
}

fn replayed(turns: &[Turn]) -> Rotation {
    let mut rotation = Rotation::default();
    for turn in turns {
        rotation.replay(turn);
    }
    rotation
}

fn counts(rotation: &Rotation) -> Vec<(MemberId, u64)> {
    let mut counts: Vec<_> = rotation.counts().iter().filter(|c| c.1 > 0).copied().collect();
    counts.sort_unstable();
    counts
}

proptest! {
    #[test]
    fn every_prefix_of_every_stretch_is_within_one_turn(
        weights in prop::collection::vec(1..=1_000_u32, 1..=30),
        events in prop::collection::vec(event(), 1..25),
    ) {
        let mut set = seats(&weights);
        let mut next_id = 1_000;
        let mut rotation = Rotation::default();
        let mut journal: Vec<Turn> = Vec::new();
        let mut ledger = Ledger::default();
        for event in events {
            match event {
                Event::Clicks(n) => for _ in 0..n {
                    // A set that only was there without a click is no change of set.
                    ledger.begin(&set);
                    let taken = rotation.take(&set).unwrap();
                    prop_assert_eq!(taken.turn.member, set[taken.index].member);
                    ledger.note(taken.turn.member);
                    prop_assert_eq!(i128::from(taken.nth), ledger.turns);
                    journal.push(taken.turn);
                },
                Event::Join(weight) if set.len() < 30 => {
                    next_id += 1;
                    let at = next_id as usize % (set.len() + 1);
                    set.insert(at, seat(next_id, weight));
                }
                Event::Leave(at) if set.len() > 1 => { set.remove(at % set.len()); }
                Event::Reweigh(at, weight) => { let at = at % set.len(); set[at].weight = weight; }
                Event::Restart(seed) => rotation = replayed(&shuffled(&journal, seed)),
                Event::StoredRestart => rotation = serde_json::from_str(&serde_json::to_string(&rotation).unwrap()).unwrap(),
                Event::Join(_) | Event::Leave(_) => {}
            }
        }
        let replayed = replayed(&journal);
        prop_assert_eq!(counts(&replayed), counts(&rotation), "the journal alone gives the same counts");
        prop_assert_eq!((replayed.epoch(), replayed.fingerprint()), (rotation.epoch(), rotation.fingerprint()));
    }

    #[test]
    fn a_full_period_gives_exact_shares_and_begins_again(weights in prop::collection::vec(1..=20_u32, 1..=12)) {
        let set = seats(&weights);
        let period: u32 = weights.iter().sum();
        let mut rotation = Rotation::default();
        for _ in 0..2 {
            let order = taken(&mut rotation, &set, period as usize);
            for (index, weight) in weights.iter().enumerate() {
                prop_assert_eq!(order.iter().filter(|i| **i == index).count(), *weight as usize);
            }
        }
    }

    #[test]
    fn great_pools_with_extreme_weights_keep_the_bound(
        weights in prop::collection::vec(prop_oneof![Just(1_u32), Just(u32::MAX), 1..=u32::MAX], 2..=60),
    ) {
        let set = seats(&weights);
        let (mut rotation, mut ledger) = (Rotation::default(), Ledger::default());
        ledger.begin(&set);
        for _ in 0..300 {
            ledger.note(rotation.take(&set).unwrap().turn.member);
        }
    }

    #[test]
    fn replay_counts_the_same_in_any_order(weights in prop::collection::vec(1..=1_000_u32, 1..=30), n in 1..300_usize, seed: u64) {
        let set = seats(&weights);
        let mut rotation = Rotation::default();
        let turns: Vec<Turn> = (0..n).map(|_| rotation.take(&set).unwrap().turn).collect();
        prop_assert_eq!(counts(&replayed(&shuffled(&turns, seed))), counts(&rotation));
        prop_assert_eq!(replayed(&turns), rotation, "in their own order they give the whole state");
    }
}
