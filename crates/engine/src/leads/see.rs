//! Reading leads: one, a page of many, one's story.

use super::{Page, Timeline, keepers, seen};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::lead::filter::Filter;
use domain::scope::Scope;
use store::{Store, leads};

/// Errors: `NotFound` also for a lead that is somebody else's.
pub async fn get(engine: &Engine, who: &Who, id: LeadId) -> Result<Lead, Rejection> {
    need(who, Scope::LeadsRead)?;
    let who = who.clone();
    command::read(engine, move |tx| seen(tx, &who, id)).await
}

/// A page of leads below `before`, newest first. A page may be short and still go on.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    before: Option<LeadId>,
    limit: usize,
) -> Result<Page, Rejection> {
    need(who, Scope::LeadsRead)?;
    page(&engine.store, who, filter, before, limit).await
}

pub(super) async fn page(
    store: &Store,
    who: &Who,
    mut filter: Filter,
    before: Option<LeadId>,
    limit: usize,
) -> Result<Page, Rejection> {
    let who = who.clone();
    command::read_from(store, move |tx| {
        filter.keepers = keepers(tx, &who)?;
        Ok(leads::list::page(tx, who.workspace, &filter, before, limit)?)
    })
    .await
}

/// What happened with a lead before a moment (none: up to now), newest first.
pub async fn timeline(
    engine: &Engine,
    who: &Who,
    id: LeadId,
    before: Option<i64>,
    limit: usize,
) -> Result<Timeline, Rejection> {
    need(who, Scope::LeadsRead)?;
    let who = who.clone();
    command::read(engine, move |tx| {
        seen(tx, &who, id)?;
        Ok(leads::timeline::timeline(tx, id, before, limit)?)
    })
    .await
}

/// How many events of a lead wait to be told, and would not be any more after a withdrawal.
pub async fn waiting(engine: &Engine, who: &Who, id: LeadId) -> Result<usize, Rejection> {
    need(who, Scope::LeadsRead)?;
    let who = who.clone();
    command::read(engine, move |tx| {
        let lead = seen(tx, &who, id)?;
        Ok(store::deliveries::stop::waiting(tx, lead.workspace, id)?)
    })
    .await
}
