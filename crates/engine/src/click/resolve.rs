//! L1: which link an address means. An unknown host belongs to nobody; an archived link counts as unknown, and then
//! the workspace's catch-all channel serves where one is set.

use super::Request;
use super::compose::channel_address;
use crate::Engine;
use crate::snapshot::{Found, LiveLink, Snapshot};
use domain::id::WorkspaceId;
use domain::slug;
use std::sync::Arc;

pub enum Resolved {
    Link {
        link: Arc<LiveLink>,
        renamed: bool,
    },
    /// No link, but the workspace's catch-all channel.
    Elsewhere {
        location: String,
    },
    Nowhere,
}

impl Engine {
    pub(crate) fn resolve(&self, snapshot: &Snapshot, request: &Request<'_>) -> Resolved {
        let host = request.host_name();
        let domain = if self.settings.is_default_host(&host) { "" } else { host.as_str() };
        if host.is_empty() || (!domain.is_empty() && !snapshot.knows_domain(domain)) {
            return Resolved::Nowhere;
        }
        let slug = slug::resolve(request.slug.trim_end_matches('/'));
        match slug.and_then(|slug| snapshot.find(domain, &slug)) {
            Some(Found { link, renamed }) if !link.archived => {
                Resolved::Link { link: Arc::clone(link), renamed: *renamed }
            }
            Some(found) => catch_all(snapshot, found.link.link.workspace),
            // On the default domain an unknown slug is somebody's only where there is but one workspace.
            None if snapshot.homes.len() == 1 => {
                snapshot.homes.keys().next().map_or(Resolved::Nowhere, |id| catch_all(snapshot, *id))
            }
            None => Resolved::Nowhere,
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
