//! What stands in `visit_spans` and `lead_spans`: the day sums of [`super::spans::DIMENSIONS`], of all links together, added up
//! by week and by four weeks. Whoever adds to the days adds the same here, in the same transaction; so both always say
//! the same.

use super::lead_days::LeadCounts;
use super::rollup::{ALL_LINKS, Counts};
use super::spans::{DIMENSIONS, LENGTHS, julian, julian_of_day};
use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::WorkspaceId;
use rustc_hash::FxHashMap;
use std::ops::AddAssign;

use Column::{Blob, Int, Text};

const ADD_VISITS: Batch = Batch {
    name: "spans.add_visits",
    before: "INSERT INTO visit_spans
        (workspace_id, dimension, days, span, value, clicks, scans, leads, filtered, repeats) ",
    columns: &[Blob, Text, Int, Int, Text, Int, Int, Int, Int, Int],
    after: " ON CONFLICT (workspace_id, dimension, days, span, value) DO UPDATE SET
        clicks = visit_spans.clicks + excluded.clicks, scans = visit_spans.scans + excluded.scans,
        leads = visit_spans.leads + excluded.leads, filtered = visit_spans.filtered + excluded.filtered,
        repeats = visit_spans.repeats + excluded.repeats",
};
const ADD_LEADS: Batch = Batch {
    name: "spans.add_leads",
    before: "INSERT INTO lead_spans
        (workspace_id, dimension, days, span, value, model, leads, with_data, opened, chats, data_chats) ",
    columns: &[Blob, Text, Int, Int, Text, Int, Int, Int, Int, Int, Int],
    after: " ON CONFLICT (workspace_id, dimension, days, span, value, model) DO UPDATE SET
        leads = lead_spans.leads + excluded.leads, with_data = lead_spans.with_data + excluded.with_data,
        opened = lead_spans.opened + excluded.opened, chats = lead_spans.chats + excluded.chats,
        data_chats = lead_spans.data_chats + excluded.data_chats",
};

pub(crate) const BATCHES: &[&Batch] = &[&ADD_VISITS, &ADD_LEADS];

const FORGET_VISITS: Statement =
    Statement::new("spans.forget_visits", "DELETE FROM visit_spans WHERE workspace_id = $1");
const FORGET_LEADS: Statement = Statement::new("spans.forget_leads", "DELETE FROM lead_spans WHERE workspace_id = $1");

// One dimension after the other, since all of it together is sorted in memory.
const WEEKS_OF_VISITS: Statement = Statement::new(
    "spans.weeks_of_visits",
    concat!(
        "INSERT INTO visit_spans (workspace_id, dimension, days, span, value, clicks, scans, leads, filtered, \
         repeats) SELECT workspace_id, dimension, 7, ",
        julian_of_day!(),
        " / 7, value, sum(clicks), sum(scans), sum(leads), sum(filtered), sum(repeats) FROM visit_days \
         WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 GROUP BY 1, 2, 4, 5",
    ),
);
const FOURS_OF_VISITS: Statement = Statement::new(
    "spans.fours_of_visits",
    "INSERT INTO visit_spans (workspace_id, dimension, days, span, value, clicks, scans, leads, filtered, \
     repeats) SELECT workspace_id, dimension, 28, span / 4, value, sum(clicks), sum(scans), sum(leads), \
     sum(filtered), sum(repeats) FROM visit_spans WHERE workspace_id = $1 AND days = 7 GROUP BY 1, 2, 4, 5",
);
const WEEKS_OF_LEADS: Statement = Statement::new(
    "spans.weeks_of_leads",
    concat!(
        "INSERT INTO lead_spans (workspace_id, dimension, days, span, value, model, leads, with_data, opened, \
         chats, data_chats) SELECT workspace_id, dimension, 7, ",
        julian_of_day!(),
        " / 7, value, model, sum(leads), sum(with_data), sum(opened), sum(chats), sum(data_chats) FROM lead_days \
         WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 GROUP BY 1, 2, 4, 5, 6",
    ),
);
const FOURS_OF_LEADS: Statement = Statement::new(
    "spans.fours_of_leads",
    "INSERT INTO lead_spans (workspace_id, dimension, days, span, value, model, leads, with_data, opened, \
     chats, data_chats) SELECT workspace_id, dimension, 28, span / 4, value, model, sum(leads), sum(with_data), \
     sum(opened), sum(chats), sum(data_chats) FROM lead_spans WHERE workspace_id = $1 AND days = 7 \
     GROUP BY 1, 2, 4, 5, 6",
);

