//! Leads whom nobody has touched for their days: neither seen, nor changed, nor written a note on. They are erased as a
//! person is who asks for it, so that figures stay and nothing brings them back. Whoever has something on its way to a
//! platform waits until that has ended.

use super::sweep::{PIECE, Piece};
use crate::deliveries;
use crate::error::Error;
use crate::leads::{self, change, erase};
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::PURCHASES;
use domain::privacy::Kept;

/// Erasing takes a dozen statements and more.
const MOST: usize = 20;

const SLICE: Statement = Statement::new(
    "sweep.leads",
    "SELECT id, CAST(CASE WHEN workspace_id = $1 AND erased_at IS NULL AND last_seen_at < $2 AND updated_at < $2 \
     THEN 1 ELSE 0 END AS BIGINT) FROM leads WHERE id > $3 ORDER BY id LIMIT $4",
);
const IN_USE: Statement =
    Statement::new("sweep.lead_in_use", "SELECT 1 FROM lead_notes WHERE lead_id = $1 AND created_at >= $2");
// The statuses are those of domain::lead::PURCHASES; a test holds them together.
const BOUGHT: Statement = Statement::new(
    "sweep.lead_bought",
    "SELECT 1 FROM lead_changes WHERE lead_id = $1 AND field = 'status' AND after_value IN ('purchase', 'won')",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&SLICE, &IN_USE, &BOUGHT];

pub(super) fn piece(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: Kept,
    before: i64,
    after: &mut LeadId,
    now: i64,
) -> Result<Piece, Error> {
    let slice: Vec<(LeadId, bool)> =
        tx.query(&SLICE, &[workspace.into(), before.into(), (*after).into(), PIECE.into()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut erased = Vec::new();
    for (lead, is_old) in &slice {
        if *is_old && goes(tx, workspace, kind, before, *lead, now)? {
            erased.push(*lead);
        }
        *after = *lead;
        if erased.len() == MOST {
            break;
        }
    }
    let is_last = (slice.len() as i64) < PIECE && slice.last().is_none_or(|(last, _)| *last == *after);
    Ok(Piece { gone: erased.len() as u64, erased, is_last })
}

/// Erases it, if it still is to go.
fn goes(tx: &mut Tx<'_>, workspace: WorkspaceId, kind: Kept, before: i64, id: LeadId, now: i64) -> Result<bool, Error> {
    change::hold(tx, workspace, id)?;
    let Some(lead) = leads::get(tx, workspace, id)? else { return Ok(false) };
    let is_old = lead.erased_at.is_none() && lead.last_seen_at < before && lead.updated_at < before;
    if !is_old || is_customer(tx, &lead)? != (kind == Kept::Customers) {
        return Ok(false);
    }
    let in_use = tx.opt(&IN_USE, &[id.into(), before.into()], |_| Ok(()))?.is_some()
        || deliveries::stop::is_waiting(tx, workspace, id)?;
    if !in_use {
        erase::erase(tx, &lead, now)?;
    }
    Ok(!in_use)
}

fn is_customer(tx: &mut Tx<'_>, lead: &domain::lead::Lead) -> Result<bool, Error> {
    Ok(PURCHASES.contains(&lead.status.as_str()) || tx.opt(&BOUGHT, &[lead.id.into()], |_| Ok(()))?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_names_the_statuses_that_the_domain_calls_purchases() {
        let quoted: Vec<String> = PURCHASES.iter().map(|status| format!("'{status}'")).collect();
        assert!(BOUGHT.sql.contains(&format!("IN ({})", quoted.join(", "))));
    }
}
