//! A past for tests and benchmarks: a workspace with links and agents, and visits projected as the journal's are.

use crate::journal::Batch;
use crate::leads::blocks::Blocks;
use crate::{Error, Store, agents, channels, links, projector, workspaces};
use domain::channel::{ChannelKind, ChannelStatus};
use domain::id::{AgentId, ChannelId, LeadId, LinkId, UserId, WorkspaceId};
use domain::link::{ClickEvent, Extras, Method, Preview};
use domain::visit::{Client, Device, Entry, Facts, Kind, KindReason, Origin, Place, Step, Utm, Visit, VisitLead};
use domain::workspace::Settings;
use std::borrow::Cow;
use uuid::Uuid;

/// The first version of a journal batch's body, which this writes by hand.
const VERSION: u8 = 1;

/// An id that tests can name: the same number, the same id.
pub fn id(number: u128) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(
        1_700_000_000_000,
        &number.to_be_bytes()[6..].try_into().unwrap_or([0; 10]),
    )
    .into_uuid()
}

/// A workspace with one link and some agents, each on a channel.
#[derive(Clone, Debug)]
pub struct House {
    pub workspace: WorkspaceId,
    pub links: Vec<LinkId>,
    pub agents: Vec<AgentId>,
}

/// Makes the house of a number; houses of different numbers share nothing.
pub fn house(store: &Store, number: u128, zone: &'static str, links: usize, agents: usize) -> Result<House, Error> {
    let of = move |n: usize| id(number * 1_000_000 + n as u128);
    let house = House {
        workspace: WorkspaceId(of(0)),
        links: (0..links).map(|n| LinkId(of(1_000 + n))).collect(),
        agents: (0..agents).map(|n| AgentId(of(500_000 + n))).collect(),
    };
    let made = house.clone();
    store.write_blocking(move |tx| {
        let workspace = house.workspace;
        workspaces::insert(
            tx,
            &workspaces::Workspace {
                id: workspace,
                name: "Toko".into(),
                time_zone: zone.into(),
                currency: "IDR".into(),
                country: "ID".into(),
                settings: Settings::default(),
                created_at: 1,
                updated_at: 1,
                version: 1,
            },
        )?;
        for (n, agent) in house.agents.iter().enumerate() {
            let channel = ChannelId(of(700_000 + n));
            channels::insert(
                tx,
                &channels::Channel {
                    id: channel,
                    workspace,
                    kind: ChannelKind::Whatsapp,
                    name: format!("Agent {n}"),
                    place: format!("+62812{number:03}{n:05}"),
                    status: ChannelStatus::Active,
                    archived_at: None,
                    created_at: 1,
                    updated_at: 1,
                    version: 1,
                },
            )?;
            agents::insert(
                tx,
                &agents::Agent {
                    id: *agent,
                    workspace,
                    name: format!("Agent {n}"),
                    channel,
                    user: None::<UserId>,
                    created_at: 1,
                    updated_at: 1,
                },
            )?;
        }
        for (n, link) in house.links.iter().enumerate() {
            links::insert(
                tx,
                &links::Link {
                    id: *link,
                    workspace,
                    domain: String::new(),
                    slug: format!("h{number}-{n}"),
                    name: format!("Link {n}"),
                    message: "Hi".into(),
                    method: Method::RoundRobin,
                    sticky: true,
                    cookies: true,
                    click_event: ClickEvent::ViewContent,
                    fallback: None,
                    preview: Preview::default(),
                    extras: Extras::default(),
                    archived_at: None,
                    created_at: 1,
                    updated_at: 1,
                    version: 1,
                },
            )?;
        }
        Ok(())
    })?;
    Ok(made)
}

