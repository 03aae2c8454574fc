//! Answers to creations, kept under the key that the client gave, so that a request sent twice creates once.
//! The row is claimed before the work and filled after it.

use crate::{Error, Statement, Tx};
use domain::id::WorkspaceId;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of method, path and body of the first request.
    pub request_hash: [u8; 32],
    /// 0 while the first request is still at work.
    pub status: i64,
    pub body: String,
    pub created_at: i64,
}

const CLAIM: Statement = Statement::new(
    "idempotency.claim",
    "INSERT INTO idempotency_keys (workspace_id, idem_key, request_hash, status, body, created_at) \
     VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT (workspace_id, idem_key) DO NOTHING",
);
const GET: Statement = Statement::new(
    "idempotency.get",
    "SELECT request_hash, status, body, created_at FROM idempotency_keys WHERE workspace_id = $1 AND idem_key = $2",
);
const FILL: Statement = Statement::new(
    "idempotency.fill",
    "UPDATE idempotency_keys SET status = $1, body = $2 WHERE workspace_id = $3 AND idem_key = $4",
);
const RELEASE: Statement = Statement::new(
    "idempotency.release",
    "DELETE FROM idempotency_keys WHERE workspace_id = $1 AND idem_key = $2 AND (status = 0 OR created_at < $3)",
);
const FORGET: Statement = Statement::new("idempotency.forget", "DELETE FROM idempotency_keys WHERE created_at < $1");

pub const STATEMENTS: &[&Statement] = &[&CLAIM, &GET, &FILL, &RELEASE, &FORGET];

/// True when the key was free and is now this request's.
pub fn claim(tx: &mut Tx<'_>, workspace: WorkspaceId, key: &str, hash: &[u8; 32], at: i64) -> Result<bool, Error> {
    Ok(tx.execute(&CLAIM, &[workspace.into(), key.into(), hash.into(), at.into()])? == 1)
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, key: &str) -> Result<Option<Kept>, Error> {
    tx.opt(&GET, &[workspace.into(), key.into()], |row| {
        Ok(Kept { request_hash: row.get(0)?, status: row.get(1)?, body: row.get(2)?, created_at: row.get(3)? })
    })
}

/// Keeps the answer for whoever asks again.
pub fn fill(tx: &mut Tx<'_>, workspace: WorkspaceId, key: &str, status: i64, body: &str) -> Result<(), Error> {
    tx.execute(&FILL, &[status.into(), body.into(), workspace.into(), key.into()])?;
    Ok(())
}

/// Frees a key whose request came to nothing, or that was claimed before `expired`.
pub fn release(tx: &mut Tx<'_>, workspace: WorkspaceId, key: &str, expired: i64) -> Result<(), Error> {
    tx.execute(&RELEASE, &[workspace.into(), key.into(), expired.into()])?;
    Ok(())
}

pub fn forget_before(tx: &mut Tx<'_>, at: i64) -> Result<u64, Error> {
    tx.execute(&FORGET, &[at.into()])
}
