//! A map of where leads of a kind lie: for each block of 256 lead numbers, which countries, sources, campaigns,
//! devices and hours of creation occur in it. It stands in for an index on each of these, which every new lead and
//! every returning visit would have to pay for; a block has few values, and one that is known already costs nothing.
//!
//! An entry is only ever added. So a block may be read in vain, after a lead in it changed; none is ever left out.

use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, WorkspaceId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Lead numbers of one block.
pub(crate) const SIZE: i64 = 256;
/// Microseconds.
const HOUR: i64 = 3_600_000_000;
/// So many known entries are remembered; beyond, the memory starts anew and the store is asked again.
const REMEMBERED: usize = 1 << 19;

const ADD: Batch = Batch {
    name: "blocks.add",
    before: "INSERT INTO lead_blocks (workspace_id, facet, value, block) ",
    columns: &[Column::Blob, Column::Text, Column::Text, Column::Int],
    after: " ON CONFLICT (workspace_id, facet, value, block) DO NOTHING",
};
const HOURS: Statement = Statement::new(
    "blocks.hours",
    "SELECT min(block), max(block) FROM lead_blocks \
     WHERE workspace_id = $1 AND facet = 'hour' AND value >= $2 AND value <= $3",
);

pub const STATEMENTS: &[&Statement] = &[&HOURS];
pub(crate) const BATCHES: &[&Batch] = &[&ADD];

/// What a lead is found by here.
#[derive(Clone, Copy, Debug)]
pub struct Facets<'a> {
    pub country: &'a str,
    pub source: &'a str,
    pub campaign: &'a str,
    pub device: &'a str,
    /// Microseconds UTC.
    pub created_at: i64,
}

/// What is to be added to the map, and what is known to stand there. Kept from one transaction to the next by
/// whoever writes leads; thrown away with a transaction that failed.
#[derive(Debug, Default)]
pub struct Blocks {
    known: FxHashSet<u64>,
    new: FxHashMap<(WorkspaceId, i64), FxHashSet<(&'static str, String)>>,
    here: Here,
}

/// What has been taken in for the block that the last lead was of. Leads come in the order of their numbers, so nearly
/// each says only what those before it in its block said, and is done with here.
#[derive(Debug, Default)]
struct Here {
    block: Option<(WorkspaceId, i64)>,
    words: [FxHashSet<String>; 4],
    /// Hours since 1970.
    hours: Vec<i64>,
}

impl Blocks {
    /// Takes in a lead that is made or changed.
    pub fn note(&mut self, workspace: WorkspaceId, lead: LeadId, facets: Facets<'_>) {
        let block = (workspace, block_of(lead));
        let is_other = self.here.block != Some(block);
        if is_other {
            self.here = Here { block: Some(block), ..Here::default() };
            self.take(block, "any", "");
        }
        let words = [
            ("country", facets.country),
            ("source", facets.source),
            ("campaign", facets.campaign),
            ("device", facets.device),
        ];
        for (at, (facet, value)) in words.into_iter().enumerate() {
            if !self.here.words[at].contains(value) {
                self.here.words[at].insert(value.to_owned());
                self.take(block, facet, value);
            }
        }
        let hour = facets.created_at.div_euclid(HOUR);
        if !self.here.hours.contains(&hour) {
            self.here.hours.push(hour);
            self.take(block, "hour", &hour_of(facets.created_at));
        }
    }

    fn take(&mut self, block: (WorkspaceId, i64), facet: &'static str, value: &str) {
        let mut hasher = DefaultHasher::new();
        (block.0, facet, value, block.1).hash(&mut hasher);
        if self.known.insert(hasher.finish()) {
            self.new.entry(block).or_default().insert((facet, value.to_owned()));
        }
    }

    /// Adds what is new, in key order.
    pub fn write(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.here = Here::default();
        let new = std::mem::take(&mut self.new);
        let mut rows: Vec<(WorkspaceId, &'static str, String, i64)> = new
            .into_iter()
            .flat_map(|((workspace, block), values)| {
                values.into_iter().map(move |(facet, value)| (workspace, facet, value, block))
            })
            .collect();
        rows.sort_unstable();
        tx.batch(
            &ADD,
            rows.iter().map(|(workspace, facet, value, block)| {
                [Value::from(workspace), (*facet).into(), value.into(), (*block).into()]
            }),
        )?;
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        Ok(())
    }
}

pub(crate) fn block_of(lead: LeadId) -> i64 {
    lead.0.div_euclid(SIZE)
}

/// The first and last block that may hold leads created between two moments, both included; none: there are none.
pub(crate) fn of_time(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    from: i64,
    to: i64,
) -> Result<Option<(i64, i64)>, Error> {
    let (first, last) = (hour_of(from), hour_of(to));
    tx.one(&HOURS, &[workspace.into(), first.into(), last.into()], |row| {
        Ok(row.get::<Option<i64>>(0)?.zip(row.get::<Option<i64>>(1)?))
    })
}

/// `yyyymmddhh`, UTC. Moments beyond what a calendar holds are its ends.
fn hour_of(at: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(at).unwrap_or(if at < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    });
    let time = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let (year, month, day, hour) = (time.year().max(0), time.month(), time.day(), time.hour());
    format!("{year:04}{month:02}{day:02}{hour:02}")
}
