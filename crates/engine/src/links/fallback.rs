//! Whether a fallback can be: its channel is there, and it does not lead back to the link it is of.

use crate::rejection::Rejection;
use domain::id::{LinkId, WorkspaceId};
use domain::link::Target;
use domain::problem::FieldError;
use std::collections::HashSet;
use store::links::Link;
use store::{Tx, channels, links, workspaces};

/// The fallback of a link as it stands, written in this transaction already. Errors: `Invalid`.
pub(super) fn check_link(tx: &mut Tx<'_>, base: &str, link: &Link) -> Result<(), Rejection> {
    match &link.fallback {
        Some(target) => check(tx, link.workspace, base, Some(link.id), target),
        None => Ok(()),
    }
}

/// The fallback of the whole workspace. Errors: `Invalid`.
pub(crate) fn check_workspace(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    base: &str,
    target: &Target,
) -> Result<(), Rejection> {
    check(tx, workspace, base, None, target)
}

fn check(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    base: &str,
    of: Option<LinkId>,
    target: &Target,
) -> Result<(), Rejection> {
    let fault = match target {
        Target::ChannelId(id) => {
            let there = channels::get(tx, workspace, *id)?.is_some_and(|channel| channel.archived_at.is_none());
            (!there).then(|| FieldError::new("fallback.channel_id", "no_such_channel"))
        }
        Target::Url(url) => {
            leads_back(tx, workspace, base, of, url)?.then(|| FieldError::new("fallback.url", "fallback_loop"))
        }
    };
    fault.map_or(Ok(()), |fault| Err(Rejection::invalid(fault)))
}

/// Follows addresses of our own links from fallback to fallback. A link without one falls back to the workspace's;
/// when that is what is being set, to `url` itself.
fn leads_back(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    base: &str,
    of: Option<LinkId>,
    url: &str,
) -> Result<bool, Rejection> {
    let whole = workspaces::get(tx, workspace)?.and_then(|whole| whole.settings.fallback);
    let whole = if of.is_none() { Some(Target::Url(url.to_owned())) } else { whole };
    let mut passed = HashSet::new();
    let mut next = Some(Target::Url(url.to_owned()));
    while let Some(Target::Url(url)) = next {
        let Some(slug) = own_slug(base, &url) else { return Ok(false) };
        let Some(id) = links::holder(tx, "", &slug)? else { return Ok(false) };
        if of == Some(id) || !passed.insert(id) {
            return Ok(true);
        }
        // Another workspace's link is an outside address.
        let Some(link) = links::get(tx, workspace, id)? else { return Ok(false) };
        next = link.fallback.or_else(|| whole.clone());
    }
    Ok(false)
}

/// The slug, when the address is one of our links'.
fn own_slug(base: &str, url: &str) -> Option<String> {
    let host = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_ascii_lowercase());
    let (base, url) = (host(base.trim_end_matches('/'))?, host(url)?);
    let path = url.strip_prefix(&base)?.strip_prefix("/wa/")?;
    let slug = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    (!slug.is_empty()).then(|| slug.to_owned())
}

#[cfg(test)]
mod tests {
    use super::own_slug;

    #[test]
    fn our_own_links_are_known_by_their_address() {
        let base = "https://go.example.com";
        assert_eq!(own_slug(base, "https://go.example.com/wa/Promo?x=1").as_deref(), Some("promo"));
        assert_eq!(own_slug(base, "http://GO.example.com/wa/promo/").as_deref(), Some("promo"));
        assert_eq!(own_slug(base, "https://go.example.com.evil/wa/promo"), None);
        assert_eq!(own_slug(base, "https://example.com/contact"), None);
    }
}
