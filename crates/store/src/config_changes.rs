//! What changed in the configuration, in order: how every node learns that its snapshot is old. A row is written in
//! the transaction of the change itself, and rows become visible in the order of their numbers. They are read in
//! [`crate::snapshot`].

use crate::{Error, Statement, Tx};
use uuid::Uuid;

/// Which kind of thing changed. A lead's id is its number in the last eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Link,
    Channel,
    Workspace,
    Domain,
    Hub,
    Calendar,
    /// A person gave a lead to another agent: the sticky caches forget it.
    LeadAgent,
}

impl Noun {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Channel => "channel",
            Self::Workspace => "workspace",
            Self::Domain => "domain",
            Self::Hub => "hub",
            Self::Calendar => "calendar",
            Self::LeadAgent => "lead_agent",
        }
    }
}

// A lock on one row, held to the commit: without it PostgreSQL could show number 8 before number 7, and a node that
// has read up to 8 would never hear of 7.
const QUEUE: Statement = Statement::new(
    "config_changes.queue",
    "INSERT INTO facts (name, value) VALUES ('config_changes', '') ON CONFLICT (name) DO UPDATE SET value = ''",
);
const APPEND: Statement =
    Statement::new("config_changes.append", "INSERT INTO config_changes (noun, id, at) VALUES ($1, $2, $3)");
// The last one stays, so that a number is never given twice.
const FORGET: Statement = Statement::new(
    "config_changes.forget",
    "DELETE FROM config_changes WHERE at < $1 AND seq < (SELECT MAX(seq) FROM config_changes)",
);

pub const STATEMENTS: &[&Statement] = &[&QUEUE, &APPEND, &FORGET];

pub fn append(tx: &mut Tx<'_>, noun: Noun, id: Uuid, at: i64) -> Result<(), Error> {
    tx.execute(&QUEUE, &[])?;
    tx.execute(&APPEND, &[noun.as_str().into(), id.into(), at.into()])?;
    Ok(())
}

/// Drops what every node has long read.
pub fn forget_before(tx: &mut Tx<'_>, at: i64) -> Result<u64, Error> {
    tx.execute(&FORGET, &[at.into()])
}
