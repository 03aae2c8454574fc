//! Persons of whom nothing is told, by a keyed hash that the engine makes.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::WorkspaceId;

const IS_THERE: Statement =
    Statement::new("suppressed.is_there", "SELECT COUNT(*) FROM suppressions WHERE workspace_id = $1 AND contact = $2");
const ADD: Statement = Statement::new(
    "suppressed.add",
    "INSERT INTO suppressions (workspace_id, contact, kind, why, created_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (workspace_id, contact) DO NOTHING",
);
const REMOVE: Statement =
    Statement::new("suppressed.remove", "DELETE FROM suppressions WHERE workspace_id = $1 AND contact = $2");

pub const STATEMENTS: &[&Statement] = &[&IS_THERE, &ADD, &REMOVE];

/// Whether one of these is on the list.
pub fn any(tx: &mut Tx<'_>, workspace: WorkspaceId, contacts: &[[u8; 32]]) -> Result<bool, Error> {
    for contact in contacts {
        if tx.one(&IS_THERE, &[workspace.into(), contact.into()], |row| row.get::<i64>(0))? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `kind`: `phone` or `email`; `why`: `asked` or `erased`. Who is on the list stays as they are.
pub fn add(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    contact: &[u8; 32],
    kind: &str,
    why: &str,
    now: i64,
) -> Result<bool, Error> {
    Ok(tx.execute(&ADD, &[workspace.into(), contact.into(), kind.into(), why.into(), now.into()])? == 1)
}

pub fn remove(tx: &mut Tx<'_>, workspace: WorkspaceId, contact: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[workspace.into(), contact.into()])? == 1)
}
