//! Lists of leads, newest first, by any filter, in bounded time whatever the filter: a page reads at most some
//! thousand rows. When they ran out before the page was full, it comes short with the place to go on from.
//!
//! Where candidates come from is chosen by what narrows most: a code, a number, a word, a tag, an agent, a status, a
//! priority; else the blocks that hold every value asked for ([`super::blocks`]).

pub(crate) mod candidates;
mod condition;
mod scan;
mod seen;

use super::blocks::block_of;
use super::{read, select_leads};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use candidates::Candidates;
use condition::Conditions;
use domain::attribution::{Dimension, Model};
use domain::id::{LeadId, WorkspaceId};
use domain::lead::Lead;
use domain::lead::filter::{Filter, Search};
use rustc_hash::FxHashSet;
use seen::Seen;

/// Numbers drawn from an index for one page at most.
const DRAWN: usize = 16_384;
/// Blocks that are read in a moment.
const FEW_BLOCKS: usize = 48;
const FIRST_BITE: usize = 300;
/// Leads looked up by their numbers for one page at most.
const LOOKED_UP: usize = 2_500;

/// A page of leads, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub items: Vec<Lead>,
    /// Where the next page begins (`before` of the next call). A page may be short, even empty, and still go on.
    pub next: Option<LeadId>,
}

/// Leads that fit the filter with numbers below `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<LeadId>,
    limit: usize,
) -> Result<Page, Error> {
    let before = before.map_or(i64::MAX, |lead| lead.0);
    if filter.search == Some(Search::Nothing) || filter.keepers.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let filter = &as_columns(filter.clone());
    let conditions = Conditions::of(workspace, filter);
    match Candidates::choose(filter) {
        Some(candidates) if candidates.are_in_order() && are_rare(tx, workspace, filter, before)? => {
            scan::page(tx, workspace, filter, &conditions, before, limit)
        }
        Some(candidates) => from_candidates(tx, &candidates, filter, &conditions, before, limit),
        None => scan::page(tx, workspace, filter, &conditions, before, limit),
    }
}

/// What columns of their own say of the first touch is asked of these, which blocks know of.
fn as_columns(mut filter: Filter) -> Filter {
    let is_of_lead = filter.purchased.is_none();
    if let Some(by) = filter.brought.as_mut().filter(|by| is_of_lead && by.model == Model::First) {
        let mut columns = [(Dimension::Source, &mut filter.source), (Dimension::Campaign, &mut filter.campaign)];
        by.lines.retain(|(dimension, value)| {
            let column = columns.iter_mut().find(|(known, column)| known == dimension && column.is_none());
            column.map(|(_, column)| **column = Some(value.clone())).is_none()
        });
        if filter.link.is_none() {
            filter.link = by.link.take();
        }
    }
    filter.brought = filter.brought.filter(|by| by.link.is_some() || !by.lines.is_empty());
    filter
}

/// Whether so few blocks hold the country, source, campaign and device asked for that to read these beats any index.
fn are_rare(tx: &mut Tx<'_>, workspace: WorkspaceId, filter: &Filter, before: i64) -> Result<bool, Error> {
    let asked = scan::facets(filter);
    if asked.is_empty() || matches!(filter.search, Some(Search::Lead(_))) {
        return Ok(false);
    }
    let newest = block_of(LeadId(before));
    Ok(scan::blocks(tx, workspace, &asked, 0, newest, FEW_BLOCKS)?.len() < FEW_BLOCKS)
}

/// One row more than asked for tells that there is a next page.
fn cut(mut items: Vec<Lead>, limit: usize, gone_through: Option<i64>) -> Page {
    if items.len() > limit {
        items.truncate(limit);
        return Page { next: items.last().map(|lead| lead.id), items };
    }
    Page { items, next: gone_through.map(LeadId) }
}

fn from_candidates(
    tx: &mut Tx<'_>,
    candidates: &Candidates,
    filter: &Filter,
    conditions: &Conditions,
    before: i64,
    limit: usize,
) -> Result<Page, Error> {
    let mut items = Vec::new();
    let seen = Seen::of(filter);
    let (mut below, mut drawn_so_far, mut looked_up) = (before, 0, 0);
    // Few first: mostly they are enough.
    let mut bite = if candidates.are_in_order() { FIRST_BITE } else { DRAWN };
    loop {
        let drawn = candidates.draw(tx, conditions.workspace, below, bite)?;
        drawn_so_far += drawn.ids.len();
        let end = drawn.goes_on.then(|| drawn.ids.last().copied()).flatten();
        let ids = in_likely_blocks(tx, drawn.ids, filter, conditions.workspace)?;
        for chunk in ids.chunks(candidates::CHUNK) {
            if looked_up >= LOOKED_UP {
                return Ok(cut(items, limit, Some(below)));
            }
            let fetched = fetch(tx, chunk, conditions)?;
            items.extend(fetched.into_iter().filter(|lead| seen.fits(lead)));
            if items.len() > limit {
                return Ok(cut(items, limit, None));
            }
            looked_up += chunk.len();
            below = chunk.last().copied().unwrap_or(below);
        }
        match end {
            Some(end) if drawn_so_far < DRAWN => (below, bite) = (end, (bite * 4).min(DRAWN / 4)),
            end => return Ok(cut(items, limit, end)),
        }
    }
}

/// Leaves out numbers in blocks that hold no lead of the country, source, campaign or device asked for.
fn in_likely_blocks(
    tx: &mut Tx<'_>,
    mut ids: Vec<i64>,
    filter: &Filter,
    workspace: WorkspaceId,
) -> Result<Vec<i64>, Error> {
    let asked = scan::facets(filter);
    let (Some(newest), Some(oldest)) = (ids.first(), ids.last()) else { return Ok(ids) };
    if asked.is_empty() || ids.len() < candidates::CHUNK {
        return Ok(ids);
    }
    let (newest, oldest) = (block_of(LeadId(*newest)), block_of(LeadId(*oldest)));
    let blocks = scan::blocks(tx, workspace, &asked, oldest, newest, DRAWN)?;
    // What lies below the last block that was read for is not known, so it stays.
    let known_down_to = if blocks.len() == DRAWN { blocks.last().copied().unwrap_or(0) } else { oldest };
    let likely: FxHashSet<i64> = blocks.into_iter().collect();
    ids.retain(|id| {
        let block = block_of(LeadId(*id));
        block < known_down_to || likely.contains(&block)
    });
    Ok(ids)
}

/// The leads of these numbers that fit, newest first.
fn fetch(tx: &mut Tx<'_>, ids: &[i64], conditions: &Conditions) -> Result<Vec<Lead>, Error> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    // Always the same number of places, so that the statement is prepared once; the last number fills the rest.
    let mut params: Vec<_> = (0..candidates::CHUNK).map(|at| (*ids.get(at).unwrap_or(last)).into()).collect();
    let places: Vec<String> = (1..=candidates::CHUNK).map(|n| format!("${n}")).collect();
    let mut sql = format!("{}WHERE l.id IN ({})", select_leads!(), places.join(", "));
    conditions.append(&mut sql, &mut params);
    sql.push_str(" ORDER BY l.id DESC");
    tx.query(&Statement::put_together("leads.fetch", sql), &params, read)
}
