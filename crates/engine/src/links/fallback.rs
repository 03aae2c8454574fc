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
        let Some((domain, slug)) = own_address(base, &url) else { return Ok(false) };
        let Some(id) = links::holder(tx, &domain, &slug)? else { return Ok(false) };
        if of == Some(id) || !passed.insert(id) {
            return Ok(true);
        }
        // Another workspace's link is an outside address.
        let Some(link) = links::get(tx, workspace, id)? else { return Ok(false) };
        next = link.fallback.or_else(|| whole.clone());
    }
    Ok(false)
}

/// Domain (`""` is the default one) and slug, when the address has the form of our links'; whether there is such a link,
/// the store knows.
fn own_address(base: &str, url: &str) -> Option<(String, String)> {
    let rest = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_ascii_lowercase());
    let (base, url) = (rest(base.trim_end_matches('/'))?, rest(url)?);
    let (host, path) = url.split_once('/')?;
    let slug = path.strip_prefix("wa/")?.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let domain = if host == base { "" } else { host.split(':').next().unwrap_or_default().trim_end_matches('.') };
    (!slug.is_empty()).then(|| (domain.to_owned(), slug.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn our_own_links_are_known_by_their_address() {
        let base = "https://go.example.com";
        let found = |url: &str| own_address(base, url);
        let on = |domain: &str| Some((domain.to_owned(), "promo".to_owned()));
        assert_eq!(found("https://go.example.com/wa/Promo?x=1"), on(""));
        assert_eq!(found("http://GO.example.com/wa/promo/"), on(""));
        assert_eq!(found("https://go.brand.example:443/wa/promo"), on("go.brand.example"));
        assert_eq!(found("https://go.example.com.evil/wa/promo"), on("go.example.com.evil"));
        assert_eq!(found("https://example.com/contact"), None);
    }
}
