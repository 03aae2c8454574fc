//! Without an index: block by block from the newest, only through blocks that hold every value asked for.

use super::condition::Conditions;
use super::seen::{self, Seen};
use super::{Page, candidates, cut, fetch, read, select_leads};
use crate::error::Error;
use crate::leads::blocks::{self, SIZE};
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::WorkspaceId;
use domain::lead::Lead;
use domain::lead::filter::Filter;

/// Rows read for one page at most.
const BUDGET: usize = 16_384;
/// The same where only touches are read of most.
const BUDGET_OF_TOUCHES: usize = 131_072;
/// Blocks asked for at once.
const BLOCKS: usize = 256;
/// Neighbouring blocks read by one statement.
const RUN: i64 = 16;

pub(super) fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    conditions: &Conditions,
    before: i64,
    limit: usize,
) -> Result<Page, Error> {
    let Some((oldest, newest)) = bounds(tx, workspace, filter, before)? else {
        return Ok(cut(Vec::new(), limit, None));
    };
    let asked = facets(filter);
    let asked = if asked.is_empty() { vec![("any", "")] } else { asked };
    let blocks = blocks(tx, workspace, &asked, oldest, newest, BLOCKS)?;
    let mut items: Vec<Lead> = Vec::new();
    let seen = Seen::of(filter);
    let budget = if seen.is_anything() { BUDGET_OF_TOUCHES } else { BUDGET };
    let mut rows_read = 0;
    for (first, last) in runs(&blocks) {
        let wanted = limit + 1 - items.len();
        let range = (first * SIZE, ((last + 1) * SIZE).min(before));
        items.extend(match seen.is_anything() {
            true => seen_of(tx, range, conditions, &seen, wanted)?,
            false => range_of(tx, range, conditions, wanted)?,
        });
        rows_read += (last - first + 1) * SIZE;
        if items.len() > limit {
            return Ok(cut(items, limit, None));
        }
        if rows_read as usize >= budget {
            // Goes on below this run, if there may be anything.
            return Ok(cut(items, limit, Some(first * SIZE).filter(|next| *next > oldest * SIZE)));
        }
    }
    let goes_on = (blocks.len() == BLOCKS).then(|| blocks.last().map(|block| block * SIZE)).flatten();
    Ok(cut(items, limit, goes_on))
}

/// The oldest and newest block that may hold anything: by the cursor and the time asked for.
fn bounds(tx: &mut Tx<'_>, workspace: WorkspaceId, filter: &Filter, before: i64) -> Result<Option<(i64, i64)>, Error> {
    let cursor = (before - 1).div_euclid(SIZE);
    if filter.created_from.is_none() && filter.created_before.is_none() {
        return Ok(Some((0, cursor)));
    }
    let (from, to) = (filter.created_from.unwrap_or(0), filter.created_before.unwrap_or(i64::MAX));
    let range = blocks::of_time(tx, workspace, from, to)?;
    Ok(range.map(|(oldest, newest)| (oldest, newest.min(cursor))).filter(|(oldest, newest)| oldest <= newest))
}

/// What a filter asks that blocks know of.
pub(super) fn facets(filter: &Filter) -> Vec<(&'static str, &str)> {
    let facets = [
        // A campaign is likely the rarest, so it leads.
        ("campaign", &filter.campaign),
        ("source", &filter.source),
        ("country", &filter.country),
        ("device", &filter.device),
    ];
    facets.into_iter().filter_map(|(facet, value)| Some((facet, value.as_deref()?))).collect()
}

/// Blocks that hold every value asked for, newest first.
pub(super) fn blocks(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    asked: &[(&'static str, &str)],
    oldest: i64,
    newest: i64,
    most: usize,
) -> Result<Vec<i64>, Error> {
    let mut sql = String::from("SELECT b.block FROM lead_blocks b");
    let mut params: Vec<Value<'_>> = vec![workspace.into()];
    let mut conditions = String::from(" WHERE b.workspace_id = $1");
    for (at, (facet, value)) in asked.iter().enumerate() {
        params.push((*facet).into());
        params.push((*value).into());
        let (facet, value) = (params.len() - 1, params.len());
        conditions.push_str(&if at == 0 {
            format!(" AND b.facet = ${facet} AND b.value = ${value}")
        } else {
            format!(
                " AND EXISTS (SELECT 1 FROM lead_blocks o WHERE o.workspace_id = $1 AND o.facet = ${facet} \
                 AND o.value = ${value} AND o.block = b.block)"
            )
        });
    }
    params.extend([oldest.into(), newest.into(), (most as i64).into()]);
    let n = params.len();
    sql.push_str(&conditions);
    sql.push_str(&format!(" AND b.block >= ${} AND b.block <= ${} ORDER BY b.block DESC LIMIT ${n}", n - 2, n - 1));
    tx.query(&Statement::put_together("leads.blocks", sql), &params, |row| row.get(0))
}

/// Neighbours together, as (first, last), newest first.
fn runs(blocks: &[i64]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for block in blocks {
        match runs.last_mut() {
            Some((first, last)) if *first == block + 1 && *last - block < RUN => *first = *block,
            _ => runs.push((*block, *block)),
        }
    }
    runs
}

/// The newest of a range that fit, read again whole when their touches fit.
fn seen_of(
    tx: &mut Tx<'_>,
    (from, to): (i64, i64),
    conditions: &Conditions,
    seen: &Seen<'_>,
    wanted: usize,
) -> Result<Vec<Lead>, Error> {
    let mut params: Vec<Value<'static>> = vec![from.into(), to.into()];
    let mut sql = format!("{}WHERE l.id >= $1 AND l.id < $2", seen::COLUMNS);
    conditions.append(&mut sql, &mut params);
    sql.push_str(" ORDER BY l.id DESC");
    let mut ids: Vec<i64> = Vec::new();
    tx.each(&Statement::put_together("leads.touches", sql), &params, |row| {
        if ids.len() < wanted && seen.row_fits(row)? {
            ids.push(row.get(0)?);
        }
        Ok(())
    })?;
    let mut items = Vec::new();
    for chunk in ids.chunks(candidates::CHUNK) {
        items.extend(fetch(tx, chunk, conditions)?);
    }
    Ok(items)
}

fn range_of(
    tx: &mut Tx<'_>,
    (from, to): (i64, i64),
    conditions: &Conditions,
    wanted: usize,
) -> Result<Vec<Lead>, Error> {
    let mut params: Vec<Value<'static>> = vec![from.into(), to.into()];
    let mut sql = format!("{}WHERE l.id >= $1 AND l.id < $2", select_leads!());
    conditions.append(&mut sql, &mut params);
    params.push((wanted as i64).into());
    sql.push_str(&format!(" ORDER BY l.id DESC LIMIT ${}", params.len()));
    tx.query(&Statement::put_together("leads.range", sql), &params, read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_blocks_are_read_together() {
        assert_eq!(runs(&[9, 8, 7, 3, 1, 0]), [(7, 9), (3, 3), (0, 1)]);
        assert_eq!(runs(&[]), []);
        let many: Vec<i64> = (0..40).rev().collect();
        assert_eq!(runs(&many), [(24, 39), (8, 23), (0, 7)]);
    }
}
