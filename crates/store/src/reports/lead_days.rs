//! Leads by the day on which they were made, by everything that a touch and a lead are counted by: what stands in
//! `lead_days`. Whoever changes a lead reads it before and after and adds the difference, in the change's own
//! transaction; so the sums are always those of the rows as they are now. [`super::recount`] makes them from the rows.
//!
//! By the first touch a lead is counted once. Where its last touch is another, model 1 holds the difference: it is taken
//! away where the first led and put where the last does. A visitor who came once costs nothing there.

use super::days;
use super::rollup::ALL_LINKS;
use super::span_sums::{self, OfDay};
use crate::dialect;
use crate::error::Error;
use crate::row::Row;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::attribution::{Brought, Dimension};
use domain::id::{AgentId, LeadId, WorkspaceId};
use domain::lead::Touch;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::ops::AddAssign;

/// Leads that are read by one statement.
const CHUNK: usize = 100;

macro_rules! columns {
    () => {
        "SELECT id, workspace_id, created_at, link_id, source, campaign, agent_id, country, device, first_touch, \
         last_touch, left_data_at, opened_at, chat_count, erased_at FROM leads "
    };
}

const OF_WORKSPACE: Statement = Statement::new("lead_days.leads", concat!(columns!(), "WHERE workspace_id = $1"));
const ONE: Statement = Statement::new("lead_days.lead", concat!(columns!(), "WHERE id = $1"));
const FORGET: Statement = Statement::new("lead_days.forget", "DELETE FROM lead_days WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] = &[&OF_WORKSPACE, &ONE, &FORGET];

const ADD: Batch = Batch {
    name: "lead_days.add",
    before: "INSERT INTO lead_days
        (workspace_id, link_id, dimension, day, value, model, leads, with_data, opened, chats, data_chats) ",
    columns: &[
        Column::Blob,
        Column::Blob,
        Column::Text,
        Column::Int,
        Column::Text,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
        Column::Int,
    ],
    after: " ON CONFLICT (workspace_id, link_id, dimension, day, value, model) DO UPDATE SET
        leads = lead_days.leads + excluded.leads, with_data = lead_days.with_data + excluded.with_data,
        opened = lead_days.opened + excluded.opened, chats = lead_days.chats + excluded.chats,
        data_chats = lead_days.data_chats + excluded.data_chats",
};

pub(crate) const BATCHES: &[&Batch] = &[&ADD];

/// What is counted of leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeadCounts {
    pub leads: i64,
    /// Sent a form, or left a number.
    pub with_data: i64,
    /// A page on the phone told that the chat was opened.
    pub opened: i64,
    /// Wrote.
    pub chats: i64,
    /// Left data and wrote.
    pub data_chats: i64,
}

impl LeadCounts {
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    fn negative(self) -> Self {
        Self {
            leads: -self.leads,
            with_data: -self.with_data,
            opened: -self.opened,
            chats: -self.chats,
            data_chats: -self.data_chats,
        }
    }
}

impl AddAssign for LeadCounts {
    fn add_assign(&mut self, other: Self) {
        self.leads += other.leads;
        self.with_data += other.with_data;
        self.opened += other.opened;
        self.chats += other.chats;
        self.data_chats += other.data_chats;
    }
}

/// A lead as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted<'a> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) created_at: i64,
    pub(crate) agent: Option<AgentId>,
    pub(crate) country: &'a str,
    pub(crate) device: &'a str,
    pub(crate) first: Brought<'a>,
    /// None: the first.
    pub(crate) last: Option<Brought<'a>>,
    pub(crate) counts: LeadCounts,
    /// The person was erased: what comes of them now is counted, and nothing of it kept.
    pub(crate) is_erased: bool,
}

/// A row of `columns`, handed on while it lasts.
pub(crate) fn read<T>(row: &Row<'_>, see: impl FnOnce(LeadId, Counted<'_>) -> T) -> Result<T, Error> {
    let (source, campaign): (&str, &str) = (row.get(4)?, row.get(5)?);
    let of_first = touch(row.get(9)?)?;
    let first_at = of_first.at;
    let mut first = Brought::with_source(row.get(3)?, source.into(), of_first.origin);
    first.campaign = campaign.into();
    let last = row.get::<Option<&[u8]>>(10)?.map(touch).transpose()?;
    let flag = |at: usize| Ok::<_, Error>(i64::from(row.get::<Option<i64>>(at)?.is_some()));
    let (with_data, chats) = (flag(11)?, i64::from(row.get::<i64>(13)? > 0));
    let counted = Counted {
        workspace: row.get(1)?,
        created_at: row.get(2)?,
        agent: row.get(6)?,
        country: row.get(7)?,
        device: row.get(8)?,
        last: last_of(first_at, last),
        first,
        counts: LeadCounts { leads: 1, with_data, opened: flag(12)?, chats, data_chats: with_data * chats },
        is_erased: row.get::<Option<i64>>(14)?.is_some(),
    };
    Ok(see(row.get(0)?, counted))
}

