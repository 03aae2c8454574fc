//! What the answering path remembers of visitors, read at start or when its own memory lacks it.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{AgentId, LeadId, VisitId, WorkspaceId};

const AGENTS: Statement =
    Statement::new("visitors.agents", "SELECT id, agent_id FROM leads WHERE id > $1 ORDER BY id LIMIT $2");
const ONE: Statement =
    Statement::new("visitors.one", "SELECT agent_id, name FROM leads WHERE id = $1 AND workspace_id = $2");
const AGENT: Statement = Statement::new("visitors.agent", "SELECT agent_id FROM leads WHERE id = $1");
const LATEST: Statement =
    Statement::new("visitors.latest", "SELECT id, at, details FROM visits WHERE id < $1 ORDER BY id DESC LIMIT $2");

pub const STATEMENTS: &[&Statement] = &[&AGENTS, &ONE, &AGENT, &LATEST];

/// Leads after `after` in key order with their agents.
pub fn agents_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(LeadId, Option<AgentId>)>, Error> {
    tx.query(&AGENTS, &[after.into(), limit.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A lead's agent and given name.
pub type Known = (Option<AgentId>, Option<String>);

/// A lead's agent and given name; none when the store does not have the lead (yet).
pub fn one(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<Option<Known>, Error> {
    tx.opt(&ONE, &[lead.into(), workspace.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The agent of a lead of any workspace; none when there is no such lead.
pub fn agent(tx: &mut Tx<'_>, lead: LeadId) -> Result<Option<Option<AgentId>>, Error> {
    tx.opt(&AGENT, &[lead.into()], |row| row.get(0))
}

/// Visits below `before`, newest first: id, time, the journal's bytes.
pub fn latest(tx: &mut Tx<'_>, before: VisitId, limit: i64) -> Result<Vec<(VisitId, i64, Vec<u8>)>, Error> {
    tx.query(&LATEST, &[before.into(), limit.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
