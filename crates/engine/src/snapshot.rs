//! What one answer reads: every link by its address, complete, with nothing left to look up. Never changed, only
//! replaced; the rotations alone are shared between one snapshot and the next.

use domain::id::{AgentId, ChannelId, LinkId, WorkspaceId};
use domain::link::{Channel, Home, Link, Method};
use domain::rotation::{Rotation, Seat};
use domain::template::Token;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};
use store::snapshot::Addressed;

/// A link, ready to answer.
#[derive(Debug)]
pub struct LiveLink {
    pub link: Link,
    /// A small number for this process's own tables.
    pub number: u32,
    /// The members that take turns, in member order, and where each stands in `link.members`.
    pub seats: Vec<Seat>,
    pub seat_members: Vec<usize>,
    pub wheel: Arc<Mutex<Rotation>>,
    pub archived: bool,
    /// Domain and slug of every address, the old ones too.
    pub addresses: Vec<(String, String)>,
    /// The message names the visitor, whose name only the store knows.
    pub needs_name: bool,
}

impl LiveLink {
    pub fn new(link: Link, archived: bool, number: u32, wheel: Arc<Mutex<Rotation>>) -> Self {
        let weighs = |weight: u32| if link.method == Method::Weighted { weight } else { 1 };
        let (mut seats, mut seat_members) = (Vec::new(), Vec::new());
        for (index, member) in link.members.iter().enumerate().filter(|(_, m)| m.can_take()) {
            if weighs(member.weight) > 0 {
                seats.push(Seat { member: member.id, weight: weighs(member.weight) });
                seat_members.push(index);
            }
        }
        let needs_name = link.message.tokens().any(|token| *token == Token::Lead);
        Self { link, number, seats, seat_members, wheel, archived, addresses: Vec::new(), needs_name }
    }
}

/// A slug's answer.
#[derive(Clone, Debug)]
pub struct Found {
    pub link: Arc<LiveLink>,
    /// By an address from before a renaming.
    pub renamed: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// domain → slug → link; the default domain is `""`.
    addresses: FxHashMap<String, FxHashMap<String, Found>>,
    links: FxHashMap<LinkId, Arc<LiveLink>>,
    pub homes: FxHashMap<WorkspaceId, Arc<Home>>,
    pub channels: FxHashMap<ChannelId, (WorkspaceId, Channel)>,
    pub agent_names: FxHashMap<AgentId, String>,
}

impl Snapshot {
    pub fn find(&self, domain: &str, slug: &str) -> Option<&Found> {
        self.addresses.get(domain)?.get(slug)
    }

    pub fn knows_domain(&self, domain: &str) -> bool {
        self.addresses.contains_key(domain)
    }

    pub fn link(&self, id: LinkId) -> Option<&Arc<LiveLink>> {
        self.links.get(&id)
    }

    pub fn links(&self) -> impl Iterator<Item = &Arc<LiveLink>> {
        self.links.values()
    }

    /// A channel of this workspace that takes visitors.
    pub fn active_channel(&self, workspace: WorkspaceId, id: ChannelId) -> Option<&Channel> {
        self.channels.get(&id).filter(|(of, channel)| *of == workspace && channel.active).map(|(_, channel)| channel)
    }

    /// Puts a link in, in place of what stood there under its id or addresses.
    pub fn put(&mut self, addressed: Addressed, base: &str, number: u32, wheel: Arc<Mutex<Rotation>>) {
        let Addressed { mut link, addresses, archived } = addressed;
        if let Some(current) = addresses.iter().find(|a| a.current) {
            let domain = if current.domain.is_empty() { base } else { &current.domain };
            link.url = format!("{domain}/wa/{}", current.slug);
        }
        self.remove(link.id);
        let mut live = LiveLink::new(link, archived, number, wheel);
        live.addresses = addresses.iter().map(|a| (a.domain.clone(), a.slug.clone())).collect();
        let live = Arc::new(live);
        for address in addresses {
            let found = Found { link: Arc::clone(&live), renamed: !address.current };
            self.addresses.entry(address.domain).or_default().insert(address.slug, found);
        }
        self.links.insert(live.link.id, live);
    }

    pub fn remove(&mut self, id: LinkId) {
        let Some(former) = self.links.remove(&id) else { return };
        for (domain, slug) in &former.addresses {
            if let Some(slugs) = self.addresses.get_mut(domain)
                && slugs.get(slug).is_some_and(|found| found.link.link.id == id)
            {
                slugs.remove(slug);
            }
        }
    }
}
