//! L1: which link an address means. An unknown host belongs to nobody; an archived link counts as unknown, and then
//! the workspace's catch-all channel serves where one is set.

use super::compose::channel_address;
use super::{Request, host_name};
use crate::Engine;
use crate::snapshot::{Found, LiveLink, Snapshot};
use domain::id::WorkspaceId;
use domain::slug;
use std::sync::Arc;

/// By which of its addresses a link was asked for.
pub struct Reached {
    /// One from before a renaming or a move.
    pub renamed: bool,
    /// The business's own domain that it is on; empty on the default one.
    pub host: String,
}

pub enum Resolved {
    Link {
        link: Arc<LiveLink>,
        reached: Reached,
    },
    /// No link, but the workspace's catch-all channel.
    Elsewhere {
        location: String,
    },
    Nowhere,
}

impl Engine {
    pub(crate) fn resolve(&self, snapshot: &Snapshot, request: &Request<'_>) -> Resolved {
        self.resolve_at(snapshot, request.host_name(), request.slug)
    }

    /// `host` is a host's name: in lower case, without its port.
    pub(crate) fn resolve_at(&self, snapshot: &Snapshot, mut host: String, slug: &str) -> Resolved {
        if self.settings.is_default_host(&host) {
            host.clear();
        } else if snapshot.domain(&host).is_none() {
            return Resolved::Nowhere;
        }
        let slug = slug::resolve(slug.trim_end_matches('/'));
        match slug.and_then(|slug| snapshot.find(&host, &slug)) {
            Some(Found { link, renamed }) if !link.archived => {
                Resolved::Link { link: Arc::clone(link), reached: Reached { renamed: *renamed, host } }
            }
            other => {
                let of = other.map(|found| found.link.link.workspace);
                elsewhere(snapshot, &host, of).map_or(Resolved::Nowhere, |location| Resolved::Elsewhere { location })
            }
        }
    }
}

impl Engine {
    /// The living link at an address, without visiting it: its workspace and its own whole address. `slug` as of a
    /// [`Request`].
    pub fn link_at(&self, host: &str, slug: &str) -> Option<(WorkspaceId, String)> {
        match self.resolve_at(&self.live.now(), host_name(host), slug) {
            Resolved::Link { link, .. } => {
                let scheme = if self.settings.is_https() { "https" } else { "http" };
                Some((link.link.workspace, format!("{scheme}://{}", link.link.url)))
            }
            Resolved::Elsewhere { .. } | Resolved::Nowhere => None,
        }
    }
}

/// The catch-all channel of the workspace that an address was of. An own domain is one workspace's, and so is every
/// address on it; on the default one (`host` is empty) an address that nobody ever had is somebody's only where there is
/// but one workspace.
pub(super) fn elsewhere(snapshot: &Snapshot, host: &str, of: Option<WorkspaceId>) -> Option<String> {
    let owner = || snapshot.domain(host).map(|domain| domain.workspace);
    let only = || snapshot.homes.keys().next().copied().filter(|_| host.is_empty() && snapshot.homes.len() == 1);
    let workspace = of.or_else(owner).or_else(only)?;
    let catch_all = snapshot.homes.get(&workspace)?.catch_all?;
    snapshot.active_channel(workspace, catch_all).map(|channel| channel_address(channel, None))
}
