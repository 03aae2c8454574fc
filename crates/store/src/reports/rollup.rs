//! The roll-ups of one bite of visits, added up in memory and then added to the store's. The projector writes them in
//! the visits' own transaction; [`super::recount`] makes them again from the rows by the same code.
//!
//! A visit counts once as a click, a scan, a repeat or filtered, in each dimension: for its link and for all links.
//! Agents and what brought the visit (source to platform) are dimensions of persons only. What [`super::parts`] names is summed up for each link
//! alone: nobody asks it of all links, and rows that nobody reads would still have to be written.

use super::parts::{self, Part};
use super::span_sums::{self, OfDay};
use crate::error::Error;
use crate::statement::{Batch, Column};
use crate::tx::Tx;
use crate::value::Value;
use domain::attribution;
use domain::id::{AgentId, LinkId, WorkspaceId};
use domain::visit::{Device, Kind, Visit};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::AddAssign;

/// Stands for all links in the column `link_id`.
pub const ALL_LINKS: [u8; 16] = [0; 16];

const ADD: Batch = Batch {
    name: "rollup.add",
    before: "INSERT INTO visit_days
        (workspace_id, link_id, day, dimension, value, clicks, scans, leads, filtered, repeats) ",
    columns: &[
        Column::Blob,
        Column::Blob,
        Column::Int,
        Column::Text,
        Column::Text,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
    ],
    after: " ON CONFLICT (workspace_id, link_id, day, dimension, value) DO UPDATE SET
        clicks = visit_days.clicks + excluded.clicks, scans = visit_days.scans + excluded.scans,
        leads = visit_days.leads + excluded.leads, filtered = visit_days.filtered + excluded.filtered,
        repeats = visit_days.repeats + excluded.repeats",
};

pub(crate) const BATCHES: &[&Batch] = &[&ADD];

/// What is counted of visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Human, without repeats.
    pub clicks: i64,
    pub scans: i64,
    /// New ones.
    pub leads: i64,
    /// Previews, bots, prefetches and HEAD requests.
    pub filtered: i64,
    /// The same visitor again within ten seconds.
    pub repeats: i64,
}

impl Counts {
    fn of(visit: &Visit<'_>) -> Self {
        let mut counts = Self::default();
        if visit.repeat {
            counts.repeats = 1;
            return counts;
        }
        match visit.kind {
            Kind::Human => counts.clicks = 1,
            Kind::Scan => counts.scans = 1,
            Kind::Preview | Kind::Bot | Kind::Prefetch | Kind::Head => counts.filtered = 1,
        }
        counts.leads = visit.lead.is_some_and(|lead| lead.is_new).into();
        counts
    }

    pub fn add(&mut self, other: &Self) {
        self.clicks += other.clicks;
        self.scans += other.scans;
        self.leads += other.leads;
        self.filtered += other.filtered;
        self.repeats += other.repeats;
    }

    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.add(&other);
    }
}

/// Sums by workspace, link and day.
#[derive(Debug, Default)]
pub struct Rollup {
    days: FxHashMap<(WorkspaceId, LinkId, i32), Day>,
    /// Room for putting a value together.
    word: String,
}

/// The sums of one link on one day. Fixed sets are arrays, so that adding a visit touches no heap once its words are
/// known.
#[derive(Debug, Default)]
struct Day {
    total: Counts,
    hours: [Counts; 24],
    kinds: [Counts; 6],
    devices: [Counts; 4],
    agents: FxHashMap<Option<AgentId>, Counts>,
    sources: FxHashMap<String, Counts>,
    campaigns: FxHashMap<String, Counts>,
    /// By [`BROUGHT`], in its order.
    brought: [FxHashMap<String, Counts>; BROUGHT.len()],
    countries: FxHashMap<String, Counts>,
    /// By [`Part`], in its order.
    parts: [FxHashMap<String, Counts>; Part::ALL.len()],
}

/// Which sums are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Everything,
    /// Only what [`super::parts`] names and [`BROUGHT`], of each link alone: for a database whose other sums are there
    /// already.
    Later,
}

/// What brought a visit, beside its source and campaign, which were counted from the first day on.
pub(super) const BROUGHT: [&str; 5] = ["medium", "term", "content", "ad", "platform"];

impl Rollup {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a visit to its local day (yyyymmdd) and hour (0 to 23).
    pub fn visit(&mut self, visit: &Visit<'_>, day: i32, hour: u8) {
        let counts = Counts::of(visit);
        let sums = self.days.entry((visit.workspace, visit.link, day)).or_default();
        sums.total.add(&counts);
        sums.hours[usize::from(hour.min(23))].add(&counts);
        sums.kinds[place(&Kind::ALL, &visit.kind)].add(&counts);
        sums.devices[place(&DEVICES, &visit.facts.client.device)].add(&counts);
        add_word(&mut sums.countries, &visit.facts.place.country, &counts);
        if visit.kind.is_person() {
            sums.agents.entry(visit.agent).or_default().add(&counts);
            add_word(&mut sums.sources, &visit.source, &counts);
            let origin = &visit.facts.origin;
            add_word(&mut sums.campaigns, &origin.utm.campaign, &counts);
            let (utm, platform) = (&origin.utm, attribution::platform(&origin.click_ids));
            let brought = [utm.medium.as_ref(), &utm.term, &utm.content, attribution::ad(utm), platform];
            for (words, word) in sums.brought.iter_mut().zip(brought) {
                add_word(words, word, &counts);
            }
        }
        parts::each(visit, &mut self.word, |part, value| add_word(&mut sums.parts[part as usize], value, &counts));
    }

