//! A new hub, and what every save of one checks: that its entries lead to things of the workspace's own.

use super::view::{self, HubView, told};
use crate::Engine;
use crate::command::{self, Deed, need, new_id, record};
use crate::domains;
use crate::links::rules::{Named, named};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::hub::{EntryDraft, NewHub};
use domain::hub::{Entry, To};
use domain::id::{EntryId, HubId, PictureId, WorkspaceId};
use domain::problem::{Faults, FieldError};
use domain::scope::Scope;
use store::config_changes::{self, Noun};
use store::hubs::{self, ADDRESS_TAKEN, Hub};
use store::{Tx, calendars, channels, links, pictures, workspaces};

/// Errors: `Conflict` when the slug is some hub's, be it an old one of it; `Invalid` for an entry that leads to nothing of the workspace.
pub async fn create(engine: &Engine, who: &Who, new: NewHub) -> Result<HubView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let made = command::write(engine, move |tx| save(tx, &who, &base, new, now)).await?;
    command::announce(engine).await;
    Ok(made)
}

fn save(tx: &mut Tx<'_>, who: &Who, base: &str, new: NewHub, now: i64) -> Result<HubView, Rejection> {
    workspaces::hold(tx, who.workspace)?;
    // Ids of another hub's entries may come along with a copy of it; here they are new.
    let fresh = |entry: EntryDraft| EntryDraft { id: None, ..entry }.with_id(EntryId(new_id(now)));
    let domain = domains::chosen(tx, who.workspace, new.domain.as_ref())?;
    if hubs::holder(tx, &domain, new.slug.as_str())?.is_some() {
        return Err(taken());
    }
    let hub = Hub {
        id: HubId(new_id(now)),
        workspace: who.workspace,
        domain,
        slug: new.slug.into_string(),
        name: new.name,
        title: new.title,
        text: new.text,
        picture: new.picture,
        theme: new.theme,
        accent: new.accent,
        entries: new.entries.into_iter().map(fresh).collect(),
        archived_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let mut faults = Faults::default();
    check_entries(tx, who.workspace, &hub.entries, &[], &mut faults)?;
    check_picture(tx, who.workspace, hub.picture, &mut faults)?;
    faults.finish(|| ())?;
    hubs::insert(tx, &hub).map_err(address_taken)?;
    config_changes::append(tx, Noun::Hub, hub.id.0, now)?;
    let id = hub.id.0;
    let view = view::view(tx, base, hub)?;
    record(tx, who, now, Deed { action: "hub.created", noun: "hub", id, before: None, after: Some(told(&view.hub)) })?;
    Ok(view)
}

/// Two at once for one slug: the second is told as if it had come later.
pub(super) fn address_taken(error: store::Error) -> Rejection {
    if error.is_conflict(ADDRESS_TAKEN) { taken() } else { error.into() }
}

pub(super) fn taken() -> Rejection {
    Rejection::conflict(FieldError::new("slug", "taken"))
}

/// An entry may lead to what is archived meanwhile, if it did `before`; it is then left out of the page.
pub(super) fn check_entries(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    entries: &[Entry],
    before: &[Entry],
    faults: &mut Faults,
) -> Result<(), Rejection> {
    for (at, entry) in entries.iter().enumerate() {
        let had = before.iter().any(|former| former.id == entry.id && former.to == entry.to);
        let (there, field, code) = match entry.to {
            To::LinkId(id) => {
                let link = links::get(tx, workspace, id)?;
                (link.is_some_and(|link| had || link.archived_at.is_none()), "link_id", "no_such_link")
            }
            To::ChannelId(id) => {
                let channel = channels::get(tx, workspace, id)?;
                (channel.is_some_and(|channel| had || channel.archived_at.is_none()), "channel_id", "no_such_channel")
            }
        };
        if !there {
            faults.add(FieldError::new(format!("entries[{at}].{field}"), code));
        }
        let former = before.iter().find(|former| former.id == entry.id).and_then(|former| former.when.as_ref());
        let asked_before: Vec<Named> = former.into_iter().flat_map(named).map(|(_, asked)| asked).collect();
        for (path, asked) in entry.when.iter().flat_map(named) {
            let (there, code) = match asked {
                Named::Channel(id) => {
                    let channel = channels::get(tx, workspace, id)?;
                    let kept = asked_before.contains(&asked);
                    (channel.is_some_and(|channel| kept || channel.archived_at.is_none()), "no_such_channel")
                }
                Named::Calendar(id) => (calendars::get(tx, workspace, id)?.is_some(), "no_such_calendar"),
            };
            if !there {
                faults.add(FieldError::new(format!("entries[{at}].{path}"), code));
            }
        }
    }
    Ok(())
}

pub(super) fn check_picture(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    picture: Option<PictureId>,
    faults: &mut Faults,
) -> Result<(), Rejection> {
    if let Some(id) = picture
        && pictures::get(tx, workspace, id)?.is_none()
    {
        faults.add(FieldError::new("picture_id", "no_such_picture"));
    }
    Ok(())
}
