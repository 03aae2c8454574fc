//! The overview: clicks, scans, leads and purchases of some days, in lines by what one asks, with the period before
//! beside them. Everything is read from sums that are kept with the rows; while a new program has not made those yet,
//! the rows are counted themselves.

pub use super::by::By;
use super::days::{Days, date_of};
use super::lead_days::LeadCounts;
use super::purchases::{self, Purchases, Sum};
use super::rollup::Counts;
use super::sums::{self, Scope};
use crate::costs;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::attribution::Model;
use domain::id::{LinkId, WorkspaceId};
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What is told of a period or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Of visits; its leads are those that were made within the days, as they are now.
    pub counts: Counts,
    /// Of these leads: sent a form, or left a number.
    pub with_data: i64,
    /// Of these leads: a page on the phone told that the chat was opened.
    pub opened: i64,
    /// Of these leads: wrote.
    pub chats: i64,
    /// Of these leads: left data and wrote.
    pub data_chats: i64,
    /// Leads whose status became a purchase within the days, each once.
    pub purchases: i64,
    /// Their actual values, summed by currency, in minor units.
    pub value: BTreeMap<String, i64>,
    /// What was paid, by currency, in minor units. Of all links, days and campaigns alone: costs know nothing else.
    pub cost: BTreeMap<String, i64>,
}

impl Figures {
    fn is_empty(&self) -> bool {
        self.counts.is_zero()
            && self.purchases == 0
            && self.with_data == 0
            && self.opened == 0
            && self.chats == 0
            && self.cost.is_empty()
    }

    fn add_cost(&mut self, cost: &costs::Sum) {
        for (currency, minor) in cost {
            *self.cost.entry(currency.clone()).or_default() += minor;
        }
    }

    /// Its leads are told by [`Figures::add_leads`].
    fn add_visits(&mut self, visits: &Counts) {
        self.counts.add(&Counts { leads: 0, ..*visits });
    }

    fn add_leads(&mut self, leads: LeadCounts) {
        self.counts.leads += leads.leads;
        self.with_data += leads.with_data;
        self.opened += leads.opened;
        self.chats += leads.chats;
        self.data_chats += leads.data_chats;
    }

    fn add_purchases(&mut self, sum: Sum) {
        self.purchases += sum.count;
        for (currency, minor) in sum.value {
            *self.value.entry(currency).or_default() += minor;
        }
    }
}

/// A line: its key as it is kept (a day is `yyyy-mm-dd`; empty is unknown or none) and, for links and agents, its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub name: Option<String>,
    pub figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub days: Days,
    pub totals: Figures,
    /// As many days right before, and their totals.
    pub before: Option<(Days, Figures)>,
    /// Days and hours in their order, each there also when empty; everything else by clicks, the most first.
    pub lines: Vec<Line>,
}

/// What an overview is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub days: Days,
    /// Of this link, or of all. Leads and purchases are a link's by the touch that counts.
    pub link: Option<LinkId>,
    pub model: Model,
}

const ZONE: Statement = Statement::new("overview.zone", "SELECT time_zone FROM workspaces WHERE id = $1");
const LINK_NAMES: Statement =
    Statement::new("overview.link_names", "SELECT id, name FROM links WHERE workspace_id = $1");
