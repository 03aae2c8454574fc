//! Every statement of the store, noun by noun: what the tests prepare on both engines. A noun's file that is not
//! listed here is found by a test.

use crate::dialect::{Engine, postgres, sqlite};
use crate::statement::{Batch, Statement};

/// Each noun with its statements.
pub const ALL: &[(&str, &[&Statement])] = &[
    ("agents", crate::agents::STATEMENTS),
    ("audit", crate::audit::STATEMENTS),
    ("channels", crate::channels::STATEMENTS),
    ("config_changes", crate::config_changes::STATEMENTS),
    ("idempotency", crate::idempotency::STATEMENTS),
    ("links", crate::links::STATEMENTS),
    ("members", crate::members::STATEMENTS),
    ("sessions", crate::sessions::STATEMENTS),
    ("tokens", crate::tokens::STATEMENTS),
    ("users", crate::users::STATEMENTS),
    ("workspaces", crate::workspaces::STATEMENTS),
];

/// Every statement over many rows at once.
pub const BATCHES: &[&Batch] = &[];

/// What a batch becomes on an engine.
pub fn batch_text(batch: &Batch, engine: Engine) -> Statement {
    let text = match engine {
        Engine::Sqlite => sqlite::batch_text(batch),
        Engine::Postgres => postgres::batch_text(batch),
    };
    Statement::put_together(batch.name, text)
}
