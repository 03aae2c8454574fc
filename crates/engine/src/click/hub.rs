//! A hub that is looked at: which one, by whom, and which of its entries this visitor sees. Nothing is decided about
//! where anybody goes, nobody's turn is taken and no lead is made; that a hub was seen is recorded all the same.

use super::{Request, agents, host_name, identify};
use crate::Engine;
use crate::hubs;
use crate::snapshot::{LiveHub, Snapshot};
use domain::classify::Verdict;
use domain::hub::{Entry as Way, To};
use domain::id::{EntryId, WorkspaceId};
use domain::query::{self, Query};
use domain::route::{Seen, Visitor as Been};
use domain::slug;
use domain::visit::{Entry, Facts, HubSeen, Kind};
use std::sync::Arc;

/// What to send.
pub enum HubAnswer<'r> {
    Page(Box<HubPage<'r>>),
    /// Where the hub of this old address stands now; or the workspace's catch-all channel, since there is no such hub.
    Elsewhere {
        location: String,
    },
    /// 503, so that the browser asks again when the person really goes.
    ComeAgain,
    NotFound,
}

/// A hub as this visitor sees it.
pub struct HubPage<'r> {
    pub hub: Arc<LiveHub>,
    /// In their order.
    pub entries: Vec<EntryId>,
    pub business: String,
    /// What brought the visitor here, for handing on.
    pub query: Query<'r>,
    pub referrer: String,
}

impl HubPage<'_> {
    pub fn shown(&self) -> Vec<&Way> {
        self.hub.hub.entries.iter().filter(|entry| self.entries.contains(&entry.id)).collect()
    }
}

/// By which of its addresses a hub was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReachedBy {
    PresentAddress,
    /// One from before a renaming or a move.
    OldAddress,
}

/// An answer and what is to be recorded before it goes out.
pub struct Looked<'r> {
    pub answer: HubAnswer<'r>,
    pub entry: Option<Entry<'r>>,
}

impl Engine {
    /// The page of a hub; `request.slug` is what follows `/h/`.
    pub fn look_at_hub<'r>(&self, request: &Request<'r>) -> Looked<'r> {
        let snapshot = self.live.now();
        let (live, reached) = match self.hub_of(&snapshot, request) {
            Ok(found) => found,
            Err(answer) => return Looked { answer, entry: None },
        };
        if reached == ReachedBy::OldAddress {
            // It is looked at there, and counted once.
            let mut location = self.hub_address(&live);
            if !request.query.is_empty() {
                location = format!("{location}?{}", request.query);
            }
            return Looked { answer: HubAnswer::Elsewhere { location }, entry: None };
        }
        let query = query::read(request.query);
        let (client, verdict) = agents::read(request.method, &request.headers, query.scan);
        let Verdict { kind, .. } = verdict;
        let ip = request.client_ip(&self.settings.trusted_proxies);
        let facts = self.facts(request, ip, query.clone(), client);
        let hub = &live.hub;
        let answer = match kind {
            Kind::Prefetch => HubAnswer::ComeAgain,
            _ => HubAnswer::Page(Box::new(HubPage {
                entries: self.shown(&snapshot, &live, &facts, request),
                business: snapshot.homes.get(&hub.workspace).map_or_else(String::new, |home| home.name.clone()),
                referrer: facts.origin.referrer.to_string(),
                hub: Arc::clone(&live),
                query,
            })),
        };
        let seen = HubSeen { at: self.clock.now(), workspace: hub.workspace, hub: hub.id, kind, facts };
        Looked { answer, entry: Some(Entry::HubSeen(seen)) }
    }

    /// The whole address where a hub stands now.
    pub(super) fn hub_address(&self, live: &LiveHub) -> String {
        hubs::address(&self.settings.base_url, &live.hub.domain, &live.hub.slug)
    }

    /// The living hub at an address, without looking at it: its workspace and its own whole address. `slug` as of a
    /// [`Request`].
    pub fn hub_at(&self, host: &str, slug: &str) -> Option<(WorkspaceId, String)> {
        let snapshot = self.live.now();
        let (live, _) = self.hub_on(&snapshot, host_name(host), slug).ok()?;
        Some((live.hub.workspace, self.hub_address(&live)))
    }

    pub(super) fn hub_of(
        &self,
        snapshot: &Snapshot,
        request: &Request<'_>,
    ) -> Result<(Arc<LiveHub>, ReachedBy), HubAnswer<'static>> {
        self.hub_on(snapshot, request.host_name(), request.slug)
    }

    /// The living hub of an address, or what is answered instead. `host` is a host's name: in lower case, without its
    /// port.
    fn hub_on(
        &self,
        snapshot: &Snapshot,
        mut host: String,
        slug: &str,
    ) -> Result<(Arc<LiveHub>, ReachedBy), HubAnswer<'static>> {
        if self.settings.is_default_host(&host) {
            host.clear();
        } else if snapshot.domain(&host).is_none() {
            return Err(HubAnswer::NotFound);
        }
        let named = slug::resolve(slug.split('/').next().unwrap_or_default());
        match named.and_then(|slug| Some((snapshot.find_hub(&host, &slug)?, slug))) {
            Some((live, slug)) if !live.hub.archived => {
                let now = live.hub.domain == host && live.hub.slug == *slug;
                let reached = if now { ReachedBy::PresentAddress } else { ReachedBy::OldAddress };
                Ok((Arc::clone(live), reached))
            }
            other => {
                let of = other.map(|(live, _)| live.hub.workspace);
                // As for a link that is not there.
                let location = super::resolve::elsewhere(snapshot, &host, of);
                Err(location.map_or(HubAnswer::NotFound, |location| HubAnswer::Elsewhere { location }))
            }
        }
    }

    /// What leads to somebody or something now, and is meant for this visitor.
    fn shown(&self, snapshot: &Snapshot, live: &LiveHub, facts: &Facts<'_>, request: &Request<'_>) -> Vec<EntryId> {
        let hub = &live.hub;
        let been = Been::known(identify::cookie(self, hub.workspace, request).is_none());
        let parameters = query::named(request.query, live.rules.parameters());
        let channels = |id| snapshot.channel(hub.workspace, id).map(|channel| channel.active);
        let now = self.clock.now();
        let seen = |been| Seen::new(facts, been, now, &parameters, &*snapshot.calendars, channels);
        let (known, unknown) = (seen(Some(been)), seen(None));
        // Before an entry whose link goes without identifiers nobody is recognised either.
        let seen_at = |to: To| match to {
            To::LinkId(id) if snapshot.link(id).is_some_and(|link| !link.link.cookies) => &unknown,
            _ => &known,
        };
        let not_for = |entry: &Way| {
            let rule = live.rules.iter().find(|rule| rule.id.0 == entry.id.0);
            rule.is_some_and(|rule| !live.rules.holds(rule, seen_at(entry.to)))
        };
        let leads = |to: To| match to {
            To::LinkId(id) => {
                snapshot.link(id).is_some_and(|link| link.link.workspace == hub.workspace && !link.archived)
            }
            To::ChannelId(id) => snapshot.active_channel(hub.workspace, id).is_some(),
        };
        hub.entries.iter().filter(|entry| leads(entry.to) && !not_for(entry)).map(|entry| entry.id).collect()
    }
}
