//! How a bite moves the figures of leads: what its leads were counted by before it is taken away, and what they are
//! afterwards is given. Most leads of a bite are new and go by without being read.

use super::beacon::Kept;
use super::fold::{Fold, LeadRow};
use super::write::Zones;
use crate::dialect::{Engine, Newcomers, meet};
use crate::error::Error;
use crate::reports::lead_days::{self, Counted, Hold, LeadCounts, LeadDays, touch};
use crate::reports::purchases;
use crate::tx::Tx;
use domain::attribution::Brought;
use domain::id::LeadId;
use rustc_hash::FxHashSet;

pub(super) struct Figures {
    sums: LeadDays,
    /// Leads that stood in the store, or that what is written beside them changes.
    changed: FxHashSet<LeadId>,
    /// Of them, those whose person was erased.
    erased: FxHashSet<LeadId>,
}

impl Figures {
    /// Reads what the leads of the bite are before it, and keeps everybody else from changing them.
    pub(super) fn before(
        tx: &mut Tx<'_>,
        leads: &[(LeadId, &LeadRow<'_>)],
        fold: &Fold<'_>,
        zones: &mut Zones,
    ) -> Result<Self, Error> {
        let newcomers = newcomers(tx, leads)?;
        meet(tx, newcomers)?;
        let openers = fold.opened.iter().filter_map(Kept::opener);
        // They change no lead, but the person may have been erased.
        let repeats = fold.visits.iter().filter(|row| row.visit.repeat).filter_map(|row| row.visit.lead);
        let repeats = repeats.map(|lead| lead.id);
        let mut ids: Vec<LeadId> = leads.iter().map(|(id, _)| *id).chain(openers).chain(repeats).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found: Vec<(LeadId, Held)> = Vec::new();
        lead_days::each_of(tx, &ids, Hold::ToTheEnd, |id, lead| found.push((id, Held::of(lead))))?;
        let mut sums = LeadDays::default();
        for (_, held) in &found {
            sums.take(&held.counted(), zones.of(tx, held.0.workspace)?);
        }
        let erased = found.iter().filter(|(_, held)| held.0.is_erased).map(|(id, _)| *id).collect();
        Ok(Self { sums, changed: found.into_iter().map(|(id, _)| id).collect(), erased })
    }

    /// The leads of the bite whose person was erased. They are held: nobody is erased while this is written.
    pub(super) fn erased(&self) -> &FxHashSet<LeadId> {
        &self.erased
    }

    /// Adds what became of them.
    pub(super) fn after(mut self, tx: &mut Tx<'_>, fold: &Fold<'_>, zones: &mut Zones) -> Result<(), Error> {
        let stood: Vec<LeadId> = self.changed.iter().copied().collect();
        let told = fold.opened.iter().filter_map(Kept::opener);
        let left = fold.left_numbers.iter().map(|(_, left)| left.lead.id);
        let sent = fold.forms.iter().filter_map(|form| form.sent.visit.lead).map(|lead| lead.id);
        self.changed.extend(told.chain(left).chain(sent));
        for (id, row) in fold.leads.iter().filter(|(id, _)| !self.changed.contains(id)) {
            let zone = zones.of(tx, row.workspace)?;
            as_made(row, |lead| self.sums.add(lead, zone)).map_err(|error| named(error, *id))?;
        }
        let mut changed: Vec<LeadId> = self.changed.iter().copied().collect();
        changed.sort_unstable();
        let mut found = Vec::new();
        lead_days::each_of(tx, &changed, Hold::Not, |_, lead| found.push(Held::of(lead)))?;
        for held in &found {
            self.sums.add(&held.counted(), zones.of(tx, held.0.workspace)?);
        }
        self.sums.write(tx)?;
        for buyer in purchases::buyers(tx, &stood)? {
            purchases::refresh(tx, buyer)?;
        }
        Ok(())
    }
}

/// Where nothing but the engine's one writer writes leads, nobody is asked.
fn newcomers(tx: &mut Tx<'_>, leads: &[(LeadId, &LeadRow<'_>)]) -> Result<Newcomers, Error> {
    if tx.engine() == Engine::Sqlite {
        return Ok(Newcomers::Own);
    }
    let returning: Vec<LeadId> = leads.iter().filter(|(_, row)| row.is_returning).map(|(id, _)| *id).collect();
    let mut there = 0;
    lead_days::each_of(tx, &returning, Hold::Not, |_, _| there += 1)?;
    Ok(if there == returning.len() { Newcomers::Own } else { Newcomers::Others })
}

fn named(error: Error, lead: LeadId) -> Error {
    match error {
        Error::Damaged(why) => Error::Damaged(format!("lead {lead}: {why}")),
        other => other,
    }
}

/// A lead that this bite makes, as its row will be read.
fn as_made(row: &LeadRow<'_>, see: impl FnOnce(&Counted<'_>)) -> Result<(), Error> {
    let first_touch = touch(&row.first_touch)?;
    let first_at = first_touch.at;
    let mut first = Brought::with_source(Some(row.link), row.source.as_ref().into(), first_touch.origin);
    first.campaign = row.campaign.as_ref().into();
    let last = row.last_touch.as_deref().map(touch).transpose()?;
    see(&Counted {
        workspace: row.workspace,
        created_at: row.first_at,
        agent: row.agent,
        country: &row.place.country,
        device: row.device.as_str(),
        first,
        last: lead_days::last_of(first_at, last),
        counts: LeadCounts { leads: 1, ..LeadCounts::default() },
        is_erased: false,
    });
    Ok(())
}

/// A lead as it is counted, holding its own text beyond the row that it was read from.
struct Held(Counted<'static>, String);

impl Held {
    fn of(lead: &Counted<'_>) -> Self {
        let Counted { workspace, created_at, agent, country, device, first, last, counts, is_erased } = lead;
        let device = domain::visit::Device::parse(device).unwrap_or_default().as_str();
        let first = first.clone().into_owned();
        let last = last.clone().map(Brought::into_owned);
        let (workspace, created_at, agent, counts) = (*workspace, *created_at, *agent, *counts);
        let is_erased = *is_erased;
        let held = Counted { workspace, created_at, agent, country: "", device, first, last, counts, is_erased };
        Self(held, (*country).to_owned())
    }

    fn counted(&self) -> Counted<'_> {
        Counted { country: &self.1, ..self.0.clone() }
    }
}