    /// Every sum of each link: link, day, dimension, value.
    pub(super) fn each_of_links(&self, mut row: impl FnMut(LinkId, i32, &str, &str, &Counts)) {
        for ((_, link, day), sums) in &self.days {
            sums.each(|dimension, value, counts| row(*link, *day, dimension, &value, counts));
            for (part, values) in Part::ALL.iter().zip(&sums.parts) {
                values.iter().for_each(|(value, counts)| row(*link, *day, part.as_str(), value, counts));
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds everything to the store's roll-ups. In key order, so that neighbours share pages and two nodes never wait
    /// for each other crosswise.
    pub fn write(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let rows = self.rows(Extent::Everything);
        tx.batch(&ADD, rows.iter().map(|(key, counts)| key.row(counts)))?;
        span_sums::add_visits(tx, rows.iter().map(|(key, counts)| key.of_day(*counts)))
    }

    /// The days alone, for one who makes the spans anew.
    pub(super) fn write_days(&self, tx: &mut Tx<'_>, extent: Extent) -> Result<(), Error> {
        tx.batch(&ADD, self.rows(extent).iter().map(|(key, counts)| key.row(counts))).map(drop)
    }

    fn rows(&self, extent: Extent) -> Vec<(Key, Counts)> {
        let mut rows: FxHashMap<Key, Counts> = FxHashMap::default();
        for ((workspace, link, day), sums) in &self.days {
            let mut add = |link: [u8; 16], dimension, value: Cow<'_, str>, counts: &Counts| {
                let key = Key { workspace: *workspace, link, day: *day, dimension, value: value.into_owned() };
                rows.entry(key).or_default().add(counts);
            };
            match extent {
                Extent::Everything => sums.each(|dimension, value, counts| {
                    add(ALL_LINKS, dimension, value.clone(), counts);
                    add(*link.as_bytes(), dimension, value, counts);
                }),
                Extent::Later => sums.each_brought(|dimension, value, counts| {
                    add(*link.as_bytes(), dimension, value, counts);
                }),
            }
            for (part, values) in Part::ALL.iter().zip(&sums.parts) {
                for (value, counts) in values {
                    add(*link.as_bytes(), part.as_str(), value.into(), counts);
                }
            }
        }
        let mut rows: Vec<(Key, Counts)> = rows.into_iter().collect();
        rows.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        rows
    }
}

impl Day {
    fn each<'s>(&'s self, mut row: impl FnMut(&'static str, Cow<'s, str>, &Counts)) {
        row("total", "".into(), &self.total);
        for (hour, counts) in self.hours.iter().enumerate().filter(|(_, c)| !c.is_zero()) {
            row("hour", format!("{hour:02}").into(), counts);
        }
        for (kind, counts) in Kind::ALL.iter().zip(&self.kinds).filter(|(_, c)| !c.is_zero()) {
            row("kind", kind.as_str().into(), counts);
        }
        for (device, counts) in DEVICES.iter().zip(&self.devices).filter(|(_, c)| !c.is_zero()) {
            row("device", device.as_str().into(), counts);
        }
        for (agent, counts) in &self.agents {
            row("agent", agent.map(|id| id.to_string()).unwrap_or_default().into(), counts);
        }
        for (word, counts) in &self.sources {
            row("source", word.into(), counts);
        }
        for (word, counts) in &self.campaigns {
            row("campaign", word.into(), counts);
        }
        for (word, counts) in &self.countries {
            row("country", word.into(), counts);
        }
        self.each_brought(row);
    }

    fn each_brought<'s>(&'s self, mut row: impl FnMut(&'static str, Cow<'s, str>, &Counts)) {
        for (dimension, words) in BROUGHT.into_iter().zip(&self.brought) {
            words.iter().for_each(|(word, counts)| row(dimension, word.into(), counts));
        }
    }
}

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    workspace: WorkspaceId,
    link: [u8; 16],
    day: i32,
    dimension: &'static str,
    value: String,
}

impl Key {
    fn of_day(&self, counts: Counts) -> OfDay<'_, Counts> {
        let Self { workspace, link, day, dimension, value } = self;
        OfDay { workspace: *workspace, link: *link, dimension, day: *day, value, model: 0, counts }
    }

    fn row(&self, counts: &Counts) -> [Value<'_>; 10] {
        [
            self.workspace.into(),
            Value::Id(self.link),
            self.day.into(),
            self.dimension.into(),
            (&self.value).into(),
            counts.clicks.into(),
            counts.scans.into(),
            counts.leads.into(),
            counts.filtered.into(),
            counts.repeats.into(),
        ]
    }
}

const DEVICES: [Device; 4] = [Device::Unknown, Device::Mobile, Device::Tablet, Device::Desktop];

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

/// Looked up by the borrowed word first: most words of a bite have been seen already.
fn add_word(words: &mut FxHashMap<String, Counts>, word: &str, counts: &Counts) {
    match words.get_mut(word) {
        Some(sum) => sum.add(counts),
        None => drop(words.insert(word.to_owned(), *counts)),
    }
}
