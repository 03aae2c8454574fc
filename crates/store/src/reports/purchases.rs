//! Purchases of some days: leads whose status became one of those that mean money, each counted once, at the first
//! such change within the days, with the actual value that it has now. A row for each such change stands in `purchases`
//! beside what it is counted by; whoever changes a lead, or adds a visit to it, has them made anew ([`refresh`]).

use super::by::By;
use super::days;
use super::lead_days::{self, Counted};
use super::sums::Scope;
use super::up_to_date;
use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use crate::visits;
use domain::attribution::{Brought, Model};
use domain::id::{AgentId, LeadId, WorkspaceId};
use domain::lead::filter::Purchased;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Leads that are looked up by one statement.
const CHUNK: usize = 100;

const WITHIN: Statement = Statement::new(
    "purchases.within",
    "SELECT lead_id, at, agent_id, country, device, minor, currency, \
     CASE WHEN $1 = 0 THEN first_touch ELSE last_touch END FROM purchases \
     WHERE workspace_id = $2 AND at >= $3 AND at < $4 ORDER BY at, change_id",
);
// The statuses are those of domain::lead::PURCHASES; a test holds them together.
const BECAME: Statement = Statement::new(
    "purchases.became",
    "SELECT id, at FROM lead_changes WHERE lead_id = $1 AND field = 'status' \
     AND after_value IN ('purchase', 'won')",
);
const BUYERS: Statement = Statement::new(
    "purchases.buyers",
    "SELECT DISTINCT lead_id FROM lead_changes WHERE workspace_id = $1 AND field = 'status' \
     AND after_value IN ('purchase', 'won')",
);
const VALUE: Statement = Statement::new("purchases.value", "SELECT actual_minor, currency FROM leads WHERE id = $1");
const TOUCH_BEFORE: Statement = Statement::new(
    "purchases.touch_before",
    "SELECT details FROM visits WHERE lead_id = $1 AND at <= $2 AND repeated = 0 ORDER BY at DESC, id DESC LIMIT 1",
);
const KNOWN: Statement =
    Statement::new("purchases.known", "SELECT change_id, last_touch FROM purchases WHERE lead_id = $1");
