//! Lists of visits, newest first, in bounded time. A visit's number holds its node in the upper bits, so each node's
//! visits are a lane of their own in the order of their numbers, and the lanes are merged by time. The cursor says how
//! far each lane was read. Where an index on the kind serves, each of its kinds is a lane of its own.

use super::{Filter, Visit, again, decode, period, read_and};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::visit::Kind;
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// Rows read at most for one page of a filter that no index answers alone.
const BUDGET: usize = 10_000;
const NODE_BITS: u32 = 40;
/// Lanes that a cursor names at most: those of a thousand nodes, with four kinds each.
const MOST_LANES: usize = 4_000;

/// A page, newest first. It may come short, even empty, and still go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Visit>,
    pub next: Option<Cursor>,
}

/// Where a list goes on: for each node (and each of its kinds, where they are read apart) the number below which its
/// visits have not been listed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Vec<i64>);

impl Cursor {
    /// Reads what [`Cursor`] was written as. None: it is no cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let lanes: Option<Vec<i64>> =
            text.split('.').map(|part| part.parse().ok().filter(|before: &i64| *before >= 0)).collect();
        lanes.filter(|lanes| lanes.len() <= MOST_LANES).map(Self)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(i64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

const NODES: Statement = Statement::new("visits.nodes", "SELECT node FROM nodes ORDER BY node");
const OF_LEAD: Statement = Statement::new(
    "visits.of_lead",
    "SELECT id, details FROM visits \
     WHERE lead_id = $1 AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT $4",
);
const OF_LINK: Statement = Statement::new(
    "visits.of_link",
    "SELECT id, details FROM visits \
     WHERE link_id = $1 AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT $4",
);
// The partial index wants its own condition word for word.
const OF_KIND: Statement = Statement::new(
    "visits.of_kind",
    "SELECT id, details FROM visits \
     WHERE workspace_id = $1 AND kind = $2 AND kind <> 'human' AND id >= $3 AND id < $4 ORDER BY id DESC LIMIT $5",
);
const NEWEST: Statement = Statement::new(
    "visits.newest",
    "SELECT id, details FROM visits WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);

const ALL_OF_LINK: Statement = Statement::new(
    "visits.all_of_link",
    "SELECT id, details FROM visits WHERE link_id = $1 AND id >= $2 AND id < $3 ORDER BY id",
);

const PEOPLE_OF_LINK: Statement = Statement::new(
    "visits.people_of_link",
    "SELECT DISTINCT lead_id FROM visits WHERE link_id = $1 AND id >= $2 AND id < $3 AND at >= $4 AND at < $5 \
     AND lead_id IS NOT NULL AND repeated = 0 AND kind IN ('human', 'scan')",
);

pub const STATEMENTS: &[&Statement] = &[&NODES, &OF_LEAD, &OF_LINK, &OF_KIND, &NEWEST, &ALL_OF_LINK, &PEOPLE_OF_LINK];

/// Different leads among the clicks and scans of the filter's link and days; nothing else of it is read.
pub(crate) fn people(tx: &mut Tx<'_>, filter: &Filter) -> Result<i64, Error> {
    let Some(link) = filter.link else { return Ok(0) };
    let period = (filter.from, filter.before);
    let mut people = FxHashSet::default();
    let nodes: Vec<i64> = tx.query(&NODES, &[], |row| row.get(0))?;
    for node in nodes {
        let (low, high) = period::bounds(tx, (node << NODE_BITS, (node + 1) << NODE_BITS), period)?;
        let of: [Value<'_>; 5] = [link.into(), low.into(), high.into(), filter.from.into(), filter.before.into()];
        tx.each(&PEOPLE_OF_LINK, &of, |row| {
            people.insert(row.get::<i64>(0)?);
            Ok(())
        })?;
    }
    Ok(people.len() as i64)
}

/// Every visit of the filter's link that fits, as far as it can be told from the visit itself; nothing for a filter
/// without a link. Holds one row at a time.
pub(crate) fn each_fitting(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    mut visit: impl FnMut(&domain::visit::Visit<'_>),
) -> Result<(), Error> {
    let Some(link) = filter.link else { return Ok(()) };
    let nodes: Vec<i64> = tx.query(&NODES, &[], |row| row.get(0))?;
    for node in nodes {
        let whole = (node << NODE_BITS, (node + 1) << NODE_BITS);
        let (low, high) = period::bounds(tx, whole, (filter.from, filter.before))?;
        tx.each(&ALL_OF_LINK, &[link.into(), low.into(), high.into()], |row| {
            let (id, details): (i64, &[u8]) = (row.get(0)?, row.get(1)?);
            let one = decode(details).map_err(|error| Error::Damaged(format!("visit {id}: {error}")))?;
            if filter.fits(workspace, &one) {
                visit(&one);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Visits that fit, from where the cursor stands. Visits that came after the first page are not among the later ones.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Page, Error> {
    let routes = routes(filter);
    let mut lanes: Vec<Lane> = match cursor {
        Some(cursor) => {
            let lanes = cursor.0.iter().zip(routes.iter().cycle());
            lanes.map(|(before, route)| Lane::below(*before, *route)).collect()
        }
        None => {
            let nodes: Vec<i64> = tx.query(&NODES, &[], |row| row.get(0))?;
            let lanes = nodes.iter().flat_map(|node| routes.iter().map(|route| Lane::whole(*node, *route)));
            lanes.collect()
        }
    };
    for lane in &mut lanes {
        lane.keep_to(tx, filter)?;
    }
    let asked = Asked { workspace, filter, bite: (2 * limit).clamp(64, BUDGET) };
    let mut items: Vec<Visit> = Vec::new();
    for _ in 0..BUDGET {
        let mut newest: Option<usize> = None;
        for at in 0..lanes.len() {
            lanes[at].fill(tx, &asked)?;
            let is_newer = |other: usize| lanes[at].head() > lanes[other].head();
            if lanes[at].head().is_some() && newest.is_none_or(is_newer) {
                newest = Some(at);
            }
        }
        let Some(lane) = newest else { return Ok(Page { items, next: None }) };
        let fits = lanes[lane].rows.front().is_some_and(|row| row.fits);
        if fits && items.len() == limit {
            return Ok(Page { items, next: Some(cursor_of(&lanes)) });
        }
        if let Some(row) = lanes[lane].take().filter(|row| row.fits) {
            items.push(row.visit);
        }
    }
    Ok(Page { items, next: Some(cursor_of(&lanes)) })
}

fn cursor_of(lanes: &[Lane]) -> Cursor {
    Cursor(lanes.iter().map(|lane| lane.taken).collect())
}

/// The index that a lane is read by.
#[derive(Clone, Copy)]
enum Route {
    Lead(LeadId),
    Kind(Kind),
    Link(LinkId),
    All,
}

/// A lead's visits are fewest; a link's are fewer than those of several kinds.
fn routes(filter: &Filter) -> Vec<Route> {
    match (filter.lead, filter.link, filter.kinds()) {
        (Some(lead), _, _) => vec![Route::Lead(lead)],
        (None, Some(link), kinds) if kinds.as_ref().is_none_or(|kinds| kinds.len() > 1) => vec![Route::Link(link)],
        (None, _, Some(kinds)) => kinds.into_iter().map(Route::Kind).collect(),
        (None, _, None) => vec![Route::All],
    }
}

struct Asked<'a> {
    workspace: WorkspaceId,
    filter: &'a Filter,
    bite: usize,
}

struct Row {
    visit: Visit,
    fits: bool,
}

/// One node's visits on their way out.
struct Lane {
    route: Route,
    lowest: i64,
    /// All numbers from here on are listed.
    taken: i64,
    /// All numbers from here on are read.
    read: i64,
    rows: VecDeque<Row>,
    ended: bool,
}

impl Lane {
    fn whole(node: i64, route: Route) -> Self {
        Self::between(node << NODE_BITS, (node + 1) << NODE_BITS, route)
    }

    fn below(before: i64, route: Route) -> Self {
        // The number right below the bound names the node; a bound of 0 has nothing below it.
        let node = (before - 1).max(0) >> NODE_BITS;
        Self::between(node << NODE_BITS, before, route)
    }

    fn between(lowest: i64, before: i64, route: Route) -> Self {
        Self { route, lowest, taken: before, read: before, rows: VecDeque::new(), ended: false }
    }

    /// Leaves out the numbers that cannot be of the period. What is taken stays where it was: the bound must go on
    /// naming the node.
    fn keep_to(&mut self, tx: &mut Tx<'_>, filter: &Filter) -> Result<(), Error> {
        // A lead has few visits; to read them all is quicker than to halve.
        if !matches!(self.route, Route::Lead(_)) {
            let period = (filter.from, filter.before);
            (self.lowest, self.read) = period::bounds(tx, (self.lowest, self.read), period)?;
            self.ended = self.lowest >= self.read;
        }
        Ok(())
    }

    /// Time and number of the next visit; greater is newer.
    fn head(&self) -> Option<(i64, i64)> {
        self.rows.front().map(|row| (row.visit.at, row.visit.id.0))
    }

    fn take(&mut self) -> Option<Row> {
        let row = self.rows.pop_front()?;
        self.taken = row.visit.id.0;
        Some(row)
    }

    fn fill(&mut self, tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<(), Error> {
        if self.ended || !self.rows.is_empty() {
            return Ok(());
        }
        let Asked { workspace, filter, bite } = asked;
        let (low, before, limit) = (Value::from(self.lowest), Value::from(self.read), Value::from(*bite as i64));
        let rows = &mut self.rows;
        let each = |row: &crate::Row<'_>| {
            let (visit, fits) = read_and(row, |visit| filter.fits(*workspace, visit))?;
            rows.push_back(Row { visit, fits });
            Ok(())
        };
        match self.route {
            Route::Lead(lead) => tx.each(&OF_LEAD, &[lead.into(), low, before, limit], each)?,
            Route::Kind(kind) => {
                tx.each(&OF_KIND, &[workspace.into(), kind.as_str().into(), low, before, limit], each)?;
            }
            Route::Link(link) => tx.each(&OF_LINK, &[link.into(), low, before, limit], each)?,
            Route::All => tx.each(&NEWEST, &[low, before, limit], each)?,
        }
        self.ended = self.rows.len() < *bite;
        if filter.looks_again() {
            for row in self.rows.iter_mut().filter(|row| row.fits) {
                row.fits = again::holds(tx, *workspace, filter, row.visit.id, &row.visit.visit())?;
            }
        }
        self.read = self.rows.back().map_or(self.read, |row| row.visit.id.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = Cursor(vec![7, (3 << NODE_BITS) | 9, 0]);
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for text in ["", "x", "-1", "1..2", "1.2.", "99999999999999999999"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
