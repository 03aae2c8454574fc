//! A new link.

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
use domain::draft::link::NewLink;
use domain::id::{LinkId, RuleId};
use domain::link::Extras;
use domain::problem::{Faults, FieldError};
use domain::scope::Scope;
use store::config_changes::{self, Noun};
use store::links::{ADDRESS_TAKEN, Link};
use store::{Tx, links, workspaces};

/// Errors: `Conflict` when the slug is some link's, be it an old one of it; `Invalid` for a fallback that can't be.
pub async fn create(engine: &Engine, who: &Who, new: NewLink) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let made = command::write(engine, move |tx| save(tx, &who, &base, new, "link.created", now)).await?;
    command::announce(engine).await;
    Ok(made)
}

/// [`create`] in a transaction that may do more.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    base: &str,
    new: NewLink,
    action: &str,
    now: i64,
) -> Result<LinkView, Rejection> {
    workspaces::hold(tx, who.workspace)?;
    let domain = domains::chosen(tx, who.workspace, new.domain.as_ref())?;
    if links::holder(tx, &domain, new.slug.as_str())?.is_some() {
        return Err(taken());
    }
    let mut faults = Faults::default();
    let preview = pictures::preview(tx, who.workspace, new.preview, &mut faults)?;
    faults.finish(|| ())?;
    let link = Link {
        id: LinkId(new_id(now)),
        workspace: who.workspace,
        domain,
        slug: new.slug.as_str().to_owned(),
        name: new.name,
        message: new.message,
        method: new.method,
        sticky: new.sticky,
        cookies: new.cookies,
        click_event: new.click_event,
        fallback: new.fallback,
        preview,
        extras: new.extras.laid_over(Extras::default(), || RuleId(new_id(now))),
        archived_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    form::check_whole(&link.extras.form).map_err(Rejection::invalid)?;
    links::insert(tx, &link).map_err(address_taken)?;
    // After the row, so that a chain which comes back to the new address is seen.
    fallback::check_link(tx, base, &link)?;
    rules::check(tx, &link)?;
    destinations::check(tx, &link, &[])?;
    let seats: Vec<_> = new.members.into_iter().map(Wanted::from).collect();
    pool::check_all(tx, who, &seats)?;
    pool::save(tx, who, link.id, &[], seats, now)?;
    config_changes::append(tx, Noun::Link, link.id.0, now)?;
    let id = link.id.0;
    let view = view::view(tx, base, link)?;
    record(tx, who, now, Deed { action, noun: "link", id, before: None, after: Some(told(&view)) })?;
    Ok(view)
}

/// Two at once for one slug: the second is told as if it had come later.
pub(super) fn address_taken(error: store::Error) -> Rejection {
    if error.is_conflict(ADDRESS_TAKEN) { taken() } else { error.into() }
}

pub(super) fn taken() -> Rejection {
    Rejection::conflict(FieldError::new("slug", "taken"))
}
