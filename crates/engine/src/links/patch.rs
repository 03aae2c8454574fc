//! A change of a link: any part of it, the whole pool included.

use super::create::{address_taken, taken};
use super::destinations;
use super::fallback;
use super::pool::{self, Wanted};
use super::rules;
use super::view::{self, LinkView, told};
use crate::Engine;
use crate::command::{self, Deed, need, new_id, record};
use crate::domains;
use crate::pictures;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::form;
use domain::draft::link::LinkDraft;
use domain::draft::member::check_weights;
use domain::id::{LinkId, RuleId};
use domain::problem::Faults;
use domain::scope::Scope;
use store::config_changes::{self, Noun};
use store::links::Link;
use store::{Tx, links, workspaces};

/// `seen`: the version that the change is based on; none changes whatever is there. Errors: `Stale`, `Conflict` for a
/// slug that is another link's, `Invalid`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: LinkId,
    seen: Option<i64>,
    draft: LinkDraft,
) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let view = command::write(engine, move |tx| save(tx, &who, &base, (id, seen), draft, None, now)).await?;
    command::announce(engine).await;
    Ok(view)
}

/// Takes a link out of service; its visits and leads stay, its address leads to the friendly page. Idempotent.
pub async fn archive(engine: &Engine, who: &Who, id: LinkId, seen: Option<i64>) -> Result<LinkView, Rejection> {
    patch(engine, who, id, seen, LinkDraft { archived: Some(true), ..LinkDraft::default() }).await
}

/// [`patch`] of one link, by its id and the version that the change is based on, in a transaction that may do more.
/// `said`: what the change history calls it; none for what it is by itself.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    base: &str,
    (id, seen): (LinkId, Option<i64>),
    draft: LinkDraft,
    said: Option<&str>,
    now: i64,
) -> Result<LinkView, Rejection> {
    let link = open(tx, who, id, seen)?;
    let before = view::view(tx, base, link)?;
    let there: Vec<_> = before.seats.iter().map(|seat| seat.seat.clone()).collect();
    let mut link = changed(&before.link, &draft, now);
    if draft.domain.is_some() {
        link.domain = domains::chosen(tx, who.workspace, draft.domain.as_ref())?;
    }
    let moved = (&link.domain, &link.slug) != (&before.link.domain, &before.link.slug);

    let mut faults = Faults::default();
    if let Some(preview) = draft.preview.clone() {
        link.preview = pictures::preview(tx, who.workspace, preview, &mut faults)?;
    }
    if moved && links::holder(tx, &link.domain, &link.slug)?.is_some_and(|holder| holder != id) {
        return Err(taken());
    }
    let judged = draft.method.is_some() || draft.members.is_some();
    let wanted = match draft.members.clone() {
        Some(given) => pool::merge(&there, given, &mut faults),
        None => there.iter().map(Wanted::as_it_is).collect(),
    };
    if judged && faults.0.is_empty() {
        let seats = wanted.iter().map(|seat| (seat.weight, seat.active));
        faults.keep(check_weights(link.method, "pool.members", seats));
    }
    if draft.extras.form.is_some() {
        faults.keep(form::check_whole(&link.extras.form));
    }
    faults.finish(|| ())?;

    if !links::update(tx, &link)? {
        return Err(Rejection::Stale);
    }
    if moved {
        links::rename(tx, id, &link.domain, &link.slug).map_err(address_taken)?;
    }
    if draft.fallback.is_some() || moved {
        fallback::check_link(tx, base, &link)?;
    }
    if draft.extras.rules.is_some() {
        rules::check(tx, &link)?;
    }
    if draft.extras.destinations.is_some() {
        destinations::check(tx, &link, &before.link.extras.destinations)?;
    }
    pool::check_all(tx, who, &wanted)?;
    pool::save(tx, who, id, &there, wanted, now)?;
    close(tx, who, base, &before, said.unwrap_or_else(|| action(&before.link, &link)), now)
}

/// The link with its row held; other changes of this workspace's links wait for the commit.
pub(super) fn open(tx: &mut Tx<'_>, who: &Who, id: LinkId, seen: Option<i64>) -> Result<Link, Rejection> {
    workspaces::hold(tx, who.workspace)?;
    let link = links::hold(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    if seen.is_some_and(|seen| seen != link.version) {
        return Err(Rejection::Stale);
    }
    Ok(link)
}

/// Tells the nodes and the change history, and answers with what is now.
pub(super) fn close(
    tx: &mut Tx<'_>,
    who: &Who,
    base: &str,
    before: &LinkView,
    action: &str,
    now: i64,
) -> Result<LinkView, Rejection> {
    let id = before.link.id;
    config_changes::append(tx, Noun::Link, id.0, now)?;
    let link = links::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    let after = view::view(tx, base, link)?;
    let deed = Deed { action, noun: "link", id: id.0, before: Some(told(before)), after: Some(told(&after)) };
    record(tx, who, now, deed)?;
    Ok(after)
}

fn changed(link: &Link, draft: &LinkDraft, now: i64) -> Link {
    let new = link.clone();
    Link {
        slug: draft.slug.as_ref().map_or(new.slug, |slug| slug.as_str().to_owned()),
        name: draft.name.clone().unwrap_or(new.name),
        message: draft.message.clone().unwrap_or(new.message),
        method: draft.method.unwrap_or(new.method),
        sticky: draft.sticky.unwrap_or(new.sticky),
        cookies: draft.cookies.unwrap_or(new.cookies),
        click_event: draft.click_event.unwrap_or(new.click_event),
        fallback: draft.fallback.clone().unwrap_or(new.fallback),
        extras: draft.extras.clone().laid_over(new.extras, || RuleId(new_id(now))),
        archived_at: match draft.archived {
            None => new.archived_at,
            Some(true) => new.archived_at.or(Some(now)),
            Some(false) => None,
        },
        updated_at: now,
        ..new
    }
}

fn action(before: &Link, after: &Link) -> &'static str {
    match (before.archived_at.is_some(), after.archived_at.is_some()) {
        (false, true) => "link.archived",
        (true, false) => "link.restored",
        _ if before.slug != after.slug || before.domain != after.domain => "link.renamed",
        _ => "link.changed",
    }
}
