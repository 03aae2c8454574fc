//! Taking deliveries to send. A lease is a postponement: a leased row is due again when its lease ends, so that what a
//! node took and never brought home is taken by the next one. Its token keeps a latecomer from writing over what
//! happened since.

use super::{Delivery, delivery_columns, read};
use crate::dialect;
use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{DestinationId, WorkspaceId};
use domain::outbox::Status;
use uuid::Uuid;

/// Destinations with something due, whichever workspace's.
const DUE_DESTINATIONS: Statement = Statement::new(
    "lease.due_destinations",
    "SELECT d.id, d.workspace_id FROM destinations d LEFT JOIN destination_health h ON h.destination_id = d.id \
     WHERE d.active = 1 AND d.archived_at IS NULL AND COALESCE(h.state, 'closed') <> 'paused' \
     AND (h.state IS NULL OR h.state <> 'open' OR h.probe_at <= $1) \
     AND EXISTS (SELECT 1 FROM deliveries v WHERE v.destination_id = d.id AND v.next_at <= $1)",
);
const TAKE: Batch = Batch {
    name: "lease.take",
    before: "WITH r AS (",
    columns: &[Column::Blob, Column::Blob, Column::Int, Column::Int],
    after: ") UPDATE deliveries SET lease = r.column2, next_at = r.column3, \
            status = CASE WHEN deliveries.receipt IS NULL THEN 'sending' ELSE deliveries.status END, \
            updated_at = r.column4 FROM r WHERE deliveries.id = r.column1",
};
const LEASED: Statement = Statement::new(
    "lease.leased",
    concat!(
        "SELECT ",
        delivery_columns!(),
        " FROM deliveries WHERE destination_id = $1 AND next_at = $2 AND lease = $3 ORDER BY id"
    ),
);
const RENEW: Statement = Statement::new(
    "lease.renew",
    "UPDATE deliveries SET next_at = $1 WHERE destination_id = $2 AND next_at = $3 AND lease = $4",
);
const WITH_RECEIPT: Statement = Statement::new(
    "lease.with_receipt",
    "SELECT id FROM deliveries WHERE destination_id = $1 AND receipt = $2 ORDER BY id",
);

const LET_GO: Statement = Statement::new(
    "lease.let_go",
    "UPDATE deliveries SET next_at = $1, lease = NULL, \
     status = CASE WHEN status = 'sending' AND tries = 0 THEN 'pending' \
         WHEN status = 'sending' THEN 'retrying' ELSE status END \
     WHERE next_at IS NOT NULL AND lease IS NOT NULL AND substr(lease, 1, 8) = $2",
);

pub const STATEMENTS: &[&Statement] = &[&DUE_DESTINATIONS, &LEASED, &RENEW, &WITH_RECEIPT, &LET_GO];
pub(crate) const BATCHES: &[&Batch] = &[&TAKE];

/// What was taken, until when, under which token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub destination: DestinationId,
    pub token: Uuid,
    pub until: i64,
    pub deliveries: Vec<Delivery>,
}

/// Destinations that have something due and are not held back.
pub fn due_destinations(tx: &mut Tx<'_>, now: i64) -> Result<Vec<(DestinationId, WorkspaceId)>, Error> {
    tx.query(&DUE_DESTINATIONS, &[now.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Takes up to `limit` that are due, longest due first. Those that share a receipt are taken together.
pub fn lease(
    tx: &mut Tx<'_>,
    destination: DestinationId,
    now: i64,
    until: i64,
    token: Uuid,
    limit: usize,
) -> Result<Lease, Error> {
    let due = dialect::claim_due(tx, destination, now, limit)?;
    let mut ids: Vec<Uuid> = Vec::with_capacity(due.len());
    let mut receipts: Vec<String> = Vec::new();
    for (id, receipt) in due {
        match receipt {
            None => ids.push(id),
            Some(receipt) if receipts.contains(&receipt) => {}
            Some(receipt) => {
                ids.extend(
                    tx.query(&WITH_RECEIPT, &[destination.into(), (&receipt).into()], |row| row.get::<Uuid>(0))?,
                );
                receipts.push(receipt);
            }
        }
    }
    let rows = ids.iter().map(|id| [Value::from(*id), token.into(), until.into(), now.into()]);
    tx.batch(&TAKE, rows)?;
    let deliveries = tx.query(&LEASED, &[destination.into(), until.into(), token.into()], read)?;
    Ok(Lease { destination, token, until, deliveries })
}

/// Holds on to what is left of a lease.
pub fn renew(tx: &mut Tx<'_>, lease: &mut Lease, until: i64) -> Result<(), Error> {
    tx.execute(&RENEW, &[until.into(), lease.destination.into(), lease.until.into(), lease.token.into()])?;
    lease.until = until;
    Ok(())
}

/// Whether a row is one that was accepted and waits to be asked after.
pub fn is_accepted(delivery: &Delivery) -> bool {
    delivery.receipt.is_some() && delivery.status == Status::Accepted
}

/// A token of a node's: it says whose, and nobody else has it.
pub fn token(node: i64, random: [u8; 8]) -> Uuid {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&node.to_be_bytes());
    bytes[8..].copy_from_slice(&random);
    Uuid::from_bytes(bytes)
}

/// What a node held when it ended is due at once when it is back, instead of when its leases run out.
pub fn let_go(tx: &mut Tx<'_>, node: i64, now: i64) -> Result<u64, Error> {
    tx.execute(&LET_GO, &[now.into(), (&node.to_be_bytes()).into()])
}
