//! What one answer reads: every link by its address, complete, with nothing left to look up. Never changed, only
//! replaced; the rotations alone are shared between one snapshot and the next.

use crate::duty::{LiveDuty, Tally};
use domain::calendar::Calendars;
use domain::hub::{Entry, Hub};
use domain::id::{AgentId, ChannelId, HubId, LinkId, MemberId, RuleId, WorkspaceId};
use domain::link::{Channel, Home, Link, Member, Method};
use domain::rotation::{Rotation, Seat, fingerprint};
use domain::route::{Rule, Rules, Then};
use domain::template::Token;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};
use store::hubs::Addressed as AddressedHub;
use store::snapshot::{Addressed, Domain};

/// A link, ready to answer.
#[derive(Debug)]
pub struct LiveLink {
    pub link: Link,
    /// A small number for this process's own tables.
    pub number: u32,
    /// The members that take turns, in member order, and where each stands in `link.members`.
    pub seats: Vec<Seat>,
    pub seat_members: Vec<usize>,
    /// Of the seats, as turns are recorded with it.
    pub fingerprint: u64,
    pub wheel: Arc<Mutex<Rotation>>,
    pub rules: Rules,
    /// By the places of `link.members`; empty where everybody is always on.
    duties: Vec<Option<LiveDuty>>,
    pub has_duties: bool,
    pub archived: bool,
    /// Domain and slug of every address, the old ones too.
    pub addresses: Vec<(String, String)>,
    /// The message names the visitor, whose name only the store knows.
    pub needs_name: bool,
    /// The message tells when somebody is there again.
    pub tells_opening: bool,
}

impl LiveLink {
    /// `tally` gives the member's count of turns, which outlives every snapshot.
    pub fn new(
        link: Link,
        archived: bool,
        number: u32,
        wheel: Arc<Mutex<Rotation>>,
        mut tally: impl FnMut(MemberId) -> Arc<Tally>,
    ) -> Self {
        let weighs = |weight: u32| if link.method == Method::Weighted { weight } else { 1 };
        let (mut seats, mut seat_members) = (Vec::new(), Vec::new());
        for (index, member) in link.members.iter().enumerate().filter(|(_, m)| m.can_take()) {
            if weighs(member.weight) > 0 {
                seats.push(Seat { member: member.id, weight: weighs(member.weight) });
                seat_members.push(index);
            }
        }
        let tells = |wanted: Token| link.message.tokens().any(|token| *token == wanted);
        let (needs_name, tells_opening) = (tells(Token::Lead), tells(Token::NextOpening));
        let rules = Rules::new(&link.extras.rules);
        let has_duties = link.members.iter().any(|member| !member.duty.is_always());
        let duty = |member: &Member| LiveDuty::of(member.id, &member.duty, || tally(member.id));
        let duties = if has_duties { link.members.iter().map(duty).collect() } else { Vec::new() };
        let (addresses, fingerprint) = (Vec::new(), fingerprint(&seats));
        Self {
            link,
            number,
            seats,
            seat_members,
            fingerprint,
            wheel,
            rules,
            duties,
            has_duties,
            archived,
            addresses,
            needs_name,
            tells_opening,
        }
    }

    /// Of the member at this place of the pool; none for who is always on.
    pub fn duty(&self, index: usize) -> Option<&LiveDuty> {
        self.duties.get(index)?.as_ref()
    }

    /// Of everybody who is not always on.
    pub fn duties(&self) -> impl Iterator<Item = &LiveDuty> {
        self.duties.iter().flatten()
    }

    /// What this member's turns weigh.
    pub fn weight(&self, index: usize) -> u32 {
        if self.link.method == Method::Weighted { self.link.members[index].weight } else { 1 }
    }

    /// The soonest moment at which hours begin that keep everybody away now: of the rules, else of the members.
    pub fn next_opening(&self, now: i64, calendars: &Calendars) -> Option<i64> {
        let members = || {
            let all = self.duties().filter_map(LiveDuty::hours);
            all.filter_map(|hours| hours.next_opening(now, calendars)).min().filter(|at| *at > now)
        };
        self.rules.next_opening(now, calendars).or_else(members)
    }
}

/// A slug's answer.
#[derive(Clone, Debug)]
pub struct Found {
    pub link: Arc<LiveLink>,
    /// By an address from before a renaming.
    pub renamed: bool,
}

/// A hub, ready to answer.
#[derive(Debug)]
pub struct LiveHub {
    pub hub: Hub,
    /// A small number for this process's own tables, of the same kind as a link's.
    pub number: u32,
    /// A rule for each entry that not everybody sees, under the entry's id: it holds for whom it is.
    pub rules: Rules,
    /// Domain and slug of every address, the old ones too.
    addresses: Vec<(String, String)>,
}

impl LiveHub {
    pub fn new(addressed: AddressedHub, number: u32) -> Self {
        let AddressedHub { hub, addresses } = addressed;
        let rule = |entry: &Entry| {
            let when = entry.when.clone()?;
            Some(Rule { id: RuleId(entry.id.0), name: String::new(), active: true, when, then: Then::Pool(true) })
        };
        let rules: Vec<Rule> = hub.entries.iter().filter_map(rule).collect();
        let addresses = addresses.into_iter().map(|a| (a.domain, a.slug)).collect();
        Self { rules: Rules::new(&rules), hub, number, addresses }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// domain → slug → link; the default domain is `""`.
    addresses: FxHashMap<String, FxHashMap<String, Found>>,
    links: FxHashMap<LinkId, Arc<LiveLink>>,
    /// Verified ones, by their host.
    domains: FxHashMap<String, Arc<Domain>>,
    /// By the host of a domain the word that the file there has to say.
    claims: FxHashMap<String, String>,
    hub_addresses: FxHashMap<String, FxHashMap<String, HubId>>,
    hubs: FxHashMap<HubId, Arc<LiveHub>>,
    pub homes: FxHashMap<WorkspaceId, Arc<Home>>,
    pub channels: FxHashMap<ChannelId, (WorkspaceId, Channel)>,
    pub agent_names: FxHashMap<AgentId, String>,
    pub calendars: Arc<Calendars>,
}

impl Snapshot {
    pub fn find(&self, domain: &str, slug: &str) -> Option<&Found> {
        self.addresses.get(domain)?.get(slug)
    }

