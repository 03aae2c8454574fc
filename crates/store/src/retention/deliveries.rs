//! The stories of deliveries that are over their days: every try, and what the platform said. What waits to be sent is
//! left alone, however old. A delivery that keeps its place ("once for a lead and category") stays as a bare row, so that
//! the same event is never sent a second time; one whose place can never be taken again goes whole.

use super::sweep::{PIECE, Piece, first_id};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{DeliveryId, LeadId, WorkspaceId};
use domain::outbox::Status;
use uuid::Uuid;

/// Ended otherwise than by being sent.
const LEFT: [&str; 4] = ["skipped", "refused", "expired", "duplicate"];

const TRIED: Statement = Statement::new(
    "sweep.tried",
    "SELECT t.delivery_id, d.workspace_id, d.status, d.once_key, d.event_id, d.lead_id FROM delivery_tries t \
     LEFT JOIN deliveries d ON d.id = t.delivery_id WHERE t.delivery_id > $1 AND t.delivery_id < $2 \
     ORDER BY t.delivery_id LIMIT $3",
);
const UNTRIED: Statement = Statement::new(
    "sweep.untried",
    "SELECT id, workspace_id, status, once_key, event_id, lead_id FROM deliveries WHERE workspace_id = $1 \
     AND status = $2 AND status <> 'sent' AND id > $3 AND id < $4 AND expires_at < $5 ORDER BY id LIMIT $6",
);
const TRIES: Statement = Statement::new("sweep.tries", "DELETE FROM delivery_tries WHERE delivery_id = $1");
const BARE: Statement = Statement::new(
    "sweep.bare",
    "UPDATE deliveries SET said = NULL, tries = 0, receipt = NULL, batch_cap = NULL \
     WHERE id = $1 AND next_at IS NULL AND status IN ('sent', 'duplicate', 'refused', 'expired', 'skipped')",
);
const DELETE: Statement = Statement::new(
    "sweep.delivery",
    "DELETE FROM deliveries \
     WHERE id = $1 AND next_at IS NULL AND status IN ('sent', 'duplicate', 'refused', 'expired', 'skipped')",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&TRIED, &UNTRIED, &TRIES, &BARE, &DELETE];

#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Behind this one, in the order of time.
    Tried(Uuid),
    /// Of the statuses that are left, behind this one.
    Untried(Vec<&'static str>, Uuid),
}

struct Old {
    id: DeliveryId,
    workspace: Option<WorkspaceId>,
    is_final: bool,
    goes_whole: bool,
}

impl Stage {
    pub(super) fn first() -> Self {
        Self::Tried(Uuid::nil())
    }

    pub(super) fn piece(
        &mut self,
        tx: &mut Tx<'_>,
        workspace: WorkspaceId,
        before: i64,
        now: i64,
    ) -> Result<Piece, Error> {
        let end = first_id(before);
        let mut piece = Piece::default();
        match self {
            Self::Tried(after) => {
                let mut rows = tx.query(&TRIED, &[(*after).into(), end.into(), PIECE.into()], read)?;
                let is_last = (rows.len() as i64) < PIECE;
                // Of the last one not all tries may have been seen, which is no matter: they go together.
                *after = rows.last().map_or(*after, |row| row.id.0);
                rows.dedup_by_key(|row| row.id);
                for row in rows.iter().filter(|row| row.is_final && row.workspace == Some(workspace)) {
                    piece.gone += take_away(tx, row)?;
                }
                if is_last {
                    *self = Self::Untried(LEFT.to_vec(), Uuid::nil());
                }
            }
            Self::Untried(left, after) => {
                let Some(status) = left.last() else {
                    return Ok(Piece { is_last: true, ..piece });
                };
                let of: [Value<'_>; 6] =
                    [workspace.into(), (*status).into(), (*after).into(), end.into(), now.into(), PIECE.into()];
                let rows = tx.query(&UNTRIED, &of, read)?;
                // What keeps its place and was never tried has no story.
                for row in rows.iter().filter(|row| row.goes_whole) {
                    piece.gone += take_away(tx, row)?;
                }
                *after = rows.last().map_or(Uuid::nil(), |row| row.id.0);
                if (rows.len() as i64) < PIECE {
                    left.pop();
                    *after = Uuid::nil();
                }
            }
        }
        Ok(piece)
    }
}

fn take_away(tx: &mut Tx<'_>, old: &Old) -> Result<u64, Error> {
    let of = [old.id.into()];
    let done = if old.goes_whole { tx.execute(&DELETE, &of)? } else { tx.execute(&BARE, &of)? };
    if done == 1 {
        tx.execute(&TRIES, &[old.id.into()])?;
    }
    Ok(done)
}

fn read(row: &crate::Row<'_>) -> Result<Old, Error> {
    let (status, once_key): (Option<&str>, Option<&str>) = (row.get(2)?, row.get(3)?);
    let (event, lead): (Option<Uuid>, Option<LeadId>) = (row.get(4)?, row.get(5)?);
    let of_event =
        once_key.is_some_and(|key| key.starts_with("skip/") || event.is_some_and(|id| id.to_string() == key));
    Ok(Old {
        id: row.get(0)?,
        workspace: row.get(1)?,
        is_final: status.and_then(Status::parse).is_some_and(Status::is_final),
        goes_whole: of_event || lead.is_none(),
    })
}
