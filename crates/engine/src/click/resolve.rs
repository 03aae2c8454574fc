//! L1: which link an address means. An unknown host belongs to nobody; an archived link counts as unknown, and then
//! the workspace's catch-all channel serves where one is set.

use super::compose::channel_address;
use super::{Address, Request};
use crate::Engine;
use crate::snapshot::{Found, LiveLink, Snapshot};
use domain::classify::{Headers, Method};
use domain::id::WorkspaceId;
use domain::slug;
use std::net::Ipv4Addr;
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
        let mut host = request.host_name();
        if self.settings.is_default_host(&host) {
            host.clear();
        } else if snapshot.domain(&host).is_none() {
            return Resolved::Nowhere;
        }
        let slug = slug::resolve(request.slug.trim_end_matches('/'));
        match slug.and_then(|slug| snapshot.find(&host, &slug)) {
            Some(Found { link, renamed }) if !link.archived => {
                Resolved::Link { link: Arc::clone(link), reached: Reached { renamed: *renamed, host } }
            }
            Some(found) => catch_all(snapshot, found.link.link.workspace),
            // An own domain is one workspace's, and so is every slug on it.
            None if !host.is_empty() => {
                snapshot.domain(&host).map_or(Resolved::Nowhere, |domain| catch_all(snapshot, domain.workspace))
            }
            // On the default domain an unknown slug is somebody's only where there is but one workspace.
            None if snapshot.homes.len() == 1 => {
                snapshot.homes.keys().next().map_or(Resolved::Nowhere, |id| catch_all(snapshot, *id))
            }
            None => Resolved::Nowhere,
        }
    }
}

impl Engine {
    /// The living link at an address, without visiting it: its workspace and its own whole address. `slug` as of a
    /// [`Request`].
    pub fn link_at(&self, host: &str, slug: &str) -> Option<(WorkspaceId, String)> {
        let address = Address { peer: Ipv4Addr::UNSPECIFIED.into(), x_forwarded_for: "", forwarded: "", country: "" };
        let headers = Headers::default();
        let request = Request { method: Method::Head, host, slug, query: "", address, headers, cookie: "" };
        match self.resolve(&self.live.now(), &request) {
            Resolved::Link { link, .. } => {
                let scheme = if self.settings.is_https() { "https" } else { "http" };
                Some((link.link.workspace, format!("{scheme}://{}", link.link.url)))
            }
            Resolved::Elsewhere { .. } | Resolved::Nowhere => None,
        }
    }
}

fn catch_all(snapshot: &Snapshot, workspace: WorkspaceId) -> Resolved {
    let location = snapshot
        .homes
        .get(&workspace)
        .and_then(|home| home.catch_all)
        .and_then(|id| snapshot.active_channel(workspace, id))
        .map(|channel| channel_address(channel, None));
    location.map_or(Resolved::Nowhere, |location| Resolved::Elsewhere { location })
}
