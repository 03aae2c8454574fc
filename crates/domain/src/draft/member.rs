//! Seats of a pool as a person writes them: by name, number, weight and switch.

use super::duty::DutyDraft;
use super::input::Input;
use crate::id::MemberId;
use crate::link::{Duty, Method};
use crate::phone::{self, E164};
use crate::problem::FieldError;
use serde_json::Value;
use std::collections::HashMap;

/// The heaviest a member may be; with 500 members the total still fits the arithmetic of the rotation.
pub const MAX_WEIGHT: u32 = 1_000_000;
pub const MAX_MEMBERS: usize = 500;
pub const DEFAULT_WEIGHT: u32 = 100;
const MAX_NAME: usize = 100;

/// What the server tells of a member beyond what can be set; a client may send it back.
const TOLD: &[&str] =
    &["turns", "sticky_visits", "share", "actual_share", "agent_id", "channel_id", "channel_status", "taking"];

/// A seat in a pool that is given as a whole: known by its id, else by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatDraft {
    pub id: Option<MemberId>,
    pub name: Option<String>,
    pub number: Option<E164>,
    pub weight: Option<u32>,
    pub active: Option<bool>,
    pub duty: DutyDraft,
}

/// A seat for somebody new, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeat {
    pub name: String,
    pub number: E164,
    pub weight: u32,
    pub active: bool,
    pub duty: Duty,
}

/// A change of one seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberPatch {
    pub name: Option<String>,
    pub number: Option<E164>,
    pub weight: Option<u32>,
    pub active: Option<bool>,
    pub duty: DutyDraft,
}

impl NewSeat {
    /// One more member of an existing pool. `country` is the workspace's, for numbers such as `0812…`.
    pub fn parse(body: &Value, country: &str) -> Result<Self, Vec<FieldError>> {
        super::input::parse(body, |input| {
            input.ignore(&["id"]);
            input.require(&["name", "number"]);
            SeatDraft::read(input, country)
        })
        .map(|seat| Self {
            name: seat.name.expect("required above"),
            number: seat.number.expect("required above"),
            weight: seat.weight.unwrap_or(DEFAULT_WEIGHT),
            active: seat.active.unwrap_or(true),
            duty: seat.duty.laid_over(Duty::default()),
        })
    }
}

impl MemberPatch {
    /// Nothing but the switch.
    pub fn switch(on: bool) -> Self {
        Self { active: Some(on), ..Self::default() }
    }

    pub fn parse(body: &Value, country: &str) -> Result<Self, Vec<FieldError>> {
        super::input::parse(body, |input| {
            input.ignore(&["id"]);
            let SeatDraft { name, number, weight, active, duty, .. } = SeatDraft::read(input, country);
            Self { name, number, weight, active, duty }
        })
    }
}

impl SeatDraft {
    fn read(input: &mut Input<'_>, country: &str) -> Self {
        input.ignore(TOLD);
        Self {
            id: None,
            name: input.name("name", MAX_NAME),
            number: read_number(input, country),
            weight: input.integer("weight", 0, i64::from(MAX_WEIGHT)).map(|w| w as u32),
            active: input.flag("active"),
            duty: DutyDraft::read(input),
        }
    }

    fn read_with_id(input: &mut Input<'_>, country: &str) -> Self {
        let id = input.text("id", 64, super::input::Shape::Line);
        let id = id.and_then(|text| input.keep("id", MemberId::parse(&text).ok_or(FieldError::new("", "not_an_id"))));
        if id.is_none() {
            input.require(&["name", "number"]);
        }
        Self { id, ..Self::read(input, country) }
    }
}

/// The field `number`, made E.164.
pub(super) fn read_number(input: &mut Input<'_>, country: &str) -> Option<E164> {
    let text = input.text("number", 64, super::input::Shape::Line)?;
    input.keep("number", phone::parse(&text, country).map_err(|reason| phone_fault(reason, country)))
}

fn phone_fault(reason: phone::Reason, country: &str) -> FieldError {
    FieldError::new("number", reason.code()).with("country", country)
}

/// Whether ids of members are known here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seats {
    /// A new pool: whatever id stands there is somebody else's.
    New,
    Existing,
}

/// The list `members`, with no number and no id twice.
pub(super) fn read_members(input: &mut Input<'_>, country: &str, seats: Seats) -> Option<Vec<SeatDraft>> {
    let mut first_with = HashMap::<E164, usize>::new();
    let mut first_id = HashMap::<MemberId, usize>::new();
    input.objects("members", MAX_MEMBERS, |index, member| {
        let seat = match seats {
            Seats::Existing => SeatDraft::read_with_id(member, country),
            Seats::New => {
                member.ignore(&["id"]);
                member.require(&["name", "number"]);
                SeatDraft::read(member, country)
            }
        };
        if let Some(number) = &seat.number
            && let Some(first) = first_with.insert(number.clone(), index)
        {
            member.fault(FieldError::new(member.at("number"), "duplicate_number").with("first", first + 1));
        }
        if let Some(id) = seat.id
            && let Some(first) = first_id.insert(id, index)
        {
            member.fault(FieldError::new(member.at("id"), "duplicate_member").with("first", first + 1));
        }
        seat
    })
}

/// A weighted pool with people on it must have somebody whose turn can come.
pub fn check_weights(
    method: Method,
    field: &str,
    seats: impl IntoIterator<Item = (u32, bool)>,
) -> Result<(), FieldError> {
    let mut on = seats.into_iter().filter(|(_, active)| *active).map(|(weight, _)| weight).peekable();
    if method == Method::Weighted && on.peek().is_some() && on.all(|weight| weight == 0) {
        return Err(FieldError::new(field, "no_weight"));
    }
    Ok(())
}
