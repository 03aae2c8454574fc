//! Lists of leads, newest first, by any filter, in bounded time whatever the filter: a page reads at most some
//! thousand rows. When they ran out before the page was full, it comes short with the place to go on from.
//!
//! Where candidates come from is chosen by what narrows most: a code, a number, a word, a tag, an agent, a status, a
//! priority; else the blocks that hold every value asked for ([`super::blocks`]).

pub(crate) mod candidates;
mod condition;
mod scan;

use super::{read, select_leads};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use candidates::Candidates;
use condition::Conditions;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::Lead;
use domain::lead::filter::{Filter, Search};


/// Rows read for one page at most.
const BUDGET: usize = 8_192;

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
    let conditions = Conditions::of(workspace, filter);
    match Candidates::choose(filter) {
        Some(candidates) => from_candidates(tx, &candidates, &conditions, before, limit),
        None => scan::page(tx, workspace, filter, &conditions, before, limit),
    }
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
    conditions: &Conditions,
    before: i64,
    limit: usize,
) -> Result<Page, Error> {
    let drawn = candidates.draw(tx, conditions.workspace, before, BUDGET)?;
    let mut items = Vec::new();
    for chunk in drawn.ids.chunks(candidates::CHUNK) {
        items.extend(fetch(tx, chunk, conditions)?);
        if items.len() > limit {
            break;
        }
    }
    Ok(cut(items, limit, drawn.goes_on.then(|| drawn.ids.last().copied()).flatten()))
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