const LAST_TOUCH: Statement = Statement::new("purchases.last_touch", "SELECT last_touch FROM leads WHERE id = $1");
const FORGET: Statement = Statement::new("purchases.forget", "DELETE FROM purchases WHERE lead_id = $1");
const FORGET_ALL: Statement = Statement::new("purchases.forget_all", "DELETE FROM purchases WHERE workspace_id = $1");
const KEEP: Statement = Statement::new(
    "purchases.keep",
    "INSERT INTO purchases (workspace_id, at, change_id, lead_id, agent_id, country, device, minor, currency, \
     first_touch, last_touch) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);

pub const STATEMENTS: &[&Statement] =
    &[&WITHIN, &BECAME, &BUYERS, &VALUE, &TOUCH_BEFORE, &KNOWN, &LAST_TOUCH, &FORGET, &FORGET_ALL, &KEEP];

#[derive(Debug, Default)]
pub(super) struct Sum {
    pub(super) count: i64,
    pub(super) value: BTreeMap<String, i64>,
}

impl Sum {
    fn add(&mut self, value: Option<(&str, i64)>) {
        self.count += 1;
        let Some((currency, minor)) = value else { return };
        match self.value.get_mut(currency) {
            Some(sum) => *sum += minor,
            None => drop(self.value.insert(currency.to_owned(), minor)),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Purchases {
    pub(super) total: Sum,
    /// For each of what was asked for, in its order.
    pub(super) lines: Vec<FxHashMap<String, Sum>>,
}

pub(super) fn of(tx: &mut Tx<'_>, scope: &Scope, by: &[By]) -> Result<Purchases, Error> {
    let within = scope.days.moments(&scope.zone)?;
    let mut sums = Purchases { lines: by.iter().map(|_| FxHashMap::default()).collect(), ..Purchases::default() };
    each(tx, scope.workspace, within, scope.model, |bought| {
        if scope.link.is_some_and(|asked| bought.brought.link != Some(asked)) {
            return;
        }
        sums.total.add(bought.value);
        for (by, lines) in by.iter().zip(&mut sums.lines) {
            if let Some(key) = bought.key(*by, &scope.zone) {
                lines.entry(key).or_default().add(bought.value);
            }
        }
    })?;
    Ok(sums)
}

/// The leads behind a figure: those that became a purchase for the first time since `asked.since` within its moments,
/// of a line of the report where one is asked for. In no order, each once.
pub(crate) fn leads(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    asked: Purchased,
    model: Model,
    line: impl Fn(&Bought<'_>) -> bool,
) -> Result<Vec<LeadId>, Error> {
    let mut found = Vec::new();
    each(tx, workspace, (asked.since.min(asked.from), asked.before), model, |bought| {
        if bought.at >= asked.from && line(bought) {
            found.push(bought.lead);
        }
    })?;
    Ok(found)
}

/// A lead that became a purchase, by one touch.
#[derive(Debug)]
pub(crate) struct Bought<'a> {
    pub(crate) lead: LeadId,
    pub(crate) at: i64,
    agent: Option<AgentId>,
    country: &'a str,
    device: &'a str,
    value: Option<(&'a str, i64)>,
    pub(crate) brought: Brought<'a>,
}

impl Bought<'_> {
    /// The line that it belongs to; none where a purchase has none (it has no kind of visit).
    pub(crate) fn key(&self, by: By, zone: &TimeZone) -> Option<String> {
        let brought = &self.brought;
        let word = match by {
            By::Day => {
                let (day, _) = days::local(self.at, zone);
                return days::date_of(day).map(|date| date.to_string());
            }
            By::Hour => return Some(format!("{:02}", days::local(self.at, zone).1)),
            By::Link => return Some(brought.link.map(|id| id.to_string()).unwrap_or_default()),
            By::Agent => return Some(self.agent.map(|id| id.to_string()).unwrap_or_default()),
            By::Kind => return None,
            By::Country => self.country,
            By::Device => self.device,
            By::Source => &brought.source,
            By::Medium => &brought.medium,
            By::Campaign => &brought.campaign,
            By::Term => &brought.term,
            By::Content => &brought.content,
            By::Ad => &brought.ad,
            By::Platform => &brought.platform,
        };
        Some(word.to_owned())
    }
}

/// Each lead once, at its first purchase within the moments.
fn each(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (from, to): (i64, i64),
    model: Model,
    mut see: impl FnMut(&Bought<'_>),
) -> Result<(), Error> {
    let mut seen: FxHashSet<LeadId> = FxHashSet::default();
    if !up_to_date(tx)? {
        // Not kept yet: made of the leads' history, in its order.
        let buyers: Vec<LeadId> = tx.query(&BUYERS, &[workspace.into()], |row| row.get(0))?;
        let mut made = Vec::new();
        for lead in buyers {
            made.extend(self::made(tx, lead, &Vec::new())?);
        }
        made.sort_by_key(|one| (one.at, one.change));
        made.retain(|one| one.at >= from && one.at < to && seen.insert(one.lead));
        made.iter().for_each(|one| see(&one.bought(model)));
        return Ok(());
    }
    let touch = i64::from(model == Model::Last);
    tx.each(&WITHIN, &[touch.into(), workspace.into(), from.into(), to.into()], |row| {
        let lead = row.get(0)?;
        if !seen.insert(lead) {
            return Ok(());
        }
        see(&Bought {
            lead,
            at: row.get(1)?,
            agent: row.get(2)?,
            country: row.get(3)?,
            device: row.get(4)?,
            value: row.get::<Option<&str>>(6)?.zip(row.get::<Option<i64>>(5)?),
            brought: brought(row, 7)?,
        });
        Ok(())
    })
}

fn brought<'r>(row: &'r Row<'_>, at: usize) -> Result<Brought<'r>, Error> {
    postcard::from_bytes(row.get(at)?).map_err(|error| Error::Damaged(format!("the touch of a purchase: {error}")))
}

/// Those of `leads` that became a purchase at some time.
pub(crate) fn buyers(tx: &mut Tx<'_>, leads: &[LeadId]) -> Result<Vec<LeadId>, Error> {
    let mut found = Vec::new();
    for chunk in leads.chunks(CHUNK) {
        let Some(last) = chunk.last() else { continue };
        let params: Vec<Value<'_>> = (0..CHUNK).map(|at| chunk.get(at).unwrap_or(last).into()).collect();
        let places: Vec<String> = (1..=CHUNK).map(|n| format!("${n}")).collect();
        let sql = format!("SELECT DISTINCT lead_id FROM purchases WHERE lead_id IN ({})", places.join(", "));
        found.extend(tx.query(&Statement::put_together("purchases.of", sql), &params, |row| row.get::<LeadId>(0))?);
    }
    Ok(found)
}

/// Makes the purchases of a lead anew from its history, its visits and what it is now.
pub(crate) fn refresh(tx: &mut Tx<'_>, lead: LeadId) -> Result<(), Error> {
    let known = last_known(tx, lead)?;
    tx.execute(&FORGET, &[lead.into()])?;
    keep(tx, lead, &known)
}

/// What brought a lead before its purchases, by the rows of its history: for visits that are kept no more.
type Remembered = Vec<(Uuid, Brought<'static>)>;

fn last_known(tx: &mut Tx<'_>, lead: LeadId) -> Result<Remembered, Error> {
    tx.query(&KNOWN, &[lead.into()], |row| Ok((row.get(0)?, brought(row, 1)?.into_owned())))
}

fn keep(tx: &mut Tx<'_>, lead: LeadId, known: &Remembered) -> Result<(), Error> {
    for one in made(tx, lead, known)? {
        let (first, last) = (encoded(&one.known.first)?, encoded(&one.last)?);
        tx.execute(
            &KEEP,
            &[
                one.known.workspace.into(),
                one.at.into(),
                one.change.into(),
                lead.into(),
                one.known.agent.into(),
                (&one.known.country).into(),
                (&one.known.device).into(),
                one.minor.into(),
                one.currency.as_ref().into(),
                first.into(),
                last.into(),
            ],
        )?;
    }
    Ok(())
}

/// A purchase as the rows have it.
struct Made {
    lead: LeadId,
    at: i64,
    change: Uuid,
    known: Known,
    minor: Option<i64>,
    currency: Option<String>,
    last: Brought<'static>,
}

impl Made {
    fn bought(&self, model: Model) -> Bought<'_> {
        let Known { agent, country, device, first, .. } = &self.known;
        Bought {
            lead: self.lead,
            at: self.at,
            agent: *agent,
            country,
            device,
            value: self.currency.as_deref().zip(self.minor),
            brought: if model == Model::First { first.clone() } else { self.last.clone() },
        }
    }
}

fn made(tx: &mut Tx<'_>, lead: LeadId, remembered: &Remembered) -> Result<Vec<Made>, Error> {
    let became: Vec<(Uuid, i64)> = tx.query(&BECAME, &[lead.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if became.is_empty() {
        return Ok(Vec::new());
    }
    let value = |row: &Row<'_>| Ok((row.get::<Option<i64>>(0)?, row.get::<Option<String>>(1)?));
    let Some((minor, currency)) = tx.opt(&VALUE, &[lead.into()], value)? else { return Ok(Vec::new()) };
    let Some(known) = lead_days::one(tx, lead, Known::of)? else { return Ok(Vec::new()) };
    let mut made = Vec::with_capacity(became.len());
    for (change, at) in became {
        let last = match touch_before(tx, lead, at)? {
            Some(last) => last,
            // No visit before it is there any more: as it was counted then, else by the lead's own last touch.
            None => match remembered.iter().find(|(of, _)| *of == change) {
                Some((_, last)) => last.clone(),
                None if last_touched(tx, lead)?.is_some_and(|touched| touched <= at) => known.last.clone(),
                None => known.first.clone(),
            },
        };
        made.push(Made { lead, at, change, known: known.clone(), minor, currency: currency.clone(), last });
    }
    Ok(made)
}

/// What a purchase takes over from its lead.
#[derive(Clone)]
struct Known {
    workspace: WorkspaceId,
    agent: Option<AgentId>,
    country: String,
    device: String,
    first: Brought<'static>,
    /// The lead's last so far.
    last: Brought<'static>,
}

impl Known {
    fn of(lead: &Counted<'_>) -> Self {
        Self {
            workspace: lead.workspace,
            agent: lead.agent,
            country: lead.country.to_owned(),
            device: lead.device.to_owned(),
            first: lead.first.clone().into_owned(),
            last: lead.last.as_ref().unwrap_or(&lead.first).clone().into_owned(),
        }
    }
}

fn touch_before(tx: &mut Tx<'_>, lead: LeadId, at: i64) -> Result<Option<Brought<'static>>, Error> {
    tx.opt(&TOUCH_BEFORE, &[lead.into(), at.into()], |row| {
        let visit = visits::decode(row.get(0)?).map_err(|error| Error::Damaged(format!("a visit: {error}")))?;
        Ok(Brought::with_source(Some(visit.link), visit.source, visit.facts.origin).into_owned())
    })
}

fn last_touched(tx: &mut Tx<'_>, lead: LeadId) -> Result<Option<i64>, Error> {
    let bytes: Option<Option<Vec<u8>>> = tx.opt(&LAST_TOUCH, &[lead.into()], |row| row.get(0))?;
    bytes.flatten().map(|bytes| lead_days::touch(&bytes).map(|touch| touch.at)).transpose()
}

fn encoded(brought: &Brought<'_>) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(brought).map_err(|error| Error::Failed(error.to_string()))
}

/// The purchases of a workspace made anew.
pub(super) fn remake(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), Error> {
    let buyers: Vec<LeadId> = tx.query(&BUYERS, &[workspace.into()], |row| row.get(0))?;
    let known: Vec<(LeadId, Remembered)> =
        buyers.into_iter().map(|lead| Ok((lead, last_known(tx, lead)?))).collect::<Result<_, Error>>()?;
    tx.execute(&FORGET_ALL, &[workspace.into()])?;
    known.iter().try_for_each(|(lead, known)| keep(tx, *lead, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statements_name_the_statuses_that_the_domain_calls_purchases() {
        let quoted: Vec<String> = domain::lead::PURCHASES.iter().map(|status| format!("'{status}'")).collect();
        for statement in [BECAME, BUYERS] {
            assert!(statement.sql.contains(&format!("IN ({})", quoted.join(", "))));
        }
    }
}
