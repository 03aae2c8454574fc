//! Domains of a business's own: claimed, proved to be theirs, used, given up. What is proved is in force on every node
//! from the commit on; what is only claimed changes nothing for anybody. How a visit on one is decided stands in
//! [`crate::click`].

mod claim;
mod patch;
mod release;
mod verify;

pub use claim::create;
pub use patch::patch;
pub use release::remove;
pub use verify::verify;

use crate::Engine;
use crate::command::{self, Deed, Page, need, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::host::Host;
use domain::host::proof::Way;
use domain::id::{DomainId, WorkspaceId};
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::config_changes::{self, Noun};
use store::domains::Domain;
use store::{Tx, domains};

/// A domain with how many living links and hubs stand on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainView {
    pub domain: Domain,
    pub links: i64,
    pub hubs: i64,
}

pub async fn get(engine: &Engine, who: &Who, id: DomainId) -> Result<DomainView, Rejection> {
    need(who, Scope::WorkspaceRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let domain = domains::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        view(tx, domain)
    })
    .await
}

/// Oldest first, after `after`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    after: Option<DomainId>,
    limit: usize,
) -> Result<Page<DomainView>, Rejection> {
    need(who, Scope::WorkspaceRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let page = Page::cut(domains::page(tx, workspace, after, limit + 1)?, limit);
        let items = page.items.into_iter().map(|domain| view(tx, domain)).collect::<Result<_, _>>()?;
        Ok(Page { items, more: page.more })
    })
    .await
}

/// The verified names of a workspace, the primary one first: what the address of a link or a hub can stand on. From the living
/// configuration, for whoever may see links.
pub fn usable(engine: &Engine, workspace: WorkspaceId) -> Vec<String> {
    let snapshot = engine.live.now();
    let mut own: Vec<_> = snapshot.domains().filter(|domain| domain.workspace == workspace).collect();
    own.sort_by(|a, b| b.is_primary.cmp(&a.is_primary).then_with(|| a.host.cmp(&b.host)));
    own.into_iter().map(|domain| domain.host.clone()).collect()
}

/// The name that a new link or hub of the workspace takes when nothing is said: the primary domain, else `""`.
pub fn primary(engine: &Engine, workspace: WorkspaceId) -> String {
    let snapshot = engine.live.now();
    let primary = snapshot.domains().find(|domain| domain.workspace == workspace && domain.is_primary);
    primary.map(|domain| domain.host.clone()).unwrap_or_default()
}

/// The domain that the address of a link or a hub is to stand on: one that the workspace has verified, the default one
/// (`""`), or the primary one when nothing is said. Errors: `Invalid`.
pub(crate) fn chosen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    wish: Option<&Option<Host>>,
) -> Result<String, Rejection> {
    match wish {
        None => Ok(domains::primary(tx, workspace)?.unwrap_or_default()),
        Some(None) => Ok(String::new()),
        Some(Some(host)) if domains::is_ours(tx, workspace, host.as_str())? => Ok(host.as_str().to_owned()),
        Some(Some(_)) => Err(Rejection::invalid(FieldError::new("domain", "no_such_domain"))),
    }
}

fn view(tx: &mut Tx<'_>, domain: Domain) -> Result<DomainView, Rejection> {
    Ok(DomainView { links: domains::link_count(tx, &domain)?, hubs: domains::hub_count(tx, &domain)?, domain })
}

/// Tells the nodes and the change history.
fn close(
    tx: &mut Tx<'_>,
    who: &Who,
    action: &str,
    before: Option<&Domain>,
    after: Option<&Domain>,
    now: i64,
) -> Result<(), Rejection> {
    let Some(of) = after.or(before) else { return Ok(()) };
    config_changes::append(tx, Noun::Domain, of.id.0, now)?;
    let deed = Deed { action, noun: "domain", id: of.id.0, before: before.map(told), after: after.map(told) };
    record(tx, who, now, deed)
}

fn told(domain: &Domain) -> Value {
    json!({
        "host": domain.host, "primary": domain.is_primary, "root_url": domain.root_url,
        "not_found": domain.lost, "verified": domain.verified_at.is_some(),
        "verified_by": domain.verified_by.map(Way::as_str),
    })
}
