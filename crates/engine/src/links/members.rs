//! One seat of a pool: somebody comes, goes, is switched, weighs more or less. Each is a change of the link, too: its
//! version goes up, so that an editor who has read the pool before is told.

use super::patch::{close, open};
use super::pool::{self, Wanted};
use super::view::{self, LinkView};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::member::{MAX_MEMBERS, MemberPatch, NewSeat, check_weights};
use domain::id::{LinkId, MemberId};
use domain::problem::FieldError;
use domain::scope::Scope;
use store::links;
use store::links::Link;

/// Errors: `Conflict` when the number has a seat here already.
pub async fn add_member(engine: &Engine, who: &Who, link: LinkId, new: NewSeat) -> Result<LinkView, Rejection> {
    change(engine, who, link, None, "member.added", move |_, seats| {
        let new = Wanted::from(new);
        if seats.iter().any(|seat| seat.number == new.number) {
            return Err(Rejection::conflict(FieldError::new("number", "already_in_pool")));
        }
        if seats.len() >= MAX_MEMBERS {
            return Err(Rejection::conflict(FieldError::new("", "too_many").with("max", MAX_MEMBERS)));
        }
        seats.push(new);
        Ok(seats.last())
    })
    .await
}

/// `seen` as of [`super::patch`]. Errors: `NotFound`, `Stale`, `Invalid` when the change of a weight leaves nobody a
/// turn. A switch is never refused: with nobody left, the fallback takes over.
pub async fn patch_member(
    engine: &Engine,
    who: &Who,
    link: LinkId,
    id: MemberId,
    seen: Option<i64>,
    patch: MemberPatch,
) -> Result<LinkView, Rejection> {
    let action = match patch.active {
        Some(true) if patch == MemberPatch::switch(true) => "member.switched_on",
        Some(false) if patch == MemberPatch::switch(false) => "member.switched_off",
        _ => "member.changed",
    };
    change(engine, who, link, seen, action, move |link, seats| {
        let index = place(seats, id)?;
        if let Some(number) = &patch.number {
            let number = number.to_string();
            if seats.iter().enumerate().any(|(other, seat)| other != index && seat.number == number) {
                return Err(Rejection::conflict(FieldError::new("number", "already_in_pool")));
            }
            seats[index].number = number;
        }
        let weighed = patch.weight.is_some();
        let seat = &mut seats[index];
        seat.name = patch.name.unwrap_or_else(|| seat.name.clone());
        seat.weight = patch.weight.unwrap_or(seat.weight);
        seat.active = patch.active.unwrap_or(seat.active);
        seat.duty = patch.duty.laid_over(std::mem::take(&mut seat.duty));
        if weighed {
            let weights = seats.iter().map(|seat| (seat.weight, seat.active));
            check_weights(link.method, "weight", weights).map_err(Rejection::invalid)?;
        }
        Ok(Some(&seats[index]))
    })
    .await
}

/// Takes somebody out of the pool. Their turns stay in the history, and count again should they come back.
pub async fn remove_member(engine: &Engine, who: &Who, link: LinkId, id: MemberId) -> Result<LinkView, Rejection> {
    change(engine, who, link, None, "member.removed", move |_, seats| {
        let index = place(seats, id)?;
        seats.remove(index);
        Ok(None)
    })
    .await
}

fn place(seats: &[Wanted], id: MemberId) -> Result<usize, Rejection> {
    let is = |seat: &Wanted| seat.seat.as_ref().is_some_and(|seat| seat.member.id == id);
    seats.iter().position(is).ok_or(Rejection::NotFound)
}

/// `edit` returns the seat that it wrote: what is wrong with it is named by its own fields, not by a place in the pool.
async fn change(
    engine: &Engine,
    who: &Who,
    id: LinkId,
    seen: Option<i64>,
    action: &'static str,
    edit: impl for<'s> FnOnce(&Link, &'s mut Vec<Wanted>) -> Result<Option<&'s Wanted>, Rejection> + Send + 'static,
) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let view = command::write(engine, move |tx| {
        let link = open(tx, &who, id, seen)?;
        let before = view::view(tx, &base, link)?;
        let there: Vec<_> = before.seats.iter().map(|seat| seat.seat.clone()).collect();
        let mut wanted: Vec<_> = there.iter().map(Wanted::as_it_is).collect();
        let written = edit(&before.link, &mut wanted)?;
        pool::check(tx, &who, written, |_| "hours".to_owned())?;
        if !links::update(tx, &Link { updated_at: now, ..before.link.clone() })? {
            return Err(Rejection::Stale);
        }
        pool::save(tx, &who, id, &there, wanted, now)?;
        close(tx, &who, &base, &before, action, now)
    })
    .await?;
    command::announce(engine).await;
    Ok(view)
}
