//! What is not to be sent any more: what waits of a lead ends as skipped, with the reason. What is being sent this moment
//! goes on to its end; whoever would send it again asks anew.

use super::glance;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{DeliveryId, DestinationId, LeadId, WorkspaceId};
use domain::outbox::{Reason, Status};

const WAITING: Statement = Statement::new(
    "stop.waiting",
    "SELECT id, destination_id FROM deliveries WHERE lead_id = $1 AND workspace_id = $2 \
     AND status IN ('pending', 'retrying', 'throttled', 'waiting', 'paused') ORDER BY id",
);
const STOP: Statement = Statement::new(
    "stop.stop",
    "UPDATE deliveries SET status = 'skipped', reason = $1, next_at = NULL, lease = NULL, updated_at = $2 \
     WHERE id = $3 AND status IN ('pending', 'retrying', 'throttled', 'waiting', 'paused')",
);

const ON_ITS_WAY: Statement = Statement::new(
    "stop.on_its_way",
    "SELECT 1 FROM deliveries WHERE lead_id = $1 AND workspace_id = $2 \
     AND status NOT IN ('sent', 'duplicate', 'refused', 'expired', 'skipped') LIMIT 1",
);

pub const STATEMENTS: &[&Statement] = &[&WAITING, &STOP, &ON_ITS_WAY];

/// Whether anything of a lead is still to be sent, or to be heard of.
pub fn is_waiting(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<bool, Error> {
    Ok(tx.opt(&ON_ITS_WAY, &[lead.into(), workspace.into()], |_| Ok(()))?.is_some())
}

/// How many of a lead's would be stopped.
pub fn waiting(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<usize, Error> {
    let waiting = tx.query(&WAITING, &[lead.into(), workspace.into()], |row| row.get::<DeliveryId>(0))?;
    Ok(waiting.len())
}

/// Answers how many.
pub fn of_lead(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    lead: LeadId,
    reason: Reason,
    now: i64,
) -> Result<usize, Error> {
    let waiting: Vec<(DeliveryId, DestinationId)> =
        tx.query(&WAITING, &[lead.into(), workspace.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut stopped = Vec::with_capacity(waiting.len());
    for (id, destination) in waiting {
        // Somebody may have taken it since it was read.
        if tx.execute(&STOP, &[reason.as_str().into(), now.into(), id.into()])? == 1 {
            stopped.push((destination, Status::Skipped));
        }
    }
    glance::count(tx, now, &stopped)?;
    Ok(stopped.len())
}
