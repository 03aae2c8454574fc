//! Agents: the CS people, one to a WhatsApp channel. What stickiness holds on to and a lead belongs to.

use crate::{Error, Row, Statement, Tx};
use domain::id::{AgentId, ChannelId, UserId, WorkspaceId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub id: AgentId,
    pub workspace: WorkspaceId,
    pub name: String,
    pub channel: ChannelId,
    /// The sign-in of the same person, where they have one.
    pub user: Option<UserId>,
    pub created_at: i64,
    pub updated_at: i64,
}

const INSERT: Statement = Statement::new(
    "agents.insert",
    "INSERT INTO agents (id, workspace_id, name, channel_id, user_id, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const GET: Statement = Statement::new(
    "agents.get",
    "SELECT id, workspace_id, name, channel_id, user_id, created_at, updated_at FROM agents \
     WHERE workspace_id = $1 AND id = $2",
);
const BY_CHANNEL: Statement = Statement::new(
    "agents.by_channel",
    "SELECT id, workspace_id, name, channel_id, user_id, created_at, updated_at FROM agents WHERE channel_id = $1",
);
const BY_USER: Statement = Statement::new(
    "agents.by_user",
    "SELECT id, workspace_id, name, channel_id, user_id, created_at, updated_at FROM agents \
     WHERE workspace_id = $1 AND user_id = $2 ORDER BY id",
);
const PAGE: Statement = Statement::new(
    "agents.page",
    "SELECT id, workspace_id, name, channel_id, user_id, created_at, updated_at FROM agents \
     WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
);
const UPDATE: Statement = Statement::new(
    "agents.update",
    "UPDATE agents SET name = $1, user_id = $2, updated_at = $3 WHERE workspace_id = $4 AND id = $5",
);
const FREE_USER: Statement =
    Statement::new("agents.free_user", "UPDATE agents SET user_id = NULL WHERE workspace_id = $1 AND user_id = $2");

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &BY_CHANNEL, &BY_USER, &PAGE, &UPDATE, &FREE_USER];

pub fn insert(tx: &mut Tx<'_>, agent: &Agent) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            agent.id.into(),
            agent.workspace.into(),
            (&agent.name).into(),
            agent.channel.into(),
            agent.user.into(),
            agent.created_at.into(),
            agent.updated_at.into(),
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: AgentId) -> Result<Option<Agent>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

pub fn by_channel(tx: &mut Tx<'_>, channel: ChannelId) -> Result<Option<Agent>, Error> {
    tx.opt(&BY_CHANNEL, &[channel.into()], read)
}

/// The agents that a signed-in person is.
pub fn by_user(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<Vec<Agent>, Error> {
    tx.query(&BY_USER, &[workspace.into(), user.into()], read)
}

/// Oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<AgentId>,
    limit: usize,
) -> Result<Vec<Agent>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

/// Saves name and user.
pub fn update(tx: &mut Tx<'_>, agent: &Agent) -> Result<(), Error> {
    let params =
        [(&agent.name).into(), agent.user.into(), agent.updated_at.into(), agent.workspace.into(), agent.id.into()];
    tx.execute(&UPDATE, &params)?;
    Ok(())
}

/// The person signs in no more: their agents are nobody's sign-in.
pub fn free_user(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), Error> {
    tx.execute(&FREE_USER, &[workspace.into(), user.into()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Agent, Error> {
    Ok(Agent {
        id: row.get(0)?,
        workspace: row.get(1)?,
        name: row.get(2)?,
        channel: row.get(3)?,
        user: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
    })
}
