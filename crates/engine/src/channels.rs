//! Channels: made, changed, archived, read. A channel that somebody's visitors are sent to can't be archived.

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::channel::ChannelKind;
use domain::draft::channel::{ChannelPatch, NewChannel};
use domain::id::{ChannelId, WorkspaceId};
use domain::link::Target;
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::channels::{Channel, Filter, PLACE_TAKEN};
use store::config_changes::{self, Noun};
use store::{Tx, channels, workspaces};

pub async fn get(engine: &Engine, who: &Who, id: ChannelId) -> Result<Channel, Rejection> {
    need(who, Scope::ChannelsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| channels::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// Oldest first, after `after`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    after: Option<ChannelId>,
    limit: usize,
) -> Result<Page<Channel>, Rejection> {
    need(who, Scope::ChannelsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(channels::page(tx, workspace, &filter, after, limit + 1)?, limit)))
        .await
}

/// An archived channel of the same place comes back under its old id. Errors: `Conflict` when the place is a living
/// channel already.
pub async fn create(engine: &Engine, who: &Who, new: NewChannel) -> Result<Channel, Rejection> {
    need(who, Scope::ChannelsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let channel = command::write(engine, move |tx| save_new(tx, &who, new, now)).await?;
    command::announce(engine).await;
    Ok(channel)
}

/// [`create`] in a transaction that does more.
pub(crate) fn save_new(tx: &mut Tx<'_>, who: &Who, new: NewChannel, now: i64) -> Result<Channel, Rejection> {
    let channel = match channels::by_place(tx, who.workspace, new.kind, &new.place)? {
        Some(there) if there.archived_at.is_none() => return Err(taken(new.kind)),
        Some(former) => {
            let back = Channel { name: new.name, status: new.status, archived_at: None, updated_at: now, ..former };
            channels::update(tx, &back)?;
            Channel { version: back.version + 1, ..back }
        }
        None => {
            let channel = made(who.workspace, new, now);
            channels::insert(tx, &channel).map_err(|error| place_taken(error, channel.kind))?;
            channel
        }
    };
    close(tx, who, "channel.created", None, &channel, now)?;
    Ok(channel)
}

/// `patch` was read for this channel's kind. `seen`: the version that the change is based on. Errors: `Stale`,
/// `Conflict` when the place is another channel's, or when one in use is to be archived.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: ChannelId,
    seen: Option<i64>,
    patch: ChannelPatch,
) -> Result<Channel, Rejection> {
    need(who, Scope::ChannelsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let channel = command::write(engine, move |tx| {
        // Links that are saved at the same time wait: one of them may be about to use this channel.
        workspaces::hold(tx, who.workspace)?;
        let before = channels::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Rejection::Stale);
        }
        let archive = patch.archived == Some(true) && before.archived_at.is_none();
        if archive {
            refuse_in_use(tx, &before)?;
        }
        let new = before.clone();
        let changed = Channel {
            name: patch.name.unwrap_or(new.name),
            place: patch.place.unwrap_or(new.place),
            status: patch.status.unwrap_or(new.status),
            archived_at: match patch.archived {
                None => new.archived_at,
                Some(true) => new.archived_at.or(Some(now)),
                Some(false) => None,
            },
            updated_at: now,
            ..new
        };
        if !channels::update(tx, &changed).map_err(|error| place_taken(error, changed.kind))? {
            return Err(Rejection::Stale);
        }
        let after = Channel { version: before.version + 1, ..changed };
        let action = if archive { "channel.archived" } else { "channel.changed" };
        close(tx, &who, action, Some(&before), &after, now)?;
        Ok(after)
    })
    .await?;
    command::announce(engine).await;
    Ok(channel)
}

/// Takes a channel out of sight. Errors: `Conflict` when a link's pool or fallback, or the workspace, still uses it.
pub async fn archive(engine: &Engine, who: &Who, id: ChannelId, seen: Option<i64>) -> Result<Channel, Rejection> {
    patch(engine, who, id, seen, ChannelPatch { archived: Some(true), ..ChannelPatch::default() }).await
}

fn refuse_in_use(tx: &mut Tx<'_>, channel: &Channel) -> Result<(), Rejection> {
    let target = Target::ChannelId(channel.id);
    let written = serde_json::to_string(&target).map_err(|error| store::Error::Failed(error.to_string()))?;
    let mut users = channels::used_by(tx, channel, &written)?;
    if let Some(workspace) = workspaces::get(tx, channel.workspace)? {
        let settings = &workspace.settings;
        if settings.fallback.as_ref() == Some(&target) || settings.catch_all == Some(channel.id) {
            users.push(workspace.name);
        }
    }
    if users.is_empty() {
        return Ok(());
    }
    Err(Rejection::conflict(FieldError::new("", "channel_in_use").with("links", users.join(", "))))
}

fn made(workspace: WorkspaceId, new: NewChannel, now: i64) -> Channel {
    Channel {
        id: ChannelId(new_id(now)),
        workspace,
        kind: new.kind,
        name: new.name,
        place: new.place,
        status: new.status,
        archived_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

fn taken(kind: ChannelKind) -> Rejection {
    Rejection::conflict(FieldError::new(kind.field(), "taken"))
}

fn place_taken(error: store::Error, kind: ChannelKind) -> Rejection {
    if error.is_conflict(PLACE_TAKEN) { taken(kind) } else { error.into() }
}

fn close(
    tx: &mut Tx<'_>,
    who: &Who,
    action: &str,
    before: Option<&Channel>,
    after: &Channel,
    now: i64,
) -> Result<(), Rejection> {
    config_changes::append(tx, Noun::Channel, after.id.0, now)?;
    let (before, told_after) = (before.map(told), Some(told(after)));
    record(tx, who, now, Deed { action, noun: "channel", id: after.id.0, before, after: told_after })
}

fn told(channel: &Channel) -> Value {
    json!({
        "kind": channel.kind.as_str(), "name": channel.name, channel.kind.field(): channel.place,
        "status": channel.status.as_str(), "archived": channel.archived_at.is_some(),
    })
}