/// A person's first visit, to be changed as a test wants it.
pub fn visit(house: &House, lead: LeadId, at: i64) -> Visit<'static> {
    Visit {
        at,
        workspace: house.workspace,
        link: house.links[0],
        kind: Kind::Human,
        repeat: false,
        lead: Some(VisitLead { id: lead, is_new: true }),
        source: "ads".into(),
        agent: house.agents.first().copied(),
        member: None,
        turn: None,
        facts: Facts {
            ip: "203.0.113.7".into(),
            user_agent: "Mozilla/5.0 (Linux; Android 14)".into(),
            language: "id".into(),
            client: Client {
                device: Device::Mobile,
                os: "android".into(),
                browser: "chrome".into(),
                in_app: "".into(),
            },
            place: Place { country: "ID".into(), region: "".into(), city: "".into(), time_zone: "Asia/Jakarta".into() },
            origin: Origin {
                utm: Utm { source: "ig".into(), campaign: "promo".into(), ..Utm::default() },
                ..Origin::default()
            },
            keys: Vec::new(),
        },
        steps: vec![Step::Classified { kind: Kind::Human, reason: KindReason::Person, detail: "".into() }],
    }
}

/// A stranger kind of visit that no lead comes of.
pub fn filtered(house: &House, kind: Kind, at: i64) -> Visit<'static> {
    Visit { kind, lead: None, agent: None, source: "".into(), ..visit(house, LeadId(1), at) }
}

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A crowd's visit: of a mixed country, source, campaign and device, some of each rare.
pub fn mixed(house: &House, dice: &mut Dice, lead: LeadId, at: i64) -> Visit<'static> {
    const COUNTRIES: [&str; 12] = ["ID", "ID", "ID", "ID", "ID", "ID", "MY", "MY", "SG", "AU", "NL", ""];
    const SOURCES: [&str; 6] = ["ads", "ads", "ads", "website", "whatsapp", "direct"];
    const DEVICES: [Device; 8] = [
        Device::Mobile,
        Device::Mobile,
        Device::Mobile,
        Device::Mobile,
        Device::Mobile,
        Device::Desktop,
        Device::Desktop,
        Device::Tablet,
    ];
    let mut made = visit(house, lead, at);
    made.link = dice.of(&house.links);
    made.agent = Some(dice.of(&house.agents));
    let rare = dice.below(50_000) == 0;
    made.facts.place.country = if rare { "ES".into() } else { dice.of(&COUNTRIES).into() };
    made.source = dice.of(&SOURCES).into();
    made.facts.client.device = dice.of(&DEVICES);
    let campaign = dice.below(400);
    let utm = &mut made.facts.origin.utm;
    utm.campaign = Cow::Owned(if campaign == 0 { String::new() } else { format!("c{campaign}") });
    utm.medium = ["cpc", "social", ""][campaign as usize % 3].into();
    utm.term = ["", "", "batik", "sepatu lari"][campaign as usize % 4].into();
    utm.content =
        Cow::Owned(if campaign.is_multiple_of(5) { String::new() } else { format!("video {}", campaign % 7) });
    utm.id = Cow::Owned(if campaign.is_multiple_of(2) { String::new() } else { format!("ad-{}", campaign % 40) });
    if let Some(name) = ["fbclid", "gclid", "ttclid"].get(campaign as usize % 8) {
        made.facts.origin.click_ids = vec![((*name).into(), Cow::Owned(format!("id{lead}")))];
    }
    made
}

/// Projects visits as if a journal had held them, after those that it held before.
pub fn project(store: &Store, visits: Vec<Visit<'static>>) -> Result<(), Error> {
    project_of(store, 9, visits)
}

/// [`project`] for the journal of another node.
pub fn project_of(store: &Store, node: u8, visits: Vec<Visit<'static>>) -> Result<(), Error> {
    project_entries(store, node, visits.into_iter().map(Entry::Visit).collect())
}

/// The same of any entries.
pub fn project_entries(store: &Store, node: u8, entries: Vec<Entry<'static>>) -> Result<(), Error> {
    let mut body = vec![VERSION];
    let count = entries.len() as i64;
    for entry in entries {
        let bytes = postcard::to_stdvec(&entry).map_err(|error| Error::Failed(error.to_string()))?;
        body.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        body.extend_from_slice(&bytes);
    }
    store.project_blocking(move |tx| {
        let before = projector::register(tx, [node; 16], 0)?;
        let batch = Batch { seq: before.cursor + 1, first: before.applied + 1, count, body };
        let reached = projector::Node { cursor: batch.seq, applied: before.applied + count, ..before };
        projector::apply(tx, before, reached, &[batch], Default::default(), Blocks::default()).map(drop)
    })
}
