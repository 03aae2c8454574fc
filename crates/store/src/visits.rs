//! Visits as they were decided and recorded: read one, or lists newest first. Only the projector writes them.

pub(crate) mod again;
pub mod filter;
pub mod history;
pub(crate) mod list;
pub(crate) mod period;

pub use filter::{After, Facet, Figure, Filter};
pub use list::{Cursor, Page, page};
pub(crate) use list::{each_fitting, people};

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{VisitId, WorkspaceId};
use domain::visit::Entry;

const GET: Statement =
    Statement::new("visits.get", "SELECT id, details FROM visits WHERE id = $1 AND workspace_id = $2");

pub const STATEMENTS: &[&Statement] = &[&GET];

/// A recorded visit: its number, and the journal's own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub id: VisitId,
    /// Microseconds UTC.
    pub at: i64,
    details: Vec<u8>,
}

impl Visit {
    /// The visit with its decision, read from the bytes each time it is asked for.
    pub fn visit(&self) -> domain::visit::Visit<'_> {
        decode(&self.details).expect("the bytes were read once when the row was")
    }
}

/// A visit of a workspace.
pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: VisitId) -> Result<Option<Visit>, Error> {
    tx.opt(&GET, &[id.into(), workspace.into()], read)
}

/// A row of `id, details`.
pub(crate) fn read(row: &Row<'_>) -> Result<Visit, Error> {
    Ok(read_and(row, |_| ())?.0)
}

/// The same, and what is seen in the visit while it is decoded.
fn read_and<T>(row: &Row<'_>, see: impl FnOnce(&domain::visit::Visit<'_>) -> T) -> Result<(Visit, T), Error> {
    let id = row.get(0)?;
    let details: Vec<u8> = row.get(1)?;
    let record = decode(&details).map_err(|error| Error::Damaged(format!("visit {id}: {error}")))?;
    let (at, seen) = (record.at, see(&record));
    drop(record);
    Ok((Visit { id, at, details }, seen))
}

pub(crate) fn decode(details: &[u8]) -> Result<domain::visit::Visit<'_>, &'static str> {
    match postcard::from_bytes(details) {
        Ok(Entry::Visit(visit)) => Ok(visit),
        Ok(_) => Err("is no visit"),
        Err(_) => Err("cannot be decoded"),
    }
}