    /// A verified domain, with or without links.
    pub fn domain(&self, host: &str) -> Option<&Arc<Domain>> {
        self.domains.get(host)
    }

    pub fn domains(&self) -> impl Iterator<Item = &Arc<Domain>> {
        self.domains.values()
    }

    /// The word that we answer in the file's place on a host that points here. Where several workspaces claim one host
    /// that none has proved, pointing here says nothing of who pointed it: then we answer for nobody.
    pub fn claim(&self, host: &str) -> Option<&str> {
        self.claims.get(host).map(String::as_str)
    }

    /// All domains anew.
    pub fn put_domains(&mut self, all: Vec<Domain>) {
        self.claims.clear();
        let mut claimed_twice = Vec::new();
        for claim in all.iter().filter(|domain| !domain.verified) {
            if self.claims.insert(claim.host.clone(), claim.token.clone()).is_some() {
                claimed_twice.push(claim.host.clone());
            }
        }
        for host in claimed_twice {
            self.claims.remove(&host);
        }
        self.domains.clear();
        for domain in all.into_iter().filter(|domain| domain.verified) {
            self.claims.insert(domain.host.clone(), domain.token.clone());
            self.domains.insert(domain.host.clone(), Arc::new(domain));
        }
    }

    pub fn link(&self, id: LinkId) -> Option<&Arc<LiveLink>> {
        self.links.get(&id)
    }

    pub fn links(&self) -> impl Iterator<Item = &Arc<LiveLink>> {
        self.links.values()
    }

    /// The hub of an address, be it an old one of it; archived ones too.
    pub fn find_hub(&self, domain: &str, slug: &str) -> Option<&Arc<LiveHub>> {
        self.hubs.get(self.hub_addresses.get(domain)?.get(slug)?)
    }

    pub fn hub(&self, id: HubId) -> Option<&Arc<LiveHub>> {
        self.hubs.get(&id)
    }

    /// Puts a hub in, in place of what stood there under its id; none: it is no more.
    pub fn put_hub(&mut self, id: HubId, hub: Option<LiveHub>) {
        if let Some(former) = self.hubs.remove(&id) {
            for (domain, slug) in &former.addresses {
                if let Some(slugs) = self.hub_addresses.get_mut(domain)
                    && slugs.get(slug) == Some(&id)
                {
                    slugs.remove(slug);
                }
            }
        }
        if let Some(live) = hub {
            for (domain, slug) in &live.addresses {
                self.hub_addresses.entry(domain.clone()).or_default().insert(slug.clone(), id);
            }
            self.hubs.insert(id, Arc::new(live));
        }
    }

    /// A channel of this workspace.
    pub fn channel(&self, workspace: WorkspaceId, id: ChannelId) -> Option<&Channel> {
        self.channels.get(&id).filter(|(of, _)| *of == workspace).map(|(_, channel)| channel)
    }

    /// A channel of this workspace that takes visitors.
    pub fn active_channel(&self, workspace: WorkspaceId, id: ChannelId) -> Option<&Channel> {
        self.channel(workspace, id).filter(|channel| channel.active)
    }

    /// Puts a link in, in place of what stood there under its id or addresses.
    pub fn put(
        &mut self,
        addressed: Addressed,
        base: &str,
        number: u32,
        wheel: Arc<Mutex<Rotation>>,
        tally: impl FnMut(MemberId) -> Arc<Tally>,
    ) {
        let Addressed { mut link, addresses, archived } = addressed;
        if let Some(current) = addresses.iter().find(|a| a.current) {
            let domain = if current.domain.is_empty() { base } else { &current.domain };
            link.url = format!("{domain}/wa/{}", current.slug);
        }
        self.remove(link.id);
        let mut live = LiveLink::new(link, archived, number, wheel, tally);
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::host::LostWords;
    use uuid::Uuid;

    fn domain(workspace: u128, token: &str, verified: bool) -> Domain {
        Domain {
            workspace: WorkspaceId(Uuid::from_u128(workspace)),
            host: "go.brand.example".into(),
            token: token.into(),
            is_primary: false,
            root_url: None,
            lost: LostWords::default(),
            verified,
        }
    }

    #[test]
    fn a_claim_is_answered_for_while_it_is_the_only_one_or_proved() {
        let mut snapshot = Snapshot::default();
        snapshot.put_domains(vec![domain(1, "a", false)]);
        assert_eq!((snapshot.claim("go.brand.example"), snapshot.domain("go.brand.example")), (Some("a"), None));
        snapshot.put_domains(vec![domain(1, "a", false), domain(2, "b", false), domain(3, "c", false)]);
        assert_eq!(snapshot.claim("go.brand.example"), None);
        snapshot.put_domains(vec![domain(1, "a", false), domain(2, "b", true)]);
        assert_eq!(snapshot.claim("go.brand.example"), Some("b"));
        assert_eq!(snapshot.domain("go.brand.example").map(|d| d.workspace), Some(WorkspaceId(Uuid::from_u128(2))));
        snapshot.put_domains(Vec::new());
        assert_eq!((snapshot.claim("go.brand.example"), snapshot.domain("go.brand.example")), (None, None));
    }
}
