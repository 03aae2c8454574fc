//! For how long what is kept, as people ask of it: how it stands, and what would go with other days. Taking it away is
//! [`sweep`]'s.

mod sweep;

pub use sweep::{Sweeper, Swept};

use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::privacy::{Keep, Kept};
use domain::scope::Scope;
use jiff::tz::TimeZone;
use store::reports::days;
use store::retention::{Standing, ahead, standing};
use store::workspaces::{self, Workspace};

/// A kind of data, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub kind: Kept,
    /// None: for good.
    pub days: Option<u16>,
    /// From when on it is all there, microseconds UTC; none: it always was.
    pub kept_from: Option<i64>,
    /// Rows that went so far.
    pub gone: i64,
}

/// What would go with other days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    pub kind: Kept,
    pub days: u16,
    /// Microseconds UTC: what is older goes.
    pub before: i64,
    rows: i64,
    is_exact: bool,
}

impl Ahead {
    /// Rows; where there [are more](Self::is_more), as many as are counted.
    pub fn counted(&self) -> i64 {
        if self.is_more() { ahead::MOST } else { self.rows }
    }

    pub fn is_more(&self) -> bool {
        !self.is_exact && self.rows > ahead::MOST
    }
}

/// Every kind as it stands.
pub async fn kinds(engine: &Engine, who: &Who) -> Result<Vec<Kind>, Rejection> {
    need(who, Scope::WorkspaceRead)?;
    let id = who.workspace;
    command::read(engine, move |tx| {
        let workspace = workspaces::get(tx, id)?.ok_or(Rejection::NotFound)?;
        let standing = standing(tx, id)?;
        let of = |kind| {
            let known: Option<&Standing> = standing.iter().find(|one| one.kind == kind);
            Kind {
                kind,
                days: workspace.settings.privacy.keep.days(kind),
                kept_from: known.map(|one| one.kept_from),
                gone: known.map_or(0, |one| one.gone),
            }
        };
        Ok(Kept::ALL.map(of).to_vec())
    })
    .await
}

/// From when on all visits of people, and all that were filtered, are there; none: always.
pub async fn visits_kept_from(engine: &Engine, who: &Who) -> Result<(Option<i64>, Option<i64>), Rejection> {
    let id = who.workspace;
    command::read(engine, move |tx| {
        let all = standing(tx, id)?;
        let of = |kind| all.iter().find(|one| one.kind == kind).map(|one| one.kept_from);
        Ok((of(Kept::Visits), of(Kept::FilteredVisits)))
    })
    .await
}

/// What would go if these days were in force, each kind by itself; those that keep for good, nothing.
pub async fn ahead(engine: &Engine, who: &Who, days: Vec<(Kept, Option<u16>)>) -> Result<Vec<Ahead>, Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    let (id, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let workspace = workspaces::get(tx, id)?.ok_or(Rejection::NotFound)?;
        let mut keep = Keep::default();
        days.iter().for_each(|(kind, days)| keep.set(*kind, *days));
        let mut all = Vec::new();
        for (kind, before, day) in cutoffs(&workspace, &keep, now) {
            let rows = ahead::rows(tx, id, kind, before, day)?;
            let is_exact = matches!(kind, Kept::Visits | Kept::FilteredVisits);
            all.extend(keep.days(kind).map(|days| Ahead { kind, days, before, rows, is_exact }));
        }
        Ok(all)
    })
    .await
}

/// The kinds that have an end, with the moment before which they go and its day (yyyymmdd) in the workspace's zone.
fn cutoffs(workspace: &Workspace, keep: &Keep, now: i64) -> Vec<(Kept, i64, i32)> {
    let zone = TimeZone::get(&workspace.time_zone).unwrap_or(TimeZone::UTC);
    let of = |kind| keep.cutoff(kind, now, &zone).map(|before| (kind, before, days::local(before, &zone).0));
    Kept::ALL.into_iter().filter_map(of).collect()
}
