//! What a hub came to over some days: how often it was seen, by whom, and what was pressed.

use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use crate::reports;
use domain::actor::Who;
use domain::id::{EntryId, HubId};
use domain::scope::Scope;
use domain::visit::Kind;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::hubs::{self, Count};
use store::reports::Days;
use store::reports::days::date_of;
use store::workspaces;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Views by people, scans among them.
    pub views: i64,
    pub scans: i64,
    /// Every kind that was seen, machines as well.
    pub by_kind: Vec<(Kind, i64)>,
    pub presses: i64,
    pub leads: i64,
    /// Only entries that were pressed; one that is no more has a line of its own.
    pub entries: BTreeMap<EntryId, OfEntry>,
    /// A day without anything is left out.
    pub days: BTreeMap<Date, OfDay>,
}

/// As of all days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfDay {
    pub views: i64,
    pub scans: i64,
    pub presses: i64,
    pub leads: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfEntry {
    /// By people, without repeats.
    pub presses: i64,
    /// New ones.
    pub leads: i64,
}

/// Of the first to the last day in the workspace's zone; the last 30 where nothing is said. Errors: `Invalid` for days
/// in the wrong order or too many of them.
pub async fn figures(
    engine: &Engine,
    who: &Who,
    id: HubId,
    asked: (Option<Date>, Option<Date>),
) -> Result<(Days, Figures), Rejection> {
    need(who, Scope::ReportsRead)?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let home = workspaces::get(tx, workspace)?.ok_or(Rejection::NotFound)?;
        hubs::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        let days = reports::days(asked.0, asked.1, reports::today(now, &home.time_zone))?;
        let counts = hubs::days(tx, id, days.numbers())?;
        Ok((days, added_up(&counts)))
    })
    .await
}

fn added_up(counts: &[Count]) -> Figures {
    let mut figures = Figures::default();
    let mut kinds = [0; Kind::ALL.len()];
    for Count { day, what, count } in counts {
        let at = date_of(*day).map(|day| figures.days.entry(day).or_default()).into_iter();
        if let Some(kind) = Kind::parse(what) {
            kinds[kind as usize] += count;
            if kind.is_person() {
                let scans = if kind == Kind::Scan { *count } else { 0 };
                figures.views += count;
                figures.scans += scans;
                at.for_each(|day| {
                    day.views += count;
                    day.scans += scans;
                });
            }
        } else if let Some(id) = what.strip_prefix("press:").and_then(EntryId::parse) {
            figures.presses += count;
            figures.entries.entry(id).or_default().presses += count;
            at.for_each(|day| day.presses += count);
        } else if let Some(id) = what.strip_prefix("lead:").and_then(EntryId::parse) {
            figures.leads += count;
            figures.entries.entry(id).or_default().leads += count;
            at.for_each(|day| day.leads += count);
        }
    }
    figures.by_kind = Kind::ALL.into_iter().zip(kinds).filter(|(_, count)| *count > 0).collect();
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn views_presses_and_leads_add_up_by_day_and_entry_and_machines_stand_apart() {
        let id = EntryId(Uuid::from_u128(7));
        let count = |day, what: &str, count| Count { day, what: what.to_owned(), count };
        let figures = added_up(&[
            count(20_261_101, "bot", 4),
            count(20_261_101, "human", 10),
            count(20_261_101, "scan", 2),
            count(20_261_101, &format!("press:{id}"), 3),
            count(20_261_102, &format!("press:{id}"), 1),
            count(20_261_102, &format!("lead:{id}"), 1),
        ]);
        assert_eq!((figures.views, figures.scans, figures.presses, figures.leads), (12, 2, 4, 1));
        assert_eq!(figures.by_kind, [(Kind::Human, 10), (Kind::Scan, 2), (Kind::Bot, 4)]);
        assert_eq!(figures.entries[&id], OfEntry { presses: 4, leads: 1 });
        assert_eq!(figures.days[&jiff::civil::date(2026, 11, 1)], OfDay { views: 12, scans: 2, presses: 3, leads: 0 });
    }
}
