//! Lead numbers: who may give which. On one node the numbers simply go on; nodes that share a store lease them in
//! blocks, and a block outlives its node's restart, so that none is wasted.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;

const GREATEST: Statement = Statement::new("numbers.greatest_lead", "SELECT coalesce(max(id), 0) FROM leads");
const DRAW: Statement = Statement::new(
    "numbers.draw",
    "INSERT INTO sequences (name, next) VALUES ('lead', 1 + $1)
     ON CONFLICT (name) DO UPDATE SET next = sequences.next + $1 RETURNING next",
);
const HOLD: Statement =
    Statement::new("numbers.hold", "INSERT INTO lead_leases (first, last, node) VALUES ($1, $2, $3)");
const HELD: Statement =
    Statement::new("numbers.held", "SELECT first, last FROM lead_leases WHERE node = $1 AND last >= $2 ORDER BY first");

pub const STATEMENTS: &[&Statement] = &[&GREATEST, &DRAW, &HOLD, &HELD];

/// A block of numbers, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub first: i64,
    pub last: i64,
}

/// The greatest lead number in the store; 0 when there is none.
pub fn greatest_lead(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(&GREATEST, &[], |row| row.get(0))
}

/// Takes the next block for a node.
pub fn lease(tx: &mut Tx<'_>, node: i64, size: i64) -> Result<Block, Error> {
    let next: i64 = tx.one(&DRAW, &[size.into()], |row| row.get(0))?;
    let block = Block { first: next - size, last: next - 1 };
    tx.execute(&HOLD, &[block.first.into(), block.last.into(), node.into()])?;
    Ok(block)
}

/// What a node still holds from before, from `next` on.
pub fn held(tx: &mut Tx<'_>, node: i64, next: i64) -> Result<Vec<Block>, Error> {
    tx.query(&HELD, &[node.into(), next.into()], |row| {
        Ok(Block { first: row.get::<i64>(0)?.max(next), last: row.get(1)? })
    })
}
