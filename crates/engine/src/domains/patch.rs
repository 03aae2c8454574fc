//! What happens on a domain: whether new links take it, where its bare name leads, what its 404 page says.

use super::{DomainView, close, view};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::domain::DomainPatch;
use domain::id::DomainId;
use domain::problem::FieldError;
use domain::scope::Scope;
use store::domains::Domain;
use store::{domains, workspaces};

/// `seen`: the version that the change is based on. Errors: `Stale`, `Conflict` when a domain that is not verified
/// should be the primary one.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: DomainId,
    seen: Option<i64>,
    patch: DomainPatch,
) -> Result<DomainView, Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let changed = command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        let before = domains::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Rejection::Stale);
        }
        if patch.primary == Some(true) && before.verified_at.is_none() {
            return Err(Rejection::conflict(FieldError::new("primary", "domain_unverified")));
        }
        let new = before.clone();
        let changed = Domain {
            is_primary: patch.primary.unwrap_or(new.is_primary),
            root_url: patch.root_url.unwrap_or(new.root_url),
            lost: patch.lost.unwrap_or(new.lost),
            updated_at: now,
            ..new
        };
        if changed.is_primary && !before.is_primary {
            domains::only_primary(tx, who.workspace, id)?;
        }
        if !domains::update(tx, &changed)? {
            return Err(Rejection::Stale);
        }
        let after = Domain { version: before.version + 1, ..changed };
        close(tx, &who, "domain.changed", Some(&before), Some(&after), now)?;
        view(tx, after)
    })
    .await?;
    command::announce(engine).await;
    Ok(changed)
}
