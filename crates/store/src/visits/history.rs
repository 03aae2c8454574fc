//! The persons' visits of one link since a moment, oldest first of each node, handed out one by one: for what runs a
//! draft over them. Nothing is kept of them.

use super::{decode, period};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LinkId, VisitId, WorkspaceId};
use domain::visit::Visit;

const NODES: Statement = Statement::new("history.nodes", "SELECT node FROM nodes ORDER BY node");
const VISITS: Statement = Statement::new(
    "history.visits",
    "SELECT id, details FROM visits WHERE link_id = $1 AND id >= $2 AND id < $3 AND at >= $4 AND workspace_id = $5
     AND repeated = 0 AND kind IN ('human', 'scan') ORDER BY id LIMIT $6",
);

pub const STATEMENTS: &[&Statement] = &[&NODES, &VISITS];

/// At most `most` of each node. Answers whether there were more.
pub fn each_since(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    since: i64,
    most: i64,
    mut visit: impl FnMut(VisitId, &Visit<'_>),
) -> Result<bool, Error> {
    let nodes: Vec<i64> = tx.query(&NODES, &[], |row| row.get(0))?;
    let mut more = false;
    for node in nodes {
        let (low, high) = period::bounds(tx, (node << 40, (node + 1) << 40), (Some(since), None))?;
        let params = [link.into(), low.into(), high.into(), since.into(), workspace.into(), (most + 1).into()];
        let mut count = 0;
        tx.each(&VISITS, &params, |row| {
            count += 1;
            if count > most {
                more = true;
                return Ok(());
            }
            let (id, details): (VisitId, &[u8]) = (row.get(0)?, row.get(1)?);
            let decoded = decode(details).map_err(|error| Error::Damaged(format!("visit {id}: {error}")))?;
            visit(id, &decoded);
            Ok(())
        })?;
    }
    Ok(more)
}
