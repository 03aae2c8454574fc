//! A statement has a name, for logs and tests, and one text for both engines. Parameters are `$1…$n`; they first
//! occur in ascending order, because SQLite numbers them as it meets them (a test checks every listed statement).

use std::borrow::Cow;

/// One named SQL text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub name: &'static str,
    pub sql: Cow<'static, str>,
}

impl Statement {
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql: Cow::Borrowed(sql) }
    }

    /// A text put together at run time. Its pieces are constants of this crate: nothing a person wrote ever
    /// becomes part of a statement, only a parameter of it.
    pub fn put_together(name: &'static str, sql: String) -> Self {
        Self { name, sql: Cow::Owned(sql) }
    }
}

/// A statement over many rows at once. Its text is `before`, then the rows as a table expression with columns named
/// `column1`, `column2`, …, then `after`: `INSERT INTO t (a, b) ` + rows + ` ON CONFLICT …`, or
/// `WITH r AS (` + rows + `) UPDATE t SET … FROM r WHERE …`. SQLite runs it once a row, PostgreSQL once for all.
#[derive(Clone, Debug)]
pub struct Batch {
    pub name: &'static str,
    pub before: &'static str,
    pub columns: &'static [Column],
    pub after: &'static str,
}

/// What a column of a [`Batch`] holds; each may also be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Int,
    Real,
    Text,
    Blob,
}
