//! What decisions one link has taken since a moment: the persons' visits, and the forms that were sent, each in its
//! place in the journal, oldest first of each node, handed out one by one: for what runs a draft over them. Nothing is
//! kept of them.

use super::period;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LinkId, VisitId, WorkspaceId};
use domain::visit::{Entry, FormSent, Visit};

const NODES: Statement = Statement::new("history.nodes", "SELECT node FROM nodes ORDER BY node");
// Both lists lie in the order of their ids, so that putting them together sorts nothing.
const PAST: Statement = Statement::new(
    "history.past",
    "SELECT id, details FROM visits WHERE link_id = $1 AND id >= $2 AND id < $3 AND at >= $4 AND workspace_id = $5
         AND repeated = 0 AND kind IN ('human', 'scan')
     UNION ALL
     SELECT id, details FROM form_answers WHERE link_id = $1 AND id >= $2 AND id < $3 AND at >= $4 AND workspace_id = $5
     ORDER BY id LIMIT $6",
);

pub const STATEMENTS: &[&Statement] = &[&NODES, &PAST];

/// A decision, or a visit that was shown a form before one was taken.
#[derive(Debug)]
pub enum Past<'p> {
    Visit(&'p Visit<'p>),
    Form(&'p FormSent<'p>),
}

/// At most `most` of each node. Answers whether there were more.
pub fn each_since(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    since: i64,
    most: i64,
    mut past: impl FnMut(VisitId, Past<'_>),
) -> Result<bool, Error> {
    let nodes: Vec<i64> = tx.query(&NODES, &[], |row| row.get(0))?;
    let mut more = false;
    for node in nodes {
        let end = (node + 1) << 40;
        // A form has its place among the visits, so it lies no lower than they do.
        let (low, _) = period::bounds(tx, (node << 40, end), (Some(since), None))?;
        let params = [link.into(), low.into(), end.into(), since.into(), workspace.into(), (most + 1).into()];
        let mut count = 0;
        tx.each(&PAST, &params, |row| {
            count += 1;
            if count > most {
                more = true;
                return Ok(());
            }
            let (id, details): (VisitId, &[u8]) = (row.get(0)?, row.get(1)?);
            match postcard::from_bytes(details) {
                Ok(Entry::Visit(visit)) => past(id, Past::Visit(&visit)),
                Ok(Entry::FormSent(sent)) => past(id, Past::Form(&sent)),
                Ok(_) => return Err(Error::Damaged(format!("visit {id} is neither a visit nor a form"))),
                Err(_) => return Err(Error::Damaged(format!("visit {id}: cannot be decoded"))),
            }
            Ok(())
        })?;
    }
    Ok(more)
}
