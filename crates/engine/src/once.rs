//! A creation that is asked for twice under one key happens once, and is answered twice alike.

use crate::Engine;
use crate::command;
use crate::rejection::Rejection;
use domain::id::WorkspaceId;
use store::idempotency;

/// How long an answer is kept, in microseconds.
pub(crate) const KEPT: i64 = 24 * 3_600 * 1_000_000;
/// A request that has not been answered in this time was cut off.
const AT_WORK: i64 = 60_000_000;

/// What to do with a request that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is the first: do it, then [`keep`] the answer or [`release`] the key.
    Do,
    /// It was done: give this answer again.
    Again { status: u16, body: String },
    /// The key stands for another request.
    Other,
    /// The first one is still at work.
    Wait,
}

/// `hash`: SHA-256 of method, path and body.
pub async fn claim(engine: &Engine, workspace: WorkspaceId, key: &str, hash: [u8; 32]) -> Result<Turn, Rejection> {
    let (key, now) = (key.to_owned(), engine.now());
    command::write(engine, move |tx| {
        idempotency::forget_before(tx, now - KEPT)?;
        if idempotency::claim(tx, workspace, &key, &hash, now)? {
            return Ok(Turn::Do);
        }
        let Some(kept) = idempotency::get(tx, workspace, &key)? else { return Ok(Turn::Wait) };
        if kept.request_hash != hash {
            return Ok(Turn::Other);
        }
        if kept.status != 0 {
            return Ok(Turn::Again { status: u16::try_from(kept.status).unwrap_or(200), body: kept.body });
        }
        if now - kept.created_at < AT_WORK {
            return Ok(Turn::Wait);
        }
        idempotency::release(tx, workspace, &key, now)?;
        let free = idempotency::claim(tx, workspace, &key, &hash, now)?;
        Ok(if free { Turn::Do } else { Turn::Wait })
    })
    .await
}

/// Keeps the answer of the first request.
pub async fn keep(
    engine: &Engine,
    workspace: WorkspaceId,
    key: &str,
    status: u16,
    body: &str,
) -> Result<(), Rejection> {
    let (key, body) = (key.to_owned(), body.to_owned());
    Ok(engine.store.write(move |tx| idempotency::fill(tx, workspace, &key, status.into(), &body)).await?)
}

/// Frees the key of a request that made nothing, so that it may be tried again.
pub async fn release(engine: &Engine, workspace: WorkspaceId, key: &str) -> Result<(), Rejection> {
    let key = key.to_owned();
    Ok(engine.store.write(move |tx| idempotency::release(tx, workspace, &key, 0)).await?)
}
