//! Agents: the CS people that leads belong to. They come to be with the first seat on their number; here they are
//! listed, renamed, and told which sign-in is theirs.

use crate::Engine;
use crate::command::{self, Deed, Page, need, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::agent::AgentPatch;
use domain::id::AgentId;
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::json;
use store::agents::Agent;
use store::config_changes::{self, Noun};
use store::{agents, users};

/// Oldest first, after `after`.
pub async fn list(engine: &Engine, who: &Who, after: Option<AgentId>, limit: usize) -> Result<Page<Agent>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(agents::page(tx, workspace, after, limit + 1)?, limit))).await
}

pub async fn get(engine: &Engine, who: &Who, id: AgentId) -> Result<Agent, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| agents::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// Errors: `Invalid` when the user is none of this workspace's.
pub async fn patch(engine: &Engine, who: &Who, id: AgentId, patch: AgentPatch) -> Result<Agent, Rejection> {
    need(who, Scope::UsersWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let agent = command::write(engine, move |tx| {
        let before = agents::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if let Some(Some(user)) = patch.user
            && users::get(tx, who.workspace, user)?.is_none()
        {
            return Err(Rejection::invalid(FieldError::new("user_id", "no_such_user")));
        }
        let new = before.clone();
        let after = Agent {
            name: patch.name.unwrap_or(new.name),
            user: patch.user.unwrap_or(new.user),
            updated_at: now,
            ..new
        };
        agents::update(tx, &after)?;
        // The answering path knows agents by name; a channel's change brings them anew.
        config_changes::append(tx, Noun::Channel, after.channel.0, now)?;
        let told = |agent: &Agent| Some(json!({"name": agent.name, "user_id": agent.user.map(|id| id.to_string())}));
        let (before, told_after) = (told(&before), told(&after));
        let deed = Deed { action: "agent.changed", noun: "agent", id: id.0, before, after: told_after };
        record(tx, &who, now, deed)?;
        Ok(after)
    })
    .await?;
    command::announce(engine).await;
    Ok(agent)
}
