//! Persons of whom nothing is told, by a keyed hash that the engine makes.

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::WorkspaceId;

const IS_THERE: Statement =
    Statement::new("suppressed.is_there", "SELECT COUNT(*) FROM suppressions WHERE workspace_id = $1 AND contact = $2");
const GET: Statement = Statement::new(
    "suppressed.get",
    "SELECT contact, kind, why, by_name, created_at FROM suppressions WHERE workspace_id = $1 AND contact = $2",
);
const PAGE: Statement = Statement::new(
    "suppressed.page",
    "SELECT contact, kind, why, by_name, created_at FROM suppressions WHERE workspace_id = $1 \
     AND (created_at < $2 OR (created_at = $2 AND contact < $3)) \
     ORDER BY created_at DESC, contact DESC LIMIT $4",
);
const BEGINS: Statement = Statement::new(
    "suppressed.begins",
    "SELECT contact, kind, why, by_name, created_at FROM suppressions WHERE workspace_id = $1 AND contact >= $2 \
     AND contact <= $3 ORDER BY contact LIMIT 2",
);
const ADD: Statement = Statement::new(
    "suppressed.add",
    "INSERT INTO suppressions (workspace_id, contact, kind, why, by_name, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (workspace_id, contact) DO NOTHING",
);
const REMOVE: Statement =
    Statement::new("suppressed.remove", "DELETE FROM suppressions WHERE workspace_id = $1 AND contact = $2");

pub const STATEMENTS: &[&Statement] = &[&IS_THERE, &GET, &PAGE, &BEGINS, &ADD, &REMOVE];

/// One who is on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    pub contact: [u8; 32],
    /// `phone` or `email`.
    pub kind: String,
    /// `asked` or `erased`.
    pub why: String,
    /// Who put them there; none: it was not kept.
    pub by: Option<String>,
    /// Microseconds UTC.
    pub created_at: i64,
}

fn read(row: &Row<'_>) -> Result<Suppression, Error> {
    let contact: &[u8] = row.get(0)?;
    let contact = contact.try_into().map_err(|_| Error::Damaged("the hash of a suppressed contact".into()))?;
    Ok(Suppression { contact, kind: row.get(1)?, why: row.get(2)?, by: row.get(3)?, created_at: row.get(4)? })
}

/// Whether one of these is on the list.
pub fn any(tx: &mut Tx<'_>, workspace: WorkspaceId, contacts: &[[u8; 32]]) -> Result<bool, Error> {
    for contact in contacts {
        if tx.one(&IS_THERE, &[workspace.into(), contact.into()], |row| row.get::<i64>(0))? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, contact: &[u8; 32]) -> Result<Option<Suppression>, Error> {
    tx.opt(&GET, &[workspace.into(), contact.into()], read)
}

/// Newest first, after the one of that time and hash.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<(i64, [u8; 32])>,
    limit: usize,
) -> Result<Vec<Suppression>, Error> {
    let (at, contact) = after.unwrap_or((i64::MAX, [0xff; 32]));
    tx.query(&PAGE, &[workspace.into(), at.into(), (&contact).into(), (limit as i64).into()], read)
}

/// The one whose hash begins so; none also where several do.
pub fn beginning(tx: &mut Tx<'_>, workspace: WorkspaceId, start: [u8; 8]) -> Result<Option<Suppression>, Error> {
    let (mut first, mut last) = ([0; 32], [0xff; 32]);
    first[..8].copy_from_slice(&start);
    last[..8].copy_from_slice(&start);
    let mut found = tx.query(&BEGINS, &[workspace.into(), (&first).into(), (&last).into()], read)?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// Whether it is new to the list; who is on it stays as they are.
pub fn add(tx: &mut Tx<'_>, workspace: WorkspaceId, one: &Suppression) -> Result<bool, Error> {
    let contact = &one.contact;
    let params = [
        workspace.into(),
        contact.into(),
        (&one.kind).into(),
        (&one.why).into(),
        one.by.as_ref().into(),
        one.created_at.into(),
    ];
    Ok(tx.execute(&ADD, &params)? == 1)
}

pub fn remove(tx: &mut Tx<'_>, workspace: WorkspaceId, contact: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[workspace.into(), contact.into()])? == 1)
}
