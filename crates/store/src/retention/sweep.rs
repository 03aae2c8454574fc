//! Taking away what is older than its days, in pieces that each are one short transaction. How far it has come is written
//! down or seen from what is still there: a pass that ends in the middle is begun again, and goes on.

use super::{deliveries, leads, visits};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LeadId, WorkspaceId};
use domain::privacy::Kept;
use uuid::Uuid;

/// Rows that one piece looks at.
pub const PIECE: i64 = 500;

const AUDIT_END: Statement = Statement::new(
    "sweep.audit_end",
    "SELECT id FROM audit_log WHERE workspace_id = $1 AND id < $2 ORDER BY id LIMIT $3",
);
const AUDIT: Statement = Statement::new("sweep.audit", "DELETE FROM audit_log WHERE workspace_id = $1 AND id <= $2");

pub(crate) const STATEMENTS: &[&Statement] = &[&AUDIT_END, &AUDIT];

/// One kind of one workspace, from the oldest to a moment.
#[derive(Clone, Debug)]
pub struct Pass {
    pub workspace: WorkspaceId,
    pub kind: Kept,
    /// Microseconds UTC: what is older goes.
    pub before: i64,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Visits(visits::Stage),
    Deliveries(deliveries::Stage),
    Leads(LeadId),
    Audit,
}

/// What a piece came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Rows that are gone.
    pub gone: u64,
    /// Leads that were erased.
    pub erased: Vec<LeadId>,
    /// There is nothing more of this kind.
    pub is_last: bool,
}

impl Pass {
    /// Writes the moment down first; `day` is its day, yyyymmdd.
    pub fn begin(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64, day: i32) -> Result<Self, Error> {
        super::mark(tx, workspace, kind, before, day)?;
        let stage = match kind {
            Kept::Visits | Kept::FilteredVisits => Stage::Visits(visits::Stage::first(tx)?),
            Kept::Deliveries => Stage::Deliveries(deliveries::Stage::first()),
            Kept::Leads | Kept::Customers => Stage::Leads(LeadId(0)),
            Kept::Audit => Stage::Audit,
        };
        Ok(Self { workspace, kind, before, stage })
    }

    /// The next piece; `now` in microseconds.
    pub fn piece(&mut self, tx: &mut Tx<'_>, now: i64) -> Result<Piece, Error> {
        let Self { workspace, kind, before, .. } = *self;
        let piece = match &mut self.stage {
            Stage::Visits(stage) => stage.piece(tx, workspace, kind, before)?,
            Stage::Deliveries(stage) => stage.piece(tx, workspace, before, now)?,
            Stage::Leads(after) => leads::piece(tx, workspace, kind, before, after, now)?,
            Stage::Audit => audit(tx, workspace, before)?,
        };
        super::count(tx, workspace, kind, piece.gone)?;
        if piece.is_last {
            super::done(tx, workspace, kind, before)?;
        }
        Ok(piece)
    }
}

fn audit(tx: &mut Tx<'_>, workspace: WorkspaceId, before: i64) -> Result<Piece, Error> {
    let old: Vec<Uuid> =
        tx.query(&AUDIT_END, &[workspace.into(), first_id(before).into(), PIECE.into()], |row| row.get(0))?;
    let gone = match old.last() {
        Some(last) => tx.execute(&AUDIT, &[workspace.into(), (*last).into()])?,
        None => 0,
    };
    Ok(Piece { gone, is_last: (old.len() as i64) < PIECE, ..Piece::default() })
}

/// Below every id (UUID v7) that was made at that moment or later.
pub(super) fn first_id(at: i64) -> Uuid {
    let millis = at.div_euclid(1_000).clamp(0, (1 << 48) - 1).cast_unsigned();
    Uuid::from_u128(u128::from(millis) << 80)
}
