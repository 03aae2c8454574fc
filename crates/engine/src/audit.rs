//! The change history, read.

use crate::Engine;
use crate::command::{self, Page, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::scope::Scope;
use store::audit::{self, Entry, Filter};
use uuid::Uuid;

/// Newest first, older than `before`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Page<Entry>, Rejection> {
    need(who, Scope::AuditRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(audit::page(tx, workspace, &filter, before, limit + 1)?, limit))).await
}
