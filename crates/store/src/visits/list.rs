//! Lists of visits, newest first, in bounded time. A visit's number holds its node in the upper bits and grows with
//! time on each node, so the order of numbers is the order of time on one node and nearly so on several.

use super::{Visit, read};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, LinkId, VisitId, WorkspaceId};
use domain::visit::Kind;

/// Rows read at most for one page of a filter that no index answers alone.
const BUDGET: i64 = 10_000;

/// Every condition that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub link: Option<LinkId>,
    pub lead: Option<LeadId>,
    pub kind: Option<Kind>,
}

/// A page, newest first. It may come short, even empty, and still go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Visit>,
    pub next: Option<VisitId>,
}

// Each takes the numbers of up to so many rows of one index; the outer part then picks what fits all conditions.
const OF_LEAD: Statement = Statement::new(
    "visits.of_lead",
    "SELECT id, details, workspace_id, kind, link_id FROM visits \
     WHERE lead_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
const OF_LINK: Statement = Statement::new(
    "visits.of_link",
    "SELECT id, details, workspace_id, kind, link_id FROM visits \
     WHERE link_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
const OF_KIND: Statement = Statement::new(
    "visits.of_kind",
    "SELECT id, details, workspace_id, kind, link_id FROM visits \
     WHERE workspace_id = $1 AND kind = $2 AND kind <> 'human' AND id < $3 ORDER BY id DESC LIMIT $4",
);
const NEWEST: Statement = Statement::new(
    "visits.newest",
    "SELECT id, details, workspace_id, kind, link_id FROM visits WHERE id < $1 ORDER BY id DESC LIMIT $2",
);

pub const STATEMENTS: &[&Statement] = &[&OF_LEAD, &OF_LINK, &OF_KIND, &NEWEST];

/// Visits that fit, with numbers below `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<VisitId>,
    limit: usize,
) -> Result<Page, Error> {
    let mut before = before.map_or(i64::MAX, |visit| visit.0);
    let mut items: Vec<Visit> = Vec::new();
    let mut seen = 0;
    while seen < BUDGET {
        // Small first: mostly everything fits.
        let bite = (4 * limit as i64).clamp(64, BUDGET - seen);
        let mut read_rows = 0;
        let mut full = false;
        draw(tx, workspace, filter, before, bite, |row| {
            read_rows += 1;
            if full {
                return Ok(());
            }
            before = row.get::<i64>(0)?;
            if fits(row, workspace, filter)? {
                if items.len() == limit {
                    full = true;
                } else {
                    items.push(read(row)?);
                }
            }
            Ok(())
        })?;
        if full {
            return Ok(Page { next: items.last().map(|visit| visit.id), items });
        }
        if read_rows < bite {
            return Ok(Page { items, next: None });
        }
        seen += read_rows;
    }
    Ok(Page { items, next: Some(VisitId(before)) })
}

fn draw(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: i64,
    bite: i64,
    each: impl FnMut(&crate::Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (before, bite) = (Value::from(before), Value::from(bite));
    match (filter.lead, filter.link, filter.kind.filter(|kind| *kind != Kind::Human)) {
        (Some(lead), _, _) => tx.each(&OF_LEAD, &[lead.into(), before, bite], each),
        (None, _, Some(kind)) => tx.each(&OF_KIND, &[workspace.into(), kind.as_str().into(), before, bite], each),
        (None, Some(link), None) => tx.each(&OF_LINK, &[link.into(), before, bite], each),
        (None, None, None) => tx.each(&NEWEST, &[before, bite], each),
    }
}

fn fits(row: &crate::Row<'_>, workspace: WorkspaceId, filter: &Filter) -> Result<bool, Error> {
    let link: LinkId = row.get(4)?;
    Ok(row.get::<WorkspaceId>(2)? == workspace
        && filter.kind.is_none_or(|kind| row.get::<&str>(3) == Ok(kind.as_str()))
        && filter.link.is_none_or(|asked| asked == link))
}
