//! Changing leads, one or many. A change of the agent reaches the answering path of every node, so that the lead's
//! next visit goes to whom it was given.

use super::seen;
use crate::Engine;
use crate::command::{self, need, new_id};
use crate::conversions::status_reached;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::conversion::Consent;
use domain::id::{AgentId, LeadId};
use domain::lead::bulk::{Bulk, MOST};
use domain::lead::draft::{LeadPatch, apply};
use domain::lead::{Keeper, Lead, consent};
use domain::outbox::Reason;
use domain::problem::FieldError;
use domain::scope::Scope;
use store::deliveries::stop;
use store::leads::change::{self, Saved};
use store::{Tx, agents, leads};
use uuid::Uuid;

/// What a bulk edit came to, each lead in one of the three lists, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub changed: Vec<LeadId>,
    /// Those that were so already.
    pub unchanged: Vec<LeadId>,
    /// Those that were left alone, and why: `ids[…]` for one that is not to be seen, else the field of the change.
    pub refused: Vec<(LeadId, Vec<FieldError>)>,
}

/// Changes a lead. `version` is the one that the change was made from; none: whatever stands. Errors: `Stale`,
/// `NotFound`, `Invalid`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: LeadId,
    version: Option<i64>,
    patch: LeadPatch,
) -> Result<Lead, Rejection> {
    need(who, Scope::LeadsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let gives_away = patch.agent.is_some();
    let lead = command::write(engine, move |tx| one(tx, &who, id, version, &patch, now)).await?;
    if gives_away {
        command::announce(engine).await;
    }
    Ok(lead)
}

/// Makes one change to many leads; a lead that can't take it is left alone and the others change. Errors: `Invalid` for
/// too many leads and for an agent that is none, before any lead is touched.
pub async fn bulk(engine: &Engine, who: &Who, wish: Bulk) -> Result<Done, Rejection> {
    need(who, Scope::LeadsWrite)?;
    if wish.ids.len() > MOST {
        return Err(Rejection::invalid(FieldError::new("ids", "too_many").with("max", MOST)));
    }
    let (who, now) = (who.clone(), engine.now());
    let gives_away = wish.change.agent.is_some();
    let done = command::write(engine, move |tx| {
        let agent = wish.change.agent.flatten();
        let keeper = agent.map(|agent| keeper(tx, &who, agent, "change.agent_id")).transpose()?;
        // In one order, so that two bulk edits at once wait for each other instead of forever.
        let mut ids: Vec<_> = wish.ids.into_iter().enumerate().map(|(place, id)| (id, place)).collect();
        ids.sort_unstable();
        ids.dedup_by_key(|(id, _)| *id);
        let mut done = Done::default();
        for (id, place) in ids {
            let saved = held(tx, &who, id).and_then(|before| {
                let after = save(tx, &who, &before, &wish.change.of(&before)?, keeper.clone(), now)?;
                Ok(after.version != before.version)
            });
            match saved {
                Ok(true) => done.changed.push(id),
                Ok(false) => done.unchanged.push(id),
                Err(Rejection::NotFound) => {
                    done.refused.push((id, vec![FieldError::new(format!("ids[{place}]"), "not_found")]));
                }
                Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => done.refused.push((id, faults)),
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    })
    .await?;
    if gives_away {
        command::announce(engine).await;
    }
    Ok(done)
}

pub(crate) fn one(
    tx: &mut Tx<'_>,
    who: &Who,
    id: LeadId,
    version: Option<i64>,
    patch: &LeadPatch,
    now: i64,
) -> Result<Lead, Rejection> {
    let before = held(tx, who, id)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(Rejection::Stale);
    }
    let keeper = patch.agent.flatten().map(|agent| keeper(tx, who, agent, "agent_id")).transpose()?;
    save(tx, who, &before, patch, keeper, now)
}

/// A lead that one may see, held until the transaction ends. Errors: `NotFound`.
fn held(tx: &mut Tx<'_>, who: &Who, id: LeadId) -> Result<Lead, Rejection> {
    change::hold(tx, who.workspace, id)?;
    let lead = seen(tx, who, id)?;
    taken_in(&lead)?;
    Ok(lead)
}

/// Errors: `Conflict` where the person was erased: nothing is written down of them any more.
pub(crate) fn taken_in(lead: &Lead) -> Result<(), Rejection> {
    match lead.erased_at {
        Some(_) => Err(Rejection::conflict(FieldError::new("", "lead_erased"))),
        None => Ok(()),
    }
}

/// The lead as the patch makes it, written down with its history; the same lead where nothing differs.
fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    before: &Lead,
    patch: &LeadPatch,
    keeper: Option<Keeper>,
    now: i64,
) -> Result<Lead, Rejection> {
    let (mut after, mut changes) = apply(before, patch, keeper)?;
    let word = match &patch.consent {
        Some(word) => consent::apply(&mut after, word, now, &who.actor.name).map_err(Rejection::invalid)?,
        None => None,
    };
    let has_spoken = word.is_some();
    changes.extend(word);
    if changes.is_empty() {
        return Ok(before.clone());
    }
    let ids: Vec<_> = changes.iter().map(|_| new_id(now)).collect();
    match change::save(tx, before, &after, &changes, &who.actor, now, &ids)? {
        Saved::Stale => Err(Rejection::Stale),
        Saved::Done => {
            let saved = leads::get(tx, who.workspace, before.id)?.ok_or(Rejection::NotFound)?;
            let status = changes.iter().zip(&ids).find(|(change, _)| change.field == "status");
            if has_spoken {
                spoken(tx, who, &saved, now)?;
            }
            status_reached(tx, before, &saved, status.map_or(Uuid::nil(), |(_, id)| *id), now)?;
            Ok(saved)
        }
    }
}

/// What the person said of being told of is in force from now on: what waits to be sent is not sent. It would be asked
/// again before it is; but nobody should see it wait.
fn spoken(tx: &mut Tx<'_>, who: &Who, lead: &Lead, now: i64) -> Result<(), Rejection> {
    let refused = lead.consent.as_ref().is_some_and(|record| record.state == Consent::Refused);
    if refused {
        stop::of_lead(tx, lead.workspace, lead.id, Reason::ConsentRefused, now)?;
    }
    let action = if refused { "lead.consent_withdrawn" } else { "lead.consent_given" };
    command::record_of_lead(tx, who, now, action, lead.id, None)
}

/// The agent that `field` names. Errors: `Invalid`.
fn keeper(tx: &mut Tx<'_>, who: &Who, id: AgentId, field: &str) -> Result<Keeper, Rejection> {
    let agent = agents::get(tx, who.workspace, id)?;
    let agent = agent.ok_or_else(|| Rejection::invalid(FieldError::new(field, "not_found")))?;
    Ok(Keeper { id: agent.id, name: agent.name })
}
