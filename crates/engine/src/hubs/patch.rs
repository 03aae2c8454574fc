//! A change of a hub: any part of it, all its entries included.

use super::create::{address_taken, check_entries, check_picture, taken};
use super::view::{self, HubView, told};
use crate::Engine;
use crate::command::{self, Deed, need, new_id, record};
use crate::domains;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::hub::{EntryDraft, HubDraft};
use domain::hub::Entry;
use domain::id::{EntryId, HubId};
use domain::problem::{Faults, FieldError};
use domain::scope::Scope;
use store::config_changes::{self, Noun};
use store::hubs::{self, Hub};
use store::{Tx, workspaces};

/// `seen`: the version that the change is based on; none changes whatever is there. Errors: `Stale`, `Conflict` for a
/// slug that is another hub's, `Invalid`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: HubId,
    seen: Option<i64>,
    draft: HubDraft,
) -> Result<HubView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let view = command::write(engine, move |tx| save(tx, &who, &base, id, seen, draft, now)).await?;
    command::announce(engine).await;
    Ok(view)
}

/// Takes a hub out of service: its address leads to the friendly page, its figures stay. Idempotent.
pub async fn archive(engine: &Engine, who: &Who, id: HubId, seen: Option<i64>) -> Result<HubView, Rejection> {
    patch(engine, who, id, seen, HubDraft { archived: Some(true), ..HubDraft::default() }).await
}

fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    base: &str,
    id: HubId,
    seen: Option<i64>,
    draft: HubDraft,
    now: i64,
) -> Result<HubView, Rejection> {
    // Links and hubs of a workspace are saved one after the other, so that what an entry leads to stays there.
    workspaces::hold(tx, who.workspace)?;
    let before = hubs::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(Rejection::Stale);
    }
    let mut faults = Faults::default();
    let entries = match draft.entries {
        Some(drafts) => merged(&before.entries, drafts, now, &mut faults),
        None => before.entries.clone(),
    };
    let domain = match &draft.domain {
        Some(_) => domains::chosen(tx, who.workspace, draft.domain.as_ref())?,
        None => before.domain.clone(),
    };
    let new = before.clone();
    let hub = Hub {
        domain,
        slug: draft.slug.map_or(new.slug, domain::slug::Slug::into_string),
        name: draft.name.unwrap_or(new.name),
        title: draft.title.unwrap_or(new.title),
        text: draft.text.unwrap_or(new.text),
        picture: draft.picture.unwrap_or(new.picture),
        theme: draft.theme.unwrap_or(new.theme),
        accent: draft.accent.unwrap_or(new.accent),
        entries,
        archived_at: match draft.archived {
            None => new.archived_at,
            Some(true) => new.archived_at.or(Some(now)),
            Some(false) => None,
        },
        updated_at: now,
        ..new
    };
    let moved = (&hub.domain, &hub.slug) != (&before.domain, &before.slug);
    if moved && hubs::holder(tx, &hub.domain, &hub.slug)?.is_some_and(|holder| holder != id) {
        return Err(taken());
    }
    check_entries(tx, who.workspace, &hub.entries, &before.entries, &mut faults)?;
    if hub.picture != before.picture {
        check_picture(tx, who.workspace, hub.picture, &mut faults)?;
    }
    faults.finish(|| ())?;
    if !hubs::update(tx, &hub).map_err(address_taken)? {
        return Err(Rejection::Stale);
    }
    let hub = Hub { version: before.version + 1, ..hub };
    config_changes::append(tx, Noun::Hub, id.0, now)?;
    let action = match (before.archived_at.is_some(), hub.archived_at.is_some()) {
        (false, true) => "hub.archived",
        (true, false) => "hub.restored",
        _ if moved => "hub.renamed",
        _ => "hub.changed",
    };
    let deed = Deed { action, noun: "hub", id: id.0, before: Some(told(&before)), after: Some(told(&hub)) };
    record(tx, who, now, deed)?;
    view::view(tx, base, hub)
}

/// The entries as they were given; one that names an id must be one of this hub's.
fn merged(before: &[Entry], drafts: Vec<EntryDraft>, now: i64, faults: &mut Faults) -> Vec<Entry> {
    let known = |id: EntryId| before.iter().any(|entry| entry.id == id);
    for (at, draft) in drafts.iter().enumerate() {
        if draft.id.is_some_and(|id| !known(id)) {
            faults.add(FieldError::new(format!("entries[{at}].id"), "no_such_entry"));
        }
    }
    drafts.into_iter().map(|draft| draft.with_id(EntryId(new_id(now)))).collect()
}
