//! Visits as they were decided, read.

use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::VisitId;
use domain::scope::Scope;
use store::visits::Visit;
pub use store::visits::{Cursor, Filter, Page};

/// Newest first, from where the cursor stands. A page may come short, even empty, and still go on.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page, Rejection> {
    need(who, Scope::VisitsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(store::visits::page(tx, workspace, &filter, cursor.as_ref(), limit)?)).await
}

pub async fn get(engine: &Engine, who: &Who, id: VisitId) -> Result<Visit, Rejection> {
    need(who, Scope::VisitsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| store::visits::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}