/// A last touch that is the first one again, or an older one, is none of its own.
pub(crate) fn last_of<'a>(first_at: i64, last: Option<Touch<'a>>) -> Option<Brought<'a>> {
    last.filter(|last| last.at > first_at).map(|last| Brought::of(last.link, last.origin))
}

pub(crate) fn touch(bytes: &[u8]) -> Result<Touch<'_>, Error> {
    postcard::from_bytes(bytes).map_err(|error| Error::Damaged(format!("the touch of a lead: {error}")))
}

/// What leads add up to, and what is to be added to the store's sums.
#[derive(Debug, Default)]
pub(crate) struct LeadDays {
    /// By workspace, link (or all), model and day.
    days: FxHashMap<(WorkspaceId, [u8; 16], i64, i32), Day>,
    hours: FxHashMap<(WorkspaceId, i64), (i32, u8)>,
}

/// One column of it by value.
type Words = FxHashMap<String, LeadCounts>;

#[derive(Debug, Default)]
struct Day {
    total: LeadCounts,
    hours: FxHashMap<u8, LeadCounts>,
    agents: FxHashMap<Option<AgentId>, LeadCounts>,
    /// In the order of [`OF_LEAD`] and then of [`OF_TOUCH`].
    words: [Words; OF_LEAD.len() + OF_TOUCH.len()],
}

const OF_LEAD: [&str; 2] = ["country", "device"];
const OF_TOUCH: [Dimension; 7] = Dimension::ALL;

fn words_of<'b>(brought: &'b Brought<'_>) -> [&'b str; OF_TOUCH.len()] {
    OF_TOUCH.map(|dimension| dimension.of(brought))
}

fn scope(brought: &Brought<'_>) -> Option<[u8; 16]> {
    brought.link.map(|link| *link.as_bytes())
}

impl LeadDays {
    pub(crate) fn add(&mut self, lead: &Counted<'_>, zone: &TimeZone) {
        self.count(lead, lead.counts, zone);
    }

    pub(crate) fn take(&mut self, lead: &Counted<'_>, zone: &TimeZone) {
        self.count(lead, lead.counts.negative(), zone);
    }

    fn count(&mut self, lead: &Counted<'_>, counts: LeadCounts, zone: &TimeZone) {
        // A quarter of an hour, because some zones are not whole hours away from UTC.
        let quarter = lead.created_at.div_euclid(900_000_000);
        let local = self.hours.entry((lead.workspace, quarter));
        let (day, hour) = *local.or_insert_with(|| days::local(lead.created_at, zone));
        let at = |scope, model| (lead.workspace, scope, model, day);
        let first = scope(&lead.first);
        for scope in [Some(ALL_LINKS), first].into_iter().flatten() {
            self.days.entry(at(scope, 0)).or_default().whole(lead, &lead.first, hour, counts);
        }
        let Some(last) = lead.last.as_ref().filter(|last| **last != lead.first) else { return };
        self.days.entry(at(ALL_LINKS, 1)).or_default().moved(&lead.first, last, counts);
        match (first, scope(last)) {
            (Some(from), Some(to)) if from == to => {
                self.days.entry(at(from, 1)).or_default().moved(&lead.first, last, counts);
            }
            (from, to) => {
                if let Some(from) = from {
                    self.days.entry(at(from, 1)).or_default().whole(lead, &lead.first, hour, counts.negative());
                }
                if let Some(to) = to {
                    self.days.entry(at(to, 1)).or_default().whole(lead, last, hour, counts);
                }
            }
        }
    }

    /// Every sum: link (or all), day, dimension, value, model.
    pub(super) fn each(&self, mut sum: impl FnMut(&[u8; 16], i32, &'static str, &str, i64, LeadCounts)) {
        for ((_, link, model, day), sums) in &self.days {
            sums.each(|dimension, value, counts| sum(link, *day, dimension, value, *model, counts));
        }
    }

    /// Adds everything to the store's sums, in key order, so that neighbours share pages and two nodes never wait for
    /// each other crosswise. What comes to nothing is not written.
    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let rows = self.rows();
        tx.batch(&ADD, rows.iter().map(Sum::row))?;
        span_sums::add_leads(tx, rows.iter().map(Sum::of_day))
    }

    fn rows(&self) -> Vec<Sum> {
        let mut rows: Vec<Sum> = Vec::new();
        for ((workspace, link, model, day), sums) in &self.days {
            sums.each(|dimension, value, counts| {
                let value = value.to_owned();
                let key = Key { workspace: *workspace, link: *link, dimension, day: *day, value, model: *model };
                rows.push(Sum { key, counts });
            });
        }
        rows.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        rows
    }
}

impl Day {
    /// All that a lead is counted by, by one touch.
    fn whole(&mut self, lead: &Counted<'_>, brought: &Brought<'_>, hour: u8, counts: LeadCounts) {
        self.total += counts;
        *self.hours.entry(hour).or_default() += counts;
        *self.agents.entry(lead.agent).or_default() += counts;
        let of_lead = [lead.country, lead.device];
        for (words, word) in self.words.iter_mut().zip(of_lead.into_iter().chain(words_of(brought))) {
            add_word(words, word, counts);
        }
    }

