//! Leads as people work with them: see, narrow, change, note, carry away. What visits make of leads happens in the
//! projection; here only people (and tokens) act, and each change is put down to who made it.
//!
//! Who signs in as an agent sees the leads of the agents that they are, and no others: everything else is not found.

mod change;
pub mod csv_row;
pub mod dossier;
pub mod erase;
pub mod export;
pub mod json;
mod notes;
mod see;

pub use change::{Done, bulk, patch};
pub(crate) use change::{one, taken_in};
pub(crate) use notes::write_note;
pub use notes::{add_note, notes};
pub use see::{get, list, timeline, waiting};
pub use store::forms::Sent as SentForm;
pub use store::leads::list::Page;
pub use store::leads::timeline::{Happening, Timeline, Told};

use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::{AgentId, LeadId};
use domain::lead::Lead;
use store::{Tx, agents, leads};

/// Whose leads one may see; none: everybody's.
fn keepers(tx: &mut Tx<'_>, who: &Who) -> Result<Option<Vec<AgentId>>, Rejection> {
    if who.sees_all_leads() {
        return Ok(None);
    }
    let Some(user) = who.user else { return Ok(Some(Vec::new())) };
    Ok(Some(agents::by_user(tx, who.workspace, user)?.into_iter().map(|agent| agent.id).collect()))
}

/// A lead that one may see. Errors: `NotFound`.
pub(crate) fn seen(tx: &mut Tx<'_>, who: &Who, id: LeadId) -> Result<Lead, Rejection> {
    let lead = leads::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    let keeper = lead.agent.as_ref().map(|agent| agent.id);
    match keepers(tx, who)? {
        Some(own) if !keeper.is_some_and(|keeper| own.contains(&keeper)) => Err(Rejection::NotFound),
        _ => Ok(lead),
    }
}