pub(crate) const STATEMENTS: &[&Statement] =
    &[&FORGET_VISITS, &FORGET_LEADS, &WEEKS_OF_VISITS, &FOURS_OF_VISITS, &WEEKS_OF_LEADS, &FOURS_OF_LEADS];

/// All spans of a workspace made anew of its days. Nobody else may be adding to them.
pub(super) fn remake(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), Error> {
    tx.execute(&FORGET_VISITS, &[workspace.into()])?;
    tx.execute(&FORGET_LEADS, &[workspace.into()])?;
    for dimension in DIMENSIONS {
        tx.execute(&WEEKS_OF_VISITS, &[workspace.into(), Value::Id(ALL_LINKS), dimension.into()])?;
        tx.execute(&WEEKS_OF_LEADS, &[workspace.into(), Value::Id(ALL_LINKS), dimension.into()])?;
    }
    tx.execute(&FOURS_OF_VISITS, &[workspace.into()])?;
    tx.execute(&FOURS_OF_LEADS, &[workspace.into()]).map(drop)
}

/// A sum of a day that is being added.
pub(super) struct OfDay<'a, C> {
    pub(super) workspace: WorkspaceId,
    pub(super) link: [u8; 16],
    pub(super) dimension: &'static str,
    /// `yyyymmdd`.
    pub(super) day: i32,
    pub(super) value: &'a str,
    /// Of visits always 0.
    pub(super) model: i64,
    pub(super) counts: C,
}

/// Adds what was added to days of visits.
pub(super) fn add_visits<'a>(tx: &mut Tx<'_>, days: impl Iterator<Item = OfDay<'a, Counts>>) -> Result<(), Error> {
    let rows = by_span(days).into_iter().map(|(key, counts)| {
        let [workspace, dimension, days, span, value, _] = key.values();
        let Counts { clicks, scans, leads, filtered, repeats } = counts;
        let [clicks, scans, leads, filtered, repeats] = [clicks, scans, leads, filtered, repeats].map(Value::from);
        [workspace, dimension, days, span, value, clicks, scans, leads, filtered, repeats]
    });
    tx.batch(&ADD_VISITS, rows).map(drop)
}

/// Adds what was added to days of leads.
pub(super) fn add_leads<'a>(tx: &mut Tx<'_>, days: impl Iterator<Item = OfDay<'a, LeadCounts>>) -> Result<(), Error> {
    let rows = by_span(days).into_iter().map(|(key, counts)| {
        let [workspace, dimension, days, span, value, model] = key.values();
        let LeadCounts { leads, with_data, opened, chats, data_chats } = counts;
        let [leads, with_data, opened, chats, data_chats] =
            [leads, with_data, opened, chats, data_chats].map(Value::from);
        [workspace, dimension, days, span, value, model, leads, with_data, opened, chats, data_chats]
    });
    tx.batch(&ADD_LEADS, rows).map(drop)
}

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key<'a> {
    workspace: WorkspaceId,
    dimension: &'static str,
    days: i64,
    span: i64,
    value: &'a str,
    model: i64,
}

impl<'a> Key<'a> {
    fn values(&self) -> [Value<'a>; 6] {
        let Self { workspace, dimension, days, span, value, model } = *self;
        [workspace.into(), dimension.into(), days.into(), span.into(), value.into(), model.into()]
    }
}

/// In key order, so that neighbours share pages and two nodes never wait for each other crosswise. What comes to nothing
/// is left out.
fn by_span<'a, C>(days: impl Iterator<Item = OfDay<'a, C>>) -> Vec<(Key<'a>, C)>
where
    C: AddAssign + Copy + Default + PartialEq,
{
    let mut sums: FxHashMap<Key<'a>, C> = FxHashMap::default();
    for OfDay { workspace, dimension, day, value, model, counts, .. } in
        days.filter(|day| day.link == ALL_LINKS && DIMENSIONS.contains(&day.dimension))
    {
        let julian = julian(day);
        for days in LENGTHS {
            let key = Key { workspace, dimension, days, span: julian / days, value, model };
            *sums.entry(key).or_default() += counts;
        }
    }
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, counts)| *counts != C::default()).collect();
    sums.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    sums
}
