//! Giving a domain up. What stands on it must move first: an address that customers have must not end unseen.

use super::close;
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::DomainId;
use domain::problem::FieldError;
use domain::scope::Scope;
use store::config_changes::{self, Noun};
use store::{domains, workspaces};

/// So many of what stands on a domain are named.
const NAMED: usize = 5;

/// Takes a domain away, with the old addresses that still led from it. Errors: `Stale`, `Conflict` while links or hubs,
/// archived ones too, stand on it.
pub async fn remove(engine: &Engine, who: &Who, id: DomainId, seen: Option<i64>) -> Result<(), Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        // Links that are saved at the same time wait: one of them may be about to move here.
        workspaces::hold(tx, who.workspace)?;
        let domain = domains::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if seen.is_some_and(|seen| seen != domain.version) {
            return Err(Rejection::Stale);
        }
        let users = domains::used_by(tx, &domain, NAMED)?;
        if !users.is_empty() {
            let named = FieldError::new("", "domain_in_use").with("links", users.join(", "));
            return Err(Rejection::conflict(named));
        }
        if domain.verified_at.is_some() {
            let (links, hubs) = domains::forget_addresses(tx, &domain.host)?;
            for link in links {
                config_changes::append(tx, Noun::Link, link.0, now)?;
            }
            for hub in hubs {
                config_changes::append(tx, Noun::Hub, hub.0, now)?;
            }
        }
        domains::delete(tx, &domain)?;
        close(tx, &who, "domain.removed", Some(&domain), None, now)
    })
    .await?;
    command::announce(engine).await;
    Ok(())
}