const HUB_NAMES: Statement = Statement::new("overview.hub_names", "SELECT id, name FROM hubs WHERE workspace_id = $1");
const AGENT_NAMES: Statement =
    Statement::new("overview.agent_names", "SELECT id, name FROM agents WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] = &[&ZONE, &LINK_NAMES, &HUB_NAMES, &AGENT_NAMES];

/// The figures of some days by the first touch, of one link or of all. Errors: as [`overviews`].
pub fn overview(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: Days,
    by: By,
    link: Option<LinkId>,
) -> Result<Overview, Error> {
    let asked = Asked { days, link, model: Model::First };
    overviews(tx, workspace, asked, &[by])?.pop().ok_or(Error::Missing)
}

/// The same period by each of `by`. Errors: `Missing` when there is no such workspace.
pub fn overviews(tx: &mut Tx<'_>, workspace: WorkspaceId, asked: Asked, by: &[By]) -> Result<Vec<Overview>, Error> {
    let scope = Scope::of(tx, workspace, asked)?;
    let Purchases { total, lines: bought } = purchases::of(tx, &scope, by)?;
    let totals = totals(tx, &scope, total)?;
    let before = match asked.days.before() {
        Some(days) => {
            let earlier = Scope { days, ..scope.clone() };
            let bought = purchases::of(tx, &earlier, &[])?.total;
            Some((days, self::totals(tx, &earlier, bought)?))
        }
        None => None,
    };
    let mut reports = Vec::with_capacity(by.len());
    for (by, bought) in by.iter().zip(bought) {
        let lines = lines(tx, &scope, *by, bought)?;
        reports.push(Overview { days: asked.days, totals: totals.clone(), before: before.clone(), lines });
    }
    Ok(reports)
}

pub(super) fn zone_of(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<TimeZone, Error> {
    let name: String = tx.one(&ZONE, &[workspace.into()], |row| row.get(0))?;
    TimeZone::get(&name).map_err(|_| Error::Damaged(format!("the time zone {name:?}")))
}

fn totals(tx: &mut Tx<'_>, scope: &Scope, bought: Sum) -> Result<Figures, Error> {
    let mut figures = Figures::default();
    figures.add_visits(&sums::visits_in_all(tx, scope)?);
    figures.add_leads(sums::leads_in_all(tx, scope)?);
    figures.add_purchases(bought);
    if scope.link.is_none() {
        costs::by_day(tx, scope.workspace, scope.days.numbers())?.values().for_each(|cost| figures.add_cost(cost));
    }
    Ok(figures)
}

/// The lines: visits, leads and purchases put together, in the order to show.
fn lines(tx: &mut Tx<'_>, scope: &Scope, by: By, bought: FxHashMap<String, Sum>) -> Result<Vec<Line>, Error> {
    let mut lines: FxHashMap<String, Figures> = FxHashMap::default();
    for (key, counts) in sums::visits(tx, scope, by)? {
        let line = lines.entry(key).or_default();
        line.add_visits(&counts);
        // By kind a lead is where the visit is that made it.
        if by == By::Kind {
            line.counts.leads = counts.leads;
        }
    }
    for (key, leads) in sums::leads(tx, scope, by)? {
        lines.entry(key).or_default().add_leads(leads);
    }
    for (key, sum) in bought {
        lines.entry(key).or_default().add_purchases(sum);
    }
    match (by, scope.link) {
        (By::Day, None) => {
            for (day, cost) in costs::by_day(tx, scope.workspace, scope.days.numbers())? {
                let date = date_of(day).ok_or_else(|| Error::Damaged(format!("the day {day} of a cost")))?;
                lines.entry(date.to_string()).or_default().add_cost(&cost);
            }
        }
        (By::Campaign, None) => {
            for (campaign, cost) in costs::by_campaign(tx, scope.workspace, scope.days.numbers())? {
                lines.entry(campaign).or_default().add_cost(&cost);
            }
        }
        _ => {}
    }
    match by {
        By::Day => Ok(all_of(scope.days.each().map(|day| day.to_string()), lines)),
        By::Hour => Ok(all_of((0..24).map(|hour| format!("{hour:02}")), lines)),
        _ => {
            let names = names(tx, scope.workspace, by)?;
            let mut lines: Vec<Line> = lines
                .into_iter()
                .filter(|(_, figures)| !figures.is_empty())
                .map(|(key, figures)| Line { name: names.get(&key).cloned(), key, figures })
                .collect();
            lines.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.key.cmp(&b.key)));
            Ok(lines)
        }
    }
}

fn weight(line: &Line) -> (i64, i64, i64, i64) {
    let Figures { counts, purchases, .. } = &line.figures;
    (counts.clicks + counts.scans, counts.leads, *purchases, counts.filtered + counts.repeats)
}

fn all_of(keys: impl Iterator<Item = String>, mut lines: FxHashMap<String, Figures>) -> Vec<Line> {
    keys.map(|key| Line { figures: lines.remove(&key).unwrap_or_default(), name: None, key }).collect()
}

fn names(tx: &mut Tx<'_>, workspace: WorkspaceId, by: By) -> Result<FxHashMap<String, String>, Error> {
    let statements: &[&Statement] = match by {
        By::Link => &[&LINK_NAMES, &HUB_NAMES],
        By::Agent => &[&AGENT_NAMES],
        _ => &[],
    };
    let mut names = FxHashMap::default();
    for statement in statements {
        tx.each(statement, &[workspace.into()], |row| {
            names.insert(row.get::<uuid::Uuid>(0)?.to_string(), row.get(1)?);
            Ok(())
        })?;
    }
    Ok(names)
}
