//! The pool of a link as it is to be: which seat stays, who comes, who leaves. All faults are found before the first
//! row is written.

use super::rules;
use crate::command::new_id;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::channel::{ChannelKind, ChannelStatus};
use domain::draft::member::{DEFAULT_WEIGHT, NewSeat, SeatDraft};
use domain::id::{AgentId, ChannelId, LinkId, MemberId};
use domain::link::Duty;
use domain::problem::{Faults, FieldError};
use std::collections::HashMap;
use store::agents::Agent;
use store::channels::Channel;
use store::members::{Member, Seat};
use store::{Tx, agents, channels, members};

/// A seat as it is to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    /// None: somebody new.
    pub seat: Option<Seat>,
    pub name: String,
    /// E.164 with plus.
    pub number: String,
    pub weight: u32,
    pub active: bool,
    pub duty: Duty,
}

impl Wanted {
    pub fn as_it_is(seat: &Seat) -> Self {
        Self {
            name: seat.member.name.clone(),
            number: seat.number.clone(),
            weight: seat.member.weight,
            active: seat.member.active,
            duty: seat.member.duty.clone(),
            seat: Some(seat.clone()),
        }
    }
}

impl From<NewSeat> for Wanted {
    fn from(seat: NewSeat) -> Self {
        Self {
            seat: None,
            name: seat.name,
            number: seat.number.to_string(),
            weight: seat.weight,
            active: seat.active,
            duty: seat.duty,
        }
    }
}

/// Brings a whole pool that was given together with the one that is there: by id, else by number.
pub(super) fn merge(there: &[Seat], given: Vec<SeatDraft>, faults: &mut Faults) -> Vec<Wanted> {
    let mut wanted = Vec::with_capacity(given.len());
    let mut numbers = HashMap::<String, usize>::new();
    let mut seats = HashMap::<MemberId, usize>::new();
    for (index, draft) in given.into_iter().enumerate() {
        let field = |name: &str| format!("pool.members[{index}].{name}");
        let number = draft.number.as_ref().map(ToString::to_string);
        let seat = match draft.id {
            Some(id) => {
                let seat = there.iter().find(|seat| seat.member.id == id);
                if seat.is_none() {
                    faults.add(FieldError::new(field("id"), "no_such_member"));
                    continue;
                }
                seat
            }
            None => there.iter().find(|seat| Some(&seat.number) == number.as_ref()),
        };
        if let Some(seat) = seat
            && let Some(first) = seats.insert(seat.member.id, index)
        {
            faults.add(FieldError::new(field("id"), "duplicate_member").with("first", first + 1));
            continue;
        }
        let kept = seat.map(Wanted::as_it_is);
        let name = draft.name.or_else(|| kept.as_ref().map(|kept| kept.name.clone()));
        let number = number.or_else(|| kept.as_ref().map(|kept| kept.number.clone()));
        let (Some(name), Some(number)) = (name, number) else {
            faults.add(FieldError::new(field("number"), "required"));
            continue;
        };
        if let Some(first) = numbers.insert(number.clone(), index) {
            faults.add(FieldError::new(field("number"), "duplicate_number").with("first", first + 1));
        }
        wanted.push(Wanted {
            name,
            number,
            weight: draft.weight.or(kept.as_ref().map(|kept| kept.weight)).unwrap_or(DEFAULT_WEIGHT),
            active: draft.active.or(kept.as_ref().map(|kept| kept.active)).unwrap_or(true),
            duty: draft.duty.laid_over(kept.map(|kept| kept.duty).unwrap_or_default()),
            seat: seat.cloned(),
        });
    }
    wanted
}

/// Whether the calendars of these seats' hours are there; `field` says where the hours of the seat at an index stand.
/// Errors: `Invalid`.
pub(super) fn check<'w>(
    tx: &mut Tx<'_>,
    who: &Who,
    wanted: impl IntoIterator<Item = &'w Wanted>,
    field: impl Fn(usize) -> String,
) -> Result<(), Rejection> {
    for (index, wanted) in wanted.into_iter().enumerate() {
        rules::check_hours(tx, who.workspace, &field(index), wanted.duty.hours.as_ref())?;
    }
    Ok(())
}

