//! Schema changes: forward only, each in a transaction with its line in the history, at every opening. A database
//! that a newer program has changed is refused with both versions named; nothing here ever goes back.

use crate::dialect::{postgres, sqlite};
use crate::error::Error;
use refinery::{Runner, Target};
use std::path::Path;

mod sqlite_files {
    refinery::embed_migrations!("migrations/sqlite");
}
mod postgres_files {
    refinery::embed_migrations!("migrations/postgres");
}

const HISTORY: &str = "SELECT max(version) FROM refinery_schema_history";
/// The advisory lock that nodes starting at once queue for: "giliran" in bytes.
const LOCK: i64 = 0x67_69_6c_69_72_61_6e;

/// Brings the file at `path` to this program's schema, or to an older one for the tests. A lock file keeps two processes from doing so at once.
pub(crate) fn sqlite(path: &Path, target: Target) -> Result<(), Error> {
    let unavailable = |error: std::io::Error| Error::Unavailable(format!("{}: {error}", path.display()));
    let turnstile = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("migrating"))
        .map_err(unavailable)?;
    turnstile.lock().map_err(unavailable)?;
    let mut connection = sqlite::connection(path)?;
    let there: bool = connection
        .query_row(
            "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .map_err(sqlite::read_error)?;
    let found: Option<i64> =
        if there { connection.query_row(HISTORY, [], |row| row.get(0)).map_err(sqlite::read_error)? } else { None };
    let runner = sqlite_files::migrations::runner();
    refuse_newer(&runner, found)?;
    runner.set_target(target).run(&mut connection).map(drop).map_err(|error| failed(&error))
}

/// Brings the database to this program's schema; nodes that start at once wait for the first.
pub(crate) fn postgres(config: &::postgres::Config, target: Target) -> Result<(), Error> {
    let mut client = postgres::connect(config)?;
    client
        .batch_execute(&format!("SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock({LOCK})"))
        .map_err(postgres::read_error)?;
    let there: bool = client
        .query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[])
        .and_then(|row| row.try_get(0))
        .map_err(postgres::read_error)?;
    let found: Option<i32> = if there {
        client.query_one(HISTORY, &[]).and_then(|row| row.try_get(0)).map_err(postgres::read_error)?
    } else {
        None
    };
    let runner = postgres_files::migrations::runner();
    refuse_newer(&runner, found.map(i64::from))?;
    // The lock ends with the session.
    runner.set_target(target).run(&mut client).map(drop).map_err(|error| failed(&error))
}

/// The schema version that this program knows.
pub fn known_version() -> i64 {
    newest(&sqlite_files::migrations::runner())
}

fn newest(runner: &Runner) -> i64 {
    runner.get_migrations().iter().map(|m| i64::from(m.version())).max().unwrap_or(0)
}

fn refuse_newer(runner: &Runner, found: Option<i64>) -> Result<(), Error> {
    let known = newest(runner);
    match found {
        Some(found) if found > known => Err(Error::Newer { found, known }),
        _ => Ok(()),
    }
}

fn failed(error: &refinery::Error) -> Error {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Error::Failed(format!("bringing the database up to date: {error}{cause}"))
}
