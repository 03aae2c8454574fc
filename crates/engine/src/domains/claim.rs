//! A domain that somebody says is theirs. The claim makes the word that proves it and blocks nobody.

use super::{DomainView, close};
use crate::Engine;
use crate::command::{self, need, new_id};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::domain::{MOST, NewDomain};
use domain::id::DomainId;
use domain::problem::FieldError;
use domain::scope::Scope;
use store::domains::{CLAIMED, Domain};
use store::{domains, workspaces};

/// Errors: `Invalid` for the installation's own address or the hundred-and-first domain, `Conflict` for one that is in
/// the list already.
pub async fn create(engine: &Engine, who: &Who, new: NewDomain) -> Result<DomainView, Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    if engine.settings.is_default_host(new.host.as_str()) {
        return Err(Rejection::invalid(FieldError::new("host", "domain_own")));
    }
    let (who, now) = (who.clone(), engine.now());
    let domain = command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        if domains::count(tx, who.workspace)? >= MOST as i64 {
            return Err(Rejection::invalid(FieldError::new("host", "too_many").with("max", MOST)));
        }
        let domain = Domain {
            id: DomainId(new_id(now)),
            workspace: who.workspace,
            host: new.host.into_string(),
            token: token(),
            is_primary: false,
            root_url: new.root_url,
            lost: new.lost,
            verified_at: None,
            verified_by: None,
            checked_at: None,
            findings: Vec::new(),
            created_at: now,
            updated_at: now,
            version: 1,
        };
        domains::insert(tx, &domain).map_err(claimed)?;
        close(tx, &who, "domain.added", None, Some(&domain), now)?;
        Ok(domain)
    })
    .await?;
    command::announce(engine).await;
    Ok(DomainView { domain, links: 0, hubs: 0 })
}

fn claimed(error: store::Error) -> Rejection {
    if error.is_conflict(CLAIMED) {
        Rejection::conflict(FieldError::new("host", "domain_claimed"))
    } else {
        error.into()
    }
}

/// 128 random bits in letters that survive any form field.
fn token() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    format!("{:032x}", u128::from_be_bytes(bytes))
}
