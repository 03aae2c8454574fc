//! Changing leads, one or many. A change of the agent reaches the answering path of every node, so that the lead's
//! next visit goes to whom it was given.

use super::seen;
use crate::Engine;
use crate::command::{self, need, new_id};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::{AgentId, LeadId};
use domain::lead::draft::{LeadPatch, apply};
use domain::lead::{Keeper, Lead};
use domain::problem::FieldError;
use domain::scope::Scope;
use store::leads::change::{self, Saved};
use store::{Tx, agents, leads};

/// Leads that one bulk edit may name.
pub const MOST: usize = 1_000;

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

/// Makes one change to many leads, all or none; how many became different. Errors: `Invalid` for the change itself
/// or for too many leads, `NotFound` when one of them is not to be seen.
pub async fn bulk(engine: &Engine, who: &Who, ids: Vec<LeadId>, patch: LeadPatch) -> Result<usize, Rejection> {
    need(who, Scope::LeadsWrite)?;
    if ids.len() > MOST {
        return Err(Rejection::invalid(FieldError::new("ids", "too_many").with("max", MOST)));
    }
    let (who, now) = (who.clone(), engine.now());
    let gives_away = patch.agent.is_some();
    let changed = command::write(engine, move |tx| {
        // In one order, so that two bulk edits at once wait for each other instead of forever.
        let mut ids = ids;
        ids.sort_unstable();
        ids.dedup();
        let mut changed = 0;
        for id in ids {
            let before = seen(tx, &who, id)?.version;
            changed += usize::from(one(tx, &who, id, None, &patch, now)?.version != before);
        }
        Ok(changed)
    })
    .await?;
    if gives_away {
        command::announce(engine).await;
    }
    Ok(changed)
}

pub(crate) fn one(
    tx: &mut Tx<'_>,
    who: &Who,
    id: LeadId,
    version: Option<i64>,
    patch: &LeadPatch,
    now: i64,
) -> Result<Lead, Rejection> {
    change::hold(tx, who.workspace, id)?;
    let before = seen(tx, who, id)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(Rejection::Stale);
    }
    let keeper = match patch.agent.flatten() {
        Some(agent) => Some(keeper(tx, who, agent)?),
        None => None,
    };
    let (after, changes) = apply(&before, patch, keeper)?;
    if changes.is_empty() {
        return Ok(before);
    }
    let ids: Vec<_> = changes.iter().map(|_| new_id(now)).collect();
    match change::save(tx, &before, &after, &changes, &who.actor, now, &ids)? {
        Saved::Stale => Err(Rejection::Stale),
        Saved::Done => Ok(leads::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?),
    }
}

fn keeper(tx: &mut Tx<'_>, who: &Who, id: AgentId) -> Result<Keeper, Rejection> {
    let agent = agents::get(tx, who.workspace, id)?;
    let agent = agent.ok_or_else(|| Rejection::invalid(FieldError::new("agent_id", "not_found")))?;
    Ok(Keeper { id: agent.id, name: agent.name })
}
