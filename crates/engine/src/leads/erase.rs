//! Erasing a person, for good and in one transaction. The journal of a node holds what it told of the person for as long
//! as the store has not settled, a few seconds as a rule; what of it comes into the store later comes without them.

use super::seen;
use crate::Engine;
use crate::command::{self, need, record_of_lead};
use crate::conversions::suppress::ContactKey;
use crate::conversions::suppressions::{self, ERASED};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::outbox::Reason;
use domain::scope::Scope;
use serde_json::json;
use store::deliveries::stop;
use store::leads::erase::{self, Erased};
use store::leads::{change, notes};

/// What an erasure came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Microseconds UTC: when it was erased first.
    pub erased_at: i64,
    pub removed: Erased,
    /// Events that were not sent any more.
    pub stopped: usize,
    /// Contacts that were put on the list of those of whom nothing is told.
    pub suppressed: usize,
}

/// What an erasure would come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    pub notes: usize,
    /// Events that wait to be sent.
    pub waiting: usize,
    /// Whether there is a number or an address that can go on the list of those of whom nothing is told.
    pub has_contact: bool,
}

/// Errors as of [`erase`].
pub async fn preview(engine: &Engine, who: &Who, id: LeadId) -> Result<(Lead, Coming), Rejection> {
    may(who)?;
    let who = who.clone();
    command::read(engine, move |tx| {
        let lead = seen(tx, &who, id)?;
        let coming = Coming {
            notes: notes::latest(tx, id, i64::MAX)?.len(),
            waiting: stop::waiting(tx, lead.workspace, id)?,
            has_contact: lead.phone.is_some() || lead.email.is_some(),
        };
        Ok((lead, coming))
    })
    .await
}

fn may(who: &Who) -> Result<(), Rejection> {
    need(who, Scope::LeadsWrite)?;
    if who.sees_all_leads() { Ok(()) } else { Err(Rejection::Forbidden) }
}

/// `suppress`: the person's number and address go on the list of those of whom nothing is told, so that neither a new
/// visit nor an import has the platforms hear of them again. Errors: `Forbidden` for those who see only their own leads.
pub async fn erase(engine: &Engine, who: &Who, id: LeadId, suppress: bool) -> Result<Done, Rejection> {
    may(who)?;
    let (who, now, key) = (who.clone(), engine.now(), ContactKey::new(&engine.secrets));
    let done = command::write(engine, move |tx| {
        change::hold(tx, who.workspace, id)?;
        let lead = seen(tx, &who, id)?;
        let contacts = if suppress { key.kinds(&lead) } else { Vec::new() };
        let suppressed = suppressions::put(tx, &who, &contacts, ERASED, now)?.lines.len();
        let stopped = stop::of_lead(tx, lead.workspace, id, Reason::Erased, now)?;
        let removed = erase::erase(tx, &lead, now)?;
        if lead.erased_at.is_none() {
            record_of_lead(tx, &who, now, "lead.erased", id, Some(json!({ "suppress": suppress })))?;
        }
        Ok(Done { erased_at: lead.erased_at.unwrap_or(now), removed, stopped, suppressed })
    })
    .await?;
    engine.forms.sent.forget_lead(id);
    command::announce(engine).await;
    Ok(done)
}