    /// Where two touches of the same link differ.
    fn moved(&mut self, from: &Brought<'_>, to: &Brought<'_>, counts: LeadCounts) {
        let words = self.words.iter_mut().skip(OF_LEAD.len());
        for ((words, from), to) in words.zip(words_of(from)).zip(words_of(to)).filter(|((_, from), to)| from != to) {
            add_word(words, from, counts.negative());
            add_word(words, to, counts);
        }
    }

    fn each(&self, mut sum: impl FnMut(&'static str, &str, LeadCounts)) {
        let mut sum = |dimension, value: &str, counts: LeadCounts| {
            if !counts.is_zero() {
                sum(dimension, value, counts);
            }
        };
        sum("total", "", self.total);
        for (hour, counts) in &self.hours {
            sum("hour", &format!("{hour:02}"), *counts);
        }
        for (agent, counts) in &self.agents {
            sum("agent", &agent.map(|id| id.to_string()).unwrap_or_default(), *counts);
        }
        for (dimension, words) in OF_LEAD.into_iter().chain(OF_TOUCH.map(Dimension::as_str)).zip(&self.words) {
            words.iter().for_each(|(value, counts)| sum(dimension, value, *counts));
        }
    }
}

/// Looked up by the borrowed word first: most words of a bite have been seen already.
fn add_word(words: &mut Words, word: &str, counts: LeadCounts) {
    match words.get_mut(word) {
        Some(sum) => *sum += counts,
        None => drop(words.insert(word.to_owned(), counts)),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    workspace: WorkspaceId,
    link: [u8; 16],
    dimension: &'static str,
    day: i32,
    value: String,
    model: i64,
}

struct Sum {
    key: Key,
    counts: LeadCounts,
}

impl Sum {
    fn of_day(&self) -> OfDay<'_, LeadCounts> {
        let Key { workspace, link, dimension, day, value, model } = &self.key;
        let (workspace, link, day, model) = (*workspace, *link, *day, *model);
        OfDay { workspace, link, dimension, day, value, model, counts: self.counts }
    }

    fn row(&self) -> [Value<'_>; 11] {
        let Key { workspace, link, dimension, day, value, model } = &self.key;
        let LeadCounts { leads, with_data, opened, chats, data_chats } = self.counts;
        [
            workspace.into(),
            Value::Id(*link),
            (*dimension).into(),
            (*day).into(),
            value.into(),
            (*model).into(),
            leads.into(),
            with_data.into(),
            opened.into(),
            chats.into(),
            data_chats.into(),
        ]
    }
}

/// Whether other transactions must not change what is read before this one ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    ToTheEnd,
    /// This transaction holds them already.
    Not,
}

/// The leads of these numbers that are there, in the order of their numbers.
pub(crate) fn each_of(
    tx: &mut Tx<'_>,
    ids: &[LeadId],
    hold: Hold,
    mut see: impl FnMut(LeadId, &Counted<'_>),
) -> Result<(), Error> {
    for chunk in ids.chunks(CHUNK) {
        let Some(last) = chunk.last() else { continue };
        // Always the same number of places, so that the statement is prepared once; the last number fills the rest.
        let params: Vec<Value<'_>> = (0..CHUNK).map(|at| chunk.get(at).unwrap_or(last).into()).collect();
        let places: Vec<String> = (1..=CHUNK).map(|n| format!("${n}")).collect();
        let holding = if hold == Hold::ToTheEnd { dialect::for_update(tx.engine()) } else { "" };
        let sql = format!("{}WHERE id IN ({}) ORDER BY id{holding}", columns!(), places.join(", "));
        tx.each(&Statement::put_together("lead_days.of", sql), &params, |row| {
            read(row, |id, counted| see(id, &counted))
        })?;
    }
    Ok(())
}

/// One lead as it is now.
pub(crate) fn one<T>(
    tx: &mut Tx<'_>,
    lead: LeadId,
    mut see: impl FnMut(&Counted<'_>) -> T,
) -> Result<Option<T>, Error> {
    tx.opt(&ONE, &[lead.into()], |row| read(row, |_, counted| see(&counted)))
}

/// Every lead of a workspace.
pub(super) fn each_lead(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    mut see: impl FnMut(LeadId, &Counted<'_>),
) -> Result<(), Error> {
    tx.each(&OF_WORKSPACE, &[workspace.into()], |row| read(row, |id, counted| see(id, &counted)))
}

/// The days of a workspace made anew from its leads. Its spans are to be made anew after them.
pub(super) fn remake(tx: &mut Tx<'_>, workspace: WorkspaceId, zone: &TimeZone) -> Result<(), Error> {
    let mut sums = LeadDays::default();
    each_lead(tx, workspace, |_, lead| sums.add(lead, zone))?;
    tx.execute(&FORGET, &[workspace.into()])?;
    tx.batch(&ADD, sums.rows().iter().map(Sum::row)).map(drop)
}