/// [`check`] for a pool that was given as a whole.
pub(super) fn check_all(tx: &mut Tx<'_>, who: &Who, wanted: &[Wanted]) -> Result<(), Rejection> {
    check(tx, who, wanted, |index| format!("pool.members[{index}].hours"))
}

/// Makes the pool of `link` what is wanted, in that order. The caller holds the workspace's row and has it checked.
pub(super) fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    link: LinkId,
    there: &[Seat],
    wanted: Vec<Wanted>,
    now: i64,
) -> Result<(), Rejection> {
    for seat in there {
        let id = seat.member.id;
        if !wanted.iter().any(|wanted| wanted.seat.as_ref().is_some_and(|seat| seat.member.id == id)) {
            members::remove(tx, link, id, now)?;
        }
    }
    for (position, wanted) in wanted.into_iter().enumerate() {
        save_seat(tx, who, link, wanted, position as i64, now)?;
    }
    Ok(())
}

fn save_seat(
    tx: &mut Tx<'_>,
    who: &Who,
    link: LinkId,
    wanted: Wanted,
    position: i64,
    now: i64,
) -> Result<(), Rejection> {
    let Wanted { seat, name, number, weight, active, duty } = wanted;
    let same_number = seat.as_ref().is_some_and(|seat| seat.number == number);
    let agent = match &seat {
        Some(seat) if same_number => {
            rename_agent(tx, who, seat, &name, now)?;
            seat.member.agent
        }
        _ => agent_of(tx, who, &name, &number, now)?,
    };
    let make = |id, created_at| Member { id, link, agent, name, weight, active, duty, position, created_at };
    match seat {
        Some(seat) => {
            let member = make(seat.member.id, seat.member.created_at);
            if member != seat.member {
                members::update(tx, &member)?;
            }
        }
        None => match members::former(tx, link, agent)? {
            Some(id) => {
                members::revive(tx, link, id)?;
                members::update(tx, &make(id, now))?;
            }
            None => members::insert(tx, &make(MemberId(new_id(now)), now))?,
        },
    }
    Ok(())
}

/// The agent's own name goes along as long as it was the seat's.
fn rename_agent(tx: &mut Tx<'_>, who: &Who, seat: &Seat, name: &str, now: i64) -> Result<(), Rejection> {
    if seat.member.name == name || seat.agent_name != seat.member.name {
        return Ok(());
    }
    if let Some(agent) = agents::get(tx, who.workspace, seat.member.agent)? {
        agents::update(tx, &Agent { name: name.to_owned(), updated_at: now, ..agent })?;
    }
    Ok(())
}

/// Who answers on a number: found, or made with its channel.
fn agent_of(tx: &mut Tx<'_>, who: &Who, name: &str, number: &str, now: i64) -> Result<AgentId, Rejection> {
    let channel = match channels::by_place(tx, who.workspace, ChannelKind::Whatsapp, number)? {
        Some(channel) if channel.archived_at.is_none() => channel.id,
        Some(channel) => {
            let id = channel.id;
            channels::update(tx, &Channel { archived_at: None, updated_at: now, ..channel })?;
            id
        }
        None => {
            let channel = Channel {
                id: ChannelId(new_id(now)),
                workspace: who.workspace,
                kind: ChannelKind::Whatsapp,
                name: name.to_owned(),
                place: number.to_owned(),
                status: ChannelStatus::Active,
                archived_at: None,
                created_at: now,
                updated_at: now,
                version: 1,
            };
            channels::insert(tx, &channel)?;
            channel.id
        }
    };
    if let Some(agent) = agents::by_channel(tx, channel)? {
        return Ok(agent.id);
    }
    let agent = Agent {
        id: AgentId(new_id(now)),
        workspace: who.workspace,
        name: name.to_owned(),
        channel,
        user: None,
        created_at: now,
        updated_at: now,
    };
    agents::insert(tx, &agent)?;
    Ok(agent.id)
}
