//! Which node does what one does for all. Every piece of the work renews it in its own transaction, so that a node that
//! was away for too long finds itself relieved before it does anything.

use crate::deliveries;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use uuid::Uuid;

const TAKE: Statement = Statement::new(
    "chores.take",
    "INSERT INTO chores (name, lease, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET \
     lease = excluded.lease, until = excluded.until WHERE chores.until <= $4 OR chores.lease = excluded.lease",
);
const LEAVE: Statement = Statement::new("chores.leave", "UPDATE chores SET until = 0 WHERE name = $1 AND lease = $2");

const LET_GO: Statement =
    Statement::new("chores.let_go", "UPDATE chores SET until = 0 WHERE name = $1 AND substr(lease, 1, 8) = $2");

pub(crate) const STATEMENTS: &[&Statement] = &[&TAKE, &LEAVE, &LET_GO];

/// A token of a node's: it says whose, and nobody else has it.
pub fn token(node: i64, random: [u8; 8]) -> Uuid {
    deliveries::lease::token(node, random)
}

/// What a node held when it ended is anybody's when it is back, instead of when its lease runs out.
pub fn let_go(tx: &mut Tx<'_>, name: &str, node: i64) -> Result<(), Error> {
    tx.execute(&LET_GO, &[name.into(), (&node.to_be_bytes()).into()])?;
    Ok(())
}

/// Takes or keeps a chore until then. False: it is another's.
pub fn take(tx: &mut Tx<'_>, name: &str, lease: Uuid, now: i64, until: i64) -> Result<bool, Error> {
    Ok(tx.execute(&TAKE, &[name.into(), lease.into(), until.into(), now.into()])? == 1)
}

/// Lets anybody have it.
pub fn leave(tx: &mut Tx<'_>, name: &str, lease: Uuid) -> Result<(), Error> {
    tx.execute(&LEAVE, &[name.into(), lease.into()])?;
    Ok(())
}
