//! Visits that are over their days. Numbers rise with time in each node's journal, so a node's visits are looked at once,
//! from where it was left to the first that is too young. What their pages told goes with them; forms stay with the
//! lead, without what the browser carried. Roll-ups stay as they are.

use super::sweep::{PIECE, Piece};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, LinkId, VisitId, WorkspaceId};
use domain::privacy::Kept;
use domain::visit::Entry;

const NODE_BITS: u32 = 40;

const NODES: Statement = Statement::new("sweep.nodes", "SELECT node FROM nodes ORDER BY node");
const LINKS: Statement = Statement::new(
    "sweep.links",
    "SELECT id FROM links WHERE workspace_id = $1 UNION ALL SELECT id FROM hubs WHERE workspace_id = $1",
);
const THROUGH: Statement = Statement::new(
    "sweep.through",
    "SELECT through FROM retention_cursors WHERE workspace_id = $1 AND kind = $2 AND node = $3",
);
const KEEP_THROUGH: Statement = Statement::new(
    "sweep.keep_through",
    "INSERT INTO retention_cursors (workspace_id, kind, node, through) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (workspace_id, kind, node) DO UPDATE SET through = excluded.through",
);
const NEXT: Statement =
    Statement::new("sweep.next", "SELECT id, at FROM visits WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3");
const PEOPLE: Statement = Statement::new(
    "sweep.people",
    "DELETE FROM visits WHERE id > $1 AND id <= $2 AND workspace_id = $3 AND at < $4 AND kind IN ('human', 'scan')",
);
const FILTERED: Statement = Statement::new(
    "sweep.filtered",
    "DELETE FROM visits WHERE id > $1 AND id <= $2 AND workspace_id = $3 AND at < $4 AND kind NOT IN ('human', 'scan')",
);
const FORMS: Statement = Statement::new(
    "sweep.forms",
    "SELECT id, details FROM form_answers WHERE link_id = $1 AND id > $2 AND at < $3 ORDER BY id LIMIT $4",
);
const FORM: Statement = Statement::new("sweep.form", "UPDATE form_answers SET details = $1 WHERE id = $2");
const BEACONS_END: Statement = Statement::new(
    "sweep.beacons_end",
    "SELECT visit_at FROM beacons WHERE link_id = $1 AND visit_at < $2 ORDER BY visit_at LIMIT $3",
);
const BEACONS: Statement = Statement::new("sweep.beacons", "DELETE FROM beacons WHERE link_id = $1 AND visit_at <= $2");
const ADDRESSES: Statement =
    Statement::new("sweep.addresses", "SELECT id FROM leads WHERE id > $1 ORDER BY id LIMIT $2");
const ADDRESS: Statement = Statement::new(
    "sweep.address",
    "UPDATE leads SET ip = '' WHERE id > $1 AND id <= $2 AND workspace_id = $3 AND last_seen_at < $4 AND ip <> ''",
);

pub(crate) const STATEMENTS: &[&Statement] = &[
    &NODES,
    &LINKS,
    &THROUGH,
    &KEEP_THROUGH,
    &NEXT,
    &PEOPLE,
    &FILTERED,
    &FORMS,
    &FORM,
    &BEACONS_END,
    &BEACONS,
    &ADDRESSES,
    &ADDRESS,
];

/// How far a pass has come. What is still to be looked at stands last.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    Nodes(Vec<i64>),
    /// What pages told, link by link.
    Told(Vec<LinkId>),
    /// Forms of a link, behind the one that was looked at last.
    Forms(Vec<LinkId>, VisitId),
    /// The last address of a lead that was seen last before, behind that lead.
    Addresses(LeadId),
}

impl Stage {
    pub(super) fn first(tx: &mut Tx<'_>) -> Result<Self, Error> {
        Ok(Self::Nodes(tx.query(&NODES, &[], |row| row.get(0))?))
    }

