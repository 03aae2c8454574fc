//! Who this journal is to the store: its node number, which stands in the upper bits of its visits' ids, and how far
//! it is projected.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::VisitId;

/// A journal as the store knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub number: i64,
    /// The last batch applied.
    pub cursor: i64,
    /// The ordinal of the last entry applied.
    pub applied: i64,
}

impl Node {
    /// The node in the upper bits, the ordinal in the lower 40.
    pub fn visit(&self, ordinal: i64) -> VisitId {
        VisitId(self.number << 40 | ordinal)
    }
}

const FIND: Statement = Statement::new("node.find", "SELECT node, cursor, applied FROM nodes WHERE identity = $1");
const ADD: Statement = Statement::new(
    "node.add",
    "INSERT INTO nodes (node, identity, cursor, applied, seen_at)
     VALUES ((SELECT coalesce(max(node) + 1, 0) FROM nodes), $1, 0, 0, $2)",
);
pub(super) const ADVANCE: Statement = Statement::new(
    "node.advance",
    "UPDATE nodes SET cursor = $1, applied = $2, seen_at = $3 WHERE node = $4 AND cursor = $5",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&FIND, &ADD, &ADVANCE];

/// Finds the journal's node or makes it one. Run inside one transaction; two new nodes at once make one of them try
/// again (the number is the primary key).
pub fn register(tx: &mut Tx<'_>, identity: [u8; 16], now: i64) -> Result<Node, Error> {
    let read = |row: &crate::row::Row<'_>| Ok(Node { number: row.get(0)?, cursor: row.get(1)?, applied: row.get(2)? });
    if let Some(node) = tx.opt(&FIND, &[(&identity).into()], read)? {
        return Ok(node);
    }
    tx.execute(&ADD, &[(&identity).into(), now.into()])?;
    tx.one(&FIND, &[(&identity).into()], read)
}
