//! L5: who of a pool takes the visitor. The agent who looks after them, else whoever's turn it is among those who are
//! on: switched on, with a channel that takes people, within their hours, not away, with turns of the day left.

use super::compose;
use super::journey::{Assignment, Journey, Turns, Wheels};
use crate::duty::Off;
use crate::snapshot::LiveLink;
use domain::link::Member;
use domain::rotation::{Rotation, Seat, Taken, fingerprint};
use domain::visit::{NobodyReason, Step, Turn};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::sync::PoisonError;

/// None: nobody of this pool can take it; the steps say why.
pub(super) fn in_pool(journey: &mut Journey<'_>, link: &LiveLink, steps: &mut Vec<Step<'_>>) -> Option<Assignment> {
    let (member, turn) = match stick(journey, link, steps) {
        Some(member) => (member, None),
        None => {
            let (member, turn) = in_turn(journey, link, steps)?;
            (member, Some(turn))
        }
    };
    let (location, chat) = compose::whatsapp(journey, link, &member.digits, &member.name, steps);
    Some(Assignment {
        location: Some(location),
        chat,
        agent: Some(member.agent),
        member: Some(member.id),
        turn,
        ..Assignment::default()
    })
}

fn stick<'l>(journey: &Journey<'_>, link: &'l LiveLink, steps: &mut Vec<Step<'_>>) -> Option<&'l Member> {
    let visitor = &journey.visitor;
    let agent = visitor.agent.filter(|_| link.link.sticky || visitor.repeat)?;
    let seat = link.link.members.iter().position(|member| member.agent == agent);
    let off = |name: Option<&String>| Step::AgentOff { name: Cow::Owned(name.cloned().unwrap_or_default()) };
    let Some(index) = seat else {
        // An agent who has no seat here is nobody's news, unless this pool was asked first.
        steps.push(off(journey.snapshot.agent_names.get(&agent)));
        return None;
    };
    let member = &link.link.members[index];
    if member.can_take() {
        let away = link.duty(index).and_then(|duty| duty.is_away(journey.now, &*journey.snapshot.calendars));
        match away {
            None => {
                steps.push(Step::Sticky { name: Cow::Owned(member.name.clone()) });
                return Some(member);
            }
            Some(why) => steps.push(passed_over(member, why)),
        }
    }
    steps.push(off(Some(&member.name)));
    None
}

fn in_turn<'l>(journey: &mut Journey<'_>, link: &'l LiveLink, steps: &mut Vec<Step<'_>>) -> Option<(&'l Member, Turn)> {
    let (now, snapshot) = (journey.now, journey.snapshot);
    let utc = TimeZone::UTC;
    let zone = snapshot.homes.get(&link.link.workspace).map_or(&utc, |home| &home.zone);
    let mut choice = Choice { link, now, zone, steps, calendars: &snapshot.calendars, recorded: None };
    let taken = match &mut journey.turns {
        Turns::Given => {
            let mut wheel = link.wheel.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = choice.take(&mut wheel, |at, day| link.duty(at).map_or(0, |duty| duty.tally.on(day)));
            if let Some(duty) = taken.as_ref().and_then(|(index, _)| link.duty(*index)).filter(|duty| duty.is_capped())
            {
                duty.tally.add(duty.day(now, zone));
            }
            taken
        }
        Turns::Imagined => {
            let mut wheel = link.wheel.lock().unwrap_or_else(PoisonError::into_inner).clone();
            choice.take(&mut wheel, |at, day| link.duty(at).map_or(0, |duty| duty.tally.on(day)))
        }
        Turns::Replayed(wheels) => {
            let Wheels { rotations, days, recorded } = &mut **wheels;
            let given = |at: usize, day: i32| {
                days.get(&link.link.members[at].id).filter(|(on, _)| *on == day).map_or(0, |(_, count)| *count)
            };
            choice.recorded = *recorded;
            let taken = choice.take(rotations.entry(link.link.id).or_default(), given);
            if let Some(duty) = taken.as_ref().and_then(|(index, _)| link.duty(*index)).filter(|duty| duty.is_capped())
            {
                let today = duty.day(now, zone);
                let counted = wheels.days.entry(duty.member).or_insert((today, 0));
                *counted = if counted.0 == today { (today, counted.1 + 1) } else { (today, 1) };
            }
            taken
        }
    };
    let Some((index, taken)) = taken else {
        let reason = nobody(link);
        steps.push(Step::Nobody { reason });
        return None;
    };
    let member = &link.link.members[index];
    steps.push(Step::InTurn {
        name: Cow::Owned(member.name.clone()),
        turn: taken.nth,
        weight: link.weight(index),
        total: taken.total_weight,
    });
    Some((member, taken.turn))
}

struct Choice<'c, 's, 'w> {
    link: &'c LiveLink,
    now: i64,
    zone: &'c TimeZone,
    steps: &'c mut Vec<Step<'s>>,
    calendars: &'w domain::calendar::Calendars,
    /// A turn that was really taken: it stays whose it was where the line-up is the same.
    recorded: Option<Turn>,
}

impl Choice<'_, '_, '_> {
    /// The member whose turn it is, by its place in the link's pool. `given` tells the turns of a member's day.
    fn take(&mut self, wheel: &mut Rotation, given: impl Fn(usize, i32) -> u32) -> Option<(usize, Taken)> {
        let link = self.link;
        if !link.has_duties {
            if let Some(taken) = self.as_recorded(&link.seats, link.fingerprint) {
                return Some((link.seat_members[taken.index], taken));
            }
            let taken = wheel.take(&link.seats)?;
            return Some((link.seat_members[taken.index], taken));
        }
        let mut seats: Vec<Seat> = Vec::with_capacity(link.seats.len());
        let mut places: Vec<usize> = Vec::with_capacity(link.seats.len());
        for (seat, index) in link.seats.iter().zip(&link.seat_members) {
            let off = link.duty(*index).and_then(|duty| {
                duty.is_off(self.now, self.calendars, || given(*index, duty.day(self.now, self.zone)))
            });
            match off {
                Some(why) => self.steps.push(passed_over(&link.link.members[*index], why)),
                None => {
                    seats.push(*seat);
                    places.push(*index);
                }
            }
        }
        let known = self.recorded.and_then(|_| self.as_recorded(&seats, fingerprint(&seats)));
        let taken = known.or_else(|| wheel.take(&seats))?;
        Some((places[taken.index], taken))
    }

    /// The recorded turn, where it was taken among these very seats.
    fn as_recorded(&self, seats: &[Seat], fingerprint: u64) -> Option<Taken> {
        let turn = self.recorded.filter(|turn| turn.fingerprint == fingerprint)?;
        let index = seats.iter().position(|seat| seat.member == turn.member)?;
        Some(Taken { index, turn, nth: 0, total_weight: 0 })
    }
}

fn passed_over(member: &Member, (why, until): Off) -> Step<'static> {
    Step::MemberOff { member: member.id, name: Cow::Owned(member.name.clone()), why, until }
}

fn nobody(link: &LiveLink) -> NobodyReason {
    let members = &link.link.members;
    if members.is_empty() {
        NobodyReason::EmptyPool
    } else if !members.iter().any(|m| m.active) {
        NobodyReason::EveryoneOff
    } else if !members.iter().any(Member::can_take) {
        NobodyReason::ChannelsPassive
    } else if link.seats.is_empty() {
        NobodyReason::NoWeight
    } else {
        NobodyReason::NobodyNow
    }
}