    pub(super) fn piece(
        &mut self,
        tx: &mut Tx<'_>,
        workspace: WorkspaceId,
        kind: Kept,
        before: i64,
    ) -> Result<Piece, Error> {
        let mut piece = Piece::default();
        match self {
            Self::Nodes(nodes) => match nodes.last() {
                Some(node) => {
                    let (gone, is_last) = of_node(tx, workspace, kind, before, *node)?;
                    piece.gone = gone;
                    if is_last {
                        nodes.pop();
                    }
                }
                None if kind == Kept::FilteredVisits => piece.is_last = true,
                None => *self = Self::Told(links(tx, workspace)?),
            },
            Self::Told(left) => match left.last() {
                Some(link) => {
                    let of: [Value<'_>; 3] = [(*link).into(), before.into(), PIECE.into()];
                    let old: Vec<i64> = tx.query(&BEACONS_END, &of, |row| row.get(0))?;
                    if let Some(last) = old.last() {
                        tx.execute(&BEACONS, &[(*link).into(), (*last).into()])?;
                    }
                    if (old.len() as i64) < PIECE {
                        left.pop();
                    }
                }
                None => *self = Self::Forms(links(tx, workspace)?, VisitId(0)),
            },
            Self::Forms(left, after) => match left.last() {
                Some(link) => {
                    let last = forms(tx, *link, *after, before)?;
                    *after = last.unwrap_or(VisitId(0));
                    if last.is_none() {
                        left.pop();
                    }
                }
                None => *self = Self::Addresses(LeadId(0)),
            },
            Self::Addresses(after) => {
                let leads: Vec<LeadId> = tx.query(&ADDRESSES, &[(*after).into(), PIECE.into()], |row| row.get(0))?;
                if let Some(last) = leads.last() {
                    tx.execute(&ADDRESS, &[(*after).into(), (*last).into(), workspace.into(), before.into()])?;
                    *after = *last;
                }
                piece.is_last = (leads.len() as i64) < PIECE;
            }
        }
        Ok(piece)
    }
}

/// How many went, and whether that was all of the node.
fn of_node(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64, node: i64) -> Result<(u64, bool), Error> {
    let of: [Value<'_>; 3] = [workspace.into(), kind.as_str().into(), node.into()];
    let through: i64 = tx.opt(&THROUGH, &of, |row| row.get(0))?.unwrap_or(node << NODE_BITS);
    let next: Vec<(i64, i64)> =
        tx.query(&NEXT, &[through.into(), ((node + 1) << NODE_BITS).into(), PIECE.into()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let old = next.iter().take_while(|(_, at)| *at < before).count();
    let is_last = (old as i64) < PIECE;
    let Some((last, _)) = next[..old].last() else { return Ok((0, is_last)) };
    let of = [through.into(), (*last).into(), workspace.into(), before.into()];
    let gone = if kind == Kept::Visits { tx.execute(&PEOPLE, &of)? } else { tx.execute(&FILTERED, &of)? };
    tx.execute(&KEEP_THROUGH, &[workspace.into(), kind.as_str().into(), node.into(), (*last).into()])?;
    Ok((gone, is_last))
}

fn links(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<LinkId>, Error> {
    tx.query(&LINKS, &[workspace.into()], |row| row.get(0))
}

/// The last that was looked at; none when that was all of the link.
fn forms(tx: &mut Tx<'_>, link: LinkId, after: VisitId, before: i64) -> Result<Option<VisitId>, Error> {
    let of: [Value<'_>; 4] = [link.into(), after.into(), before.into(), PIECE.into()];
    let rows: Vec<(VisitId, Vec<u8>)> = tx.query(&FORMS, &of, |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (id, details) in &rows {
        if let Some(less) = without_traces(details)? {
            tx.execute(&FORM, &[less.into(), (*id).into()])?;
        }
    }
    Ok(rows.last().map(|(id, _)| *id).filter(|_| rows.len() as i64 == PIECE))
}

/// The form with its answers, without what the browser carried; none when nothing of that was in it. What can't be read
/// tells nobody anything and stays.
fn without_traces(details: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let Ok(Entry::FormSent(mut sent)) = postcard::from_bytes(details) else { return Ok(None) };
    sent.visit.forget_person();
    let less = postcard::to_stdvec(&Entry::FormSent(sent)).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(Some(less).filter(|less| less.as_slice() != details))
}
