//! What the answering path remembers of visitors, read at start or when its own memory lacks it.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{AgentId, LeadId, VisitId, WorkspaceId};

const AGENTS: Statement =
    Statement::new("visitors.agents", "SELECT id, agent_id, erased_at FROM leads WHERE id > $1 ORDER BY id LIMIT $2");
const ONE: Statement =
    Statement::new("visitors.one", "SELECT agent_id, name, erased_at FROM leads WHERE id = $1 AND workspace_id = $2");
const AGENT: Statement = Statement::new("visitors.agent", "SELECT agent_id, erased_at FROM leads WHERE id = $1");
const LATEST: Statement =
    Statement::new("visitors.latest", "SELECT id, at, details FROM visits WHERE id < $1 ORDER BY id DESC LIMIT $2");

pub const STATEMENTS: &[&Statement] = &[&AGENTS, &ONE, &AGENT, &LATEST];

/// Whose visitor a lead is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    Nobody,
    Agent(AgentId),
    /// The person was erased: whoever comes with that lead's cookie is somebody new.
    Erased,
}

impl Keeper {
    fn of(agent: Option<AgentId>, erased_at: Option<i64>) -> Self {
        match (erased_at, agent) {
            (Some(_), _) => Self::Erased,
            (None, Some(agent)) => Self::Agent(agent),
            (None, None) => Self::Nobody,
        }
    }

    pub fn agent(self) -> Option<AgentId> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Nobody | Self::Erased => None,
        }
    }
}

/// Leads after `after` in key order with their agents.
pub fn agents_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(LeadId, Keeper)>, Error> {
    tx.query(&AGENTS, &[after.into(), limit.into()], |row| Ok((row.get(0)?, Keeper::of(row.get(1)?, row.get(2)?))))
}

/// A lead's agent and given name.
pub type Known = (Keeper, Option<String>);

/// A lead's agent and given name; none when the store does not have the lead (yet).
pub fn one(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<Option<Known>, Error> {
    tx.opt(&ONE, &[lead.into(), workspace.into()], |row| Ok((Keeper::of(row.get(0)?, row.get(2)?), row.get(1)?)))
}

/// The agent of a lead of any workspace; none when there is no such lead.
pub fn agent(tx: &mut Tx<'_>, lead: LeadId) -> Result<Option<Keeper>, Error> {
    tx.opt(&AGENT, &[lead.into()], |row| Ok(Keeper::of(row.get(0)?, row.get(1)?)))
}

/// Visits below `before`, newest first: id, time, the journal's bytes.
pub fn latest(tx: &mut Tx<'_>, before: VisitId, limit: i64) -> Result<Vec<(VisitId, i64, Vec<u8>)>, Error> {
    tx.query(&LATEST, &[before.into(), limit.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
