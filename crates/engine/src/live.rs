//! The configuration as it is now: one snapshot, swapped whole, kept current from the store's list of changes. After a
//! save the saver waits for the swap; changes by other processes are seen within a quarter of a second.

use crate::clock::Clock;
use crate::memory::Memory;
use crate::snapshot::{LiveHub, Snapshot};
use crate::tallies::{self, Tallies};
use arc_swap::{ArcSwap, Guard};
use domain::calendar::Calendars;
use domain::id::{AgentId, HubId, LeadId, LinkId, MemberId};
use domain::rotation::Rotation;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::members::TurnsSince;
use store::snapshot::{self as read, Addressed, Change};
use store::visitors::Keeper;
use store::{Error, Store};

/// How often other processes' changes are looked for.
pub const LOOK: Duration = Duration::from_millis(250);
/// Every so many looks the other nodes' turns are counted.
const OTHERS: u64 = 8;

/// Wheels and small numbers of links, which outlive every snapshot.
#[derive(Default)]
struct Links {
    wheels: FxHashMap<LinkId, Arc<Mutex<Rotation>>>,
    numbers: FxHashMap<LinkId, u32>,
    tallies: Tallies,
}

impl Links {
    fn of(&mut self, id: LinkId) -> (u32, Arc<Mutex<Rotation>>) {
        let next = self.numbers.len() as u32 + 1;
        (*self.numbers.entry(id).or_insert(next), Arc::clone(self.wheels.entry(id).or_default()))
    }

    /// A hub has no wheel; its number is one of the same row, since a press of it is a visit as well.
    fn of_hub(&mut self, id: HubId) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry(LinkId(id.0)).or_insert(next)
    }
}

struct Progress {
    links: Links,
    /// The newest change taken over; the store shows them in the order of their numbers.
    newest: i64,
}

/// The living configuration.
pub struct Live {
    current: ArcSwap<Snapshot>,
    progress: Mutex<Progress>,
    turn: tokio::sync::Mutex<()>,
    store: Store,
    memory: Arc<Memory>,
    /// `shop.example` of `https://shop.example`: what stands before `/wa/…` for people.
    base: String,
    node: i64,
}

/// What a node knows of itself when it opens.
pub struct Known {
    pub node: i64,
    /// The rotations as they stood at the end of the journal.
    pub wheels: FxHashMap<LinkId, Rotation>,
    /// Turns that are durable and not in the store yet, with their times.
    pub tail: Vec<(MemberId, i64)>,
}

/// What a reload brings.
#[allow(clippy::large_enum_variant)] // A handful at a time, and most of them links.
enum News {
    Link(LinkId, Option<Addressed>),
    Hub(HubId, Option<store::hubs::Addressed>),
    LeadAgent(LeadId, Keeper),
    Rest(Rest),
}

/// What is small, and is read whole after any change.
struct Rest {
    homes: Vec<domain::link::Home>,
    channels: Vec<(domain::id::WorkspaceId, domain::link::Channel)>,
    agents: Vec<(AgentId, String)>,
    domains: Vec<read::Domain>,
    calendars: Calendars,
}

impl Live {
    /// Reads everything.
    pub fn open(store: Store, memory: Arc<Memory>, base: String, known: Known, now: i64) -> Result<Self, Error> {
        let Known { node, wheels, tail } = known;
        let (newest, links, hubs, rest) = store.read_blocking(|tx| {
            Ok((read::newest_change(tx)?, read::links(tx)?, store::hubs::living(tx)?, rest(tx)?))
        })?;
        let mut known = Links::default();
        for (id, rotation) in wheels {
            known.wheels.insert(id, Arc::new(Mutex::new(rotation)));
        }
        let mut snapshot = Snapshot::default();
        put_rest(&mut snapshot, rest);
        for addressed in links {
            let (number, wheel) = known.of(addressed.link.id);
            snapshot.put(addressed, &base, number, wheel, |member| known.tallies.of(member));
        }
        let today = known.tallies.begin(&snapshot, now);
        if !today.is_empty() {
            let asked = today.clone();
            let turns = store.read_blocking(move |tx| tallies::read(tx, node, &asked))?;
            tallies::begin(&today, &turns, &tail);
        }
        for hub in hubs {
            let (id, number) = (hub.hub.id, known.of_hub(hub.hub.id));
            snapshot.put_hub(id, Some(LiveHub::new(hub, number)));
        }
        let progress = Progress { links: known, newest };
        Ok(Self {
            current: ArcSwap::from_pointee(snapshot),
            progress: Mutex::new(progress),
            turn: tokio::sync::Mutex::new(()),
            store,
            memory,
            base,
            node,
        })
    }

    /// The snapshot as it is now; hold it for one answer.
    pub fn now(&self) -> Guard<Arc<Snapshot>> {
        self.current.load()
    }

