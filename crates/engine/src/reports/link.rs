//! The figures of one link with what moved its members' shares: how long each was switched off, and when a weight was
//! another. The switches and weights of the past are read from the change history, backwards from how it is now.

use super::{days, today};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::{LinkId, WorkspaceId};
use domain::problem::FieldError;
use domain::scope::Scope;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;
use store::audit::{self, Entry};
use store::reports::link::MOST_ROWS;
use store::reports::{Days, LinkFigures, Refused, days::beginning, link_figures};
use store::visits::Filter;
use store::{Tx, links, members, workspaces};

/// Entries of the history that are looked through; further back the present line-up is taken to have been so.
const MOST_ENTRIES: usize = 1_000;

/// What is asked for; days as of an overview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Further conditions: a kind, lines. Its link and its moments are not read.
    pub narrow: Filter,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkReport {
    pub days: Days,
    pub figures: LinkFigures,
    /// By the member's number.
    pub moved: BTreeMap<String, Moved>,
}

/// What a person did to a member within the days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Microseconds with the switch off, up to now.
    pub off: i64,
    /// Changes of the weight, the latest first: when, before, after.
    pub weights: Vec<(i64, i64, i64)>,
}

/// Errors: `NotFound` for a link of somebody else, `Invalid` for days that can't be or too many rows to count one by one.
pub async fn link(engine: &Engine, who: &Who, id: LinkId, asked: Asked) -> Result<LinkReport, Rejection> {
    need(who, Scope::ReportsRead)?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let home = workspaces::get(tx, workspace)?.ok_or(Rejection::NotFound)?;
        if links::get(tx, workspace, id)?.is_none() {
            return Err(Rejection::NotFound);
        }
        let days = days(asked.from, asked.to, today(now, &home.time_zone))?;
        let figures = link_figures(tx, workspace, id, days, &asked.narrow)?.map_err(|Refused::TooMany(_)| {
            Rejection::invalid(FieldError::new("from", "too_many_rows").with("max", MOST_ROWS))
        })?;
        let zone = TimeZone::get(&home.time_zone).unwrap_or(TimeZone::UTC);
        let from = beginning(days.first(), &zone).unwrap_or_default();
        let to = days.last().tomorrow().ok().and_then(|day| beginning(day, &zone)).unwrap_or(now).min(now);
        Ok(LinkReport { days, figures, moved: moved(tx, workspace, id, (from, to))? })
    })
    .await
}

/// A member as the history tells one.
#[derive(Clone, Copy)]
struct Told {
    active: bool,
    weight: i64,
}

fn moved(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    (from, to): (i64, i64),
) -> Result<BTreeMap<String, Moved>, Rejection> {
    let seats = members::of_link(tx, link)?.into_iter();
    let mut pool: BTreeMap<String, Told> = seats
        .map(|seat| (seat.number, Told { active: seat.member.active, weight: seat.member.weight.into() }))
        .collect();
    let filter = audit::Filter { noun: "link".to_owned(), noun_id: link.to_string() };
    let mut moved: BTreeMap<String, Moved> = BTreeMap::new();
    let mut until = i64::MAX;
    for entry in audit::page(tx, workspace, &filter, None, MOST_ENTRIES)? {
        stand(&mut moved, &pool, (entry.at.max(from), until.min(to)));
        if entry.at < from {
            return Ok(moved);
        }
        until = entry.at;
        let Some(was) = told_before(&entry) else { continue };
        for (number, now) in &pool {
            let before = was.get(number).filter(|before| before.weight != now.weight && entry.at < to);
            if let Some(before) = before {
                moved.entry(number.clone()).or_default().weights.push((entry.at, before.weight, now.weight));
            }
        }
        pool = was;
    }
    stand(&mut moved, &pool, (from, until.min(to)));
    Ok(moved)
}

/// The pool was so from one moment to the other.
fn stand(moved: &mut BTreeMap<String, Moved>, pool: &BTreeMap<String, Told>, (from, to): (i64, i64)) {
    if from < to {
        for number in pool.iter().filter(|(_, told)| !told.active).map(|(number, _)| number) {
            moved.entry(number.clone()).or_default().off += to - from;
        }
    }
}

/// The pool before an entry that changed it. None: it did not, or the link was made by it.
fn told_before(entry: &Entry) -> Option<BTreeMap<String, Told>> {
    let before: Value = serde_json::from_str(entry.before.as_deref()?).ok()?;
    let members = before.get("members")?.as_array()?;
    let told = members.iter().filter_map(|member| {
        let number = member.get("number")?.as_str()?.to_owned();
        Some((number, Told { active: member.get("active")?.as_bool()?, weight: member.get("weight")?.as_i64()? }))
    });
    Some(told.collect())
}
