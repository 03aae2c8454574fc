//! What can go wrong in the store, by what a caller can do about it. The two engines' own codes are read in
//! [`crate::dialect`]; nothing outside this crate ever sees one.

/// The store's one error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Down, locked, full or closing: the same work may succeed later.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A row like this exists already, or one that it names does not. `constraint` is PostgreSQL's name of it on both
    /// engines: `users_email_key`, `channels_workspace_id_kind_place_key`, `links_pkey`, `foreign_key`.
    #[error("the row conflicts with {constraint}")]
    Conflict { constraint: String },
    /// The database was written by a later version of this program.
    #[error(
        "the database has schema version {found}, this program knows versions up to {known}: \
         it was used by a newer Giliran; start that one (or newer), or restore a backup made before the upgrade"
    )]
    Newer { found: i64, known: i64 },
    /// There is no such row.
    #[error("no such row")]
    Missing,
    /// A row is there, but what stands in it cannot be read.
    #[error("a stored value cannot be read: {0}")]
    Damaged(String),
    /// A fault of this program: a wrong statement, a panic in a transaction.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl Error {
    /// Whether this is the violation of that constraint.
    pub fn is_conflict(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == name)
    }
}