    /// Takes over every change committed so far. Call it after each save.
    /// `now` is for members with a daily cap, whose day must be known.
    pub async fn changed(&self, now: i64) -> Result<(), Error> {
        let _one_at_a_time = self.turn.lock().await;
        let from = self.lock().newest;
        let (newest, news) = self
            .store
            .read(move |tx| {
                let changes = read::changes_after(tx, from)?;
                let newest = changes.last().map_or(from, |change| change.seq);
                Ok((newest, if changes.is_empty() { Vec::new() } else { fetch(tx, &changes)? }))
            })
            .await?;
        if let Some(next) = self.take(news) {
            let today = self.lock().links.tallies.begin(&next, now);
            if !today.is_empty() {
                tallies::begin(&today, &self.turns_of(&today).await?, &[]);
            }
            self.current.store(Arc::new(next));
        }
        self.lock().newest = newest;
        Ok(())
    }

    async fn turns_of(&self, today: &[tallies::Today]) -> Result<Vec<TurnsSince>, Error> {
        let (asked, node) = (today.to_vec(), self.node);
        self.store.read(move |tx| tallies::read(tx, node, &asked)).await
    }

    /// What other nodes have given today to members with a cap.
    pub async fn count_others(&self, now: i64) -> Result<(), Error> {
        let today = tallies::today(&self.now(), now);
        if today.is_empty() {
            return Ok(());
        }
        tallies::refresh_others(&today, &self.turns_of(&today).await?);
        Ok(())
    }

    /// Looks for other processes' changes until it is dropped.
    pub async fn follow(&self, clock: &dyn Clock) {
        let shared = self.store.engine() == store::Engine::Postgres;
        for look in 1u64.. {
            tokio::time::sleep(LOOK).await;
            // A store that is away changes nothing; what was known stays in force.
            let mut looked = self.changed(clock.now()).await;
            if shared && look.is_multiple_of(OTHERS) && looked.is_ok() {
                looked = self.count_others(clock.now()).await;
            }
            if let Err(error) = looked {
                tracing::debug!(%error, "the configuration could not be looked at");
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next snapshot, where anything but a lead's agent is new.
    fn take(&self, news: Vec<News>) -> Option<Snapshot> {
        let mut next = None;
        for item in news {
            match item {
                News::LeadAgent(lead, Keeper::Erased) => self.memory.forget(lead),
                News::LeadAgent(lead, keeper) => self.memory.assign(lead, keeper.agent()),
                News::Rest(rest) => put_rest(next.get_or_insert_with(|| Snapshot::clone(&self.current.load())), rest),
                News::Hub(id, hub) => {
                    let snapshot = next.get_or_insert_with(|| Snapshot::clone(&self.current.load()));
                    let number = self.lock().links.of_hub(id);
                    snapshot.put_hub(id, hub.map(|hub| LiveHub::new(hub, number)));
                }
                News::Link(id, addressed) => {
                    let snapshot = next.get_or_insert_with(|| Snapshot::clone(&self.current.load()));
                    match addressed {
                        Some(addressed) => {
                            let links = &mut self.lock().links;
                            let (number, wheel) = links.of(id);
                            snapshot.put(addressed, &self.base, number, wheel, |member| links.tallies.of(member));
                        }
                        None => snapshot.remove(id),
                    }
                }
            }
        }
        next
    }
}

fn rest(tx: &mut store::Tx<'_>) -> Result<Rest, Error> {
    Ok(Rest {
        homes: read::homes(tx)?,
        channels: read::channels(tx)?,
        agents: read::agent_names(tx)?,
        domains: read::domains(tx)?,
        calendars: store::calendars::counted(tx)?,
    })
}

fn put_rest(snapshot: &mut Snapshot, Rest { homes, channels, agents, domains, calendars }: Rest) {
    snapshot.put_domains(domains);
    snapshot.homes = homes.into_iter().map(|home| (home.id, Arc::new(home))).collect();
    snapshot.channels = channels.into_iter().map(|(of, channel)| (channel.id, (of, channel))).collect();
    snapshot.agent_names = agents.into_iter().collect();
    snapshot.calendars = Arc::new(calendars);
}

/// Reads what the changes name, each thing once. A channel's change touches every pool that it stands in, so it
/// brings all links anew.
fn fetch(tx: &mut store::Tx<'_>, changes: &[Change]) -> Result<Vec<News>, Error> {
    let mut news = Vec::new();
    let (mut links, mut hubs) = (FxHashSet::default(), FxHashSet::default());
    let mut all = false;
    for change in changes {
        match change.noun.as_str() {
            "link" => links.extend(LinkId::from_slice(&change.id)),
            "hub" => hubs.extend(HubId::from_slice(&change.id)),
            "lead_agent" => {
                if let Some(number) = change.id.last_chunk::<8>() {
                    let lead = LeadId(i64::from_be_bytes(*number));
                    if let Some(agent) = store::visitors::agent(tx, lead)? {
                        news.push(News::LeadAgent(lead, agent));
                    }
                }
            }
            "channel" => all = true,
            _ => {}
        }
    }
    news.push(News::Rest(rest(tx)?));
    for id in hubs {
        news.push(News::Hub(id, store::hubs::living_by_id(tx, id)?));
    }
    if all {
        news.extend(read::links(tx)?.into_iter().map(|l| News::Link(l.link.id, Some(l))));
    } else {
        for id in links {
            news.push(News::Link(id, read::link_by_id(tx, id)?));
        }
    }
    Ok(news)
}
