//! SQLite: one file in WAL mode, one writer, checkpoints from a connection of their own so that no commit waits for
//! one. Memory is not mapped: each connection's map would count as resident memory again for the same pages.

use super::Mode;
use crate::error::Error;
use crate::row::{Cell, Inner, Row};
use crate::statement::Batch;
use crate::value::Value;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi};
use std::path::Path;
use std::time::Duration;

/// How long a connection waits for another process (the command line beside the server) to let go of the file.
const BUSY: Duration = Duration::from_secs(5);
/// Statements kept prepared on each connection.
const PREPARED: usize = 384;
/// Bytes of a page in a new file; an older one keeps its own. Twice SQLite's own choice: a visit and its lead are a
/// kilobyte, and the fewer pages a transaction touches the less it writes.
const PAGE: u32 = 8192;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
}

pub(crate) struct Session {
    connection: Connection,
    /// What `PRAGMA synchronous` stands at, so that it is only sent when it changes.
    full: bool,
}

impl Session {
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn open(path: &Path, role: Role) -> Result<Self, Error> {
        Ok(Self { connection: open(path, role)?, full: true })
    }

    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        let full = mode != Mode::Project;
        if mode != Mode::Read && full != self.full {
            // Between transactions only: within one the engine ignores it.
            let set = if full { "PRAGMA synchronous=FULL" } else { "PRAGMA synchronous=NORMAL" };
            self.connection.execute_batch(set).map_err(read_error)?;
            self.full = full;
        }
        let begin = if mode == Mode::Read { "BEGIN DEFERRED" } else { "BEGIN IMMEDIATE" };
        self.step(begin)
    }

    pub(crate) fn end<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        if done.is_ok() {
            let committed = self.step("COMMIT");
            if committed.is_err() && !self.connection.is_autocommit() {
                self.step("ROLLBACK")?;
            }
            committed?;
        } else if !self.connection.is_autocommit() {
            // A full disk may have rolled back by itself already.
            self.step("ROLLBACK")?;
        }
        done
    }

    fn step(&self, sql: &str) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(read_error)?;
        statement.raw_execute().map(drop).map_err(read_error)
    }
}

fn open(path: &Path, role: Role) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(read_error)?;
    connection.busy_timeout(BUSY).map_err(read_error)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let cache = if role == Role::Writer { 16_384 } else { 4_096 };
    connection
        .execute_batch(&format!(
            "PRAGMA page_size={PAGE}; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA cache_size=-{cache};
             PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA wal_autocheckpoint=0;
             PRAGMA journal_size_limit=67108864; PRAGMA trusted_schema=OFF;"
        ))
        .map_err(read_error)?;
    if role == Role::Reader {
        connection.execute_batch("PRAGMA query_only=ON").map_err(read_error)?;
    }
    Ok(connection)
}

/// A connection for what stands outside the transactions: migrations and checkpoints.
pub(crate) fn connection(path: &Path) -> Result<Connection, Error> {
    open(path, Role::Writer)
}

/// How hard a checkpoint tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Waits for nobody.
    Passive,
    /// Holds writers up until the log is empty: when it has grown past bounds.
    Truncate,
}

/// Copies the log into the database file. True when everything committed before the call is there.
pub(crate) fn checkpoint(connection: &Connection, effort: Effort) -> Result<bool, Error> {
    let sql = match effort {
        Effort::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Effort::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    connection
        .query_row(sql, [], |row| {
            let (busy, log, copied): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(busy == 0 && log == copied)
        })
        .map_err(read_error)
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(read_error)?;
    bind(&mut statement, params)?;
    if statement.column_count() == 0 {
        return statement.raw_execute().map(|n| n as u64).map_err(read_error);
    }
    // With RETURNING the rows must be stepped through for the change to happen.
    let mut rows = statement.raw_query();
    let mut written = 0;
    while rows.next().map_err(read_error)?.is_some() {
        written += 1;
    }
    Ok(written)
}

pub(crate) fn each(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    visit: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(sql).map_err(read_error)?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(read_error)? {
        visit(&Row(Inner::Sqlite(row)))?;
    }
    Ok(())
}

pub(crate) fn batch<'v, R>(connection: &Connection, batch: &Batch, rows: R) -> Result<u64, Error>
where
    R: IntoIterator,
    R::Item: AsRef<[Value<'v>]>,
{
    let mut statement = connection.prepare_cached(&batch_text(batch)).map_err(read_error)?;
    let mut written = 0;
    for row in rows {
        bind(&mut statement, row.as_ref())?;
        written += statement.raw_execute().map_err(read_error)? as u64;
    }
    Ok(written)
}

/// The batch for one row.
pub(crate) fn batch_text(batch: &Batch) -> String {
    let row: Vec<String> = (1..=batch.columns.len()).map(|n| format!("${n}")).collect();
    format!("{}VALUES ({}){}", batch.before, row.join(", "), batch.after)
}

pub(crate) fn prepare(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare(sql).map(drop).map_err(read_error)
}

fn bind(statement: &mut rusqlite::Statement<'_>, params: &[Value<'_>]) -> Result<(), Error> {
    let wanted = statement.parameter_count();
    if wanted != params.len() {
        return Err(Error::Failed(format!("{wanted} parameters wanted, {} given", params.len())));
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(read_error)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Real(x) => ValueRef::Real(*x),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Id(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, index: usize) -> Result<Cell<'r>, Error> {
    Ok(match row.get_ref(index).map_err(|error| Error::Damaged(error.to_string()))? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Int(n),
        ValueRef::Real(x) => Cell::Real(x),
        ValueRef::Text(bytes) => {
            Cell::Text(std::str::from_utf8(bytes).map_err(|_| Error::Damaged(format!("column {index} is no UTF-8")))?)
        }
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    })
}

pub(crate) fn read_error(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, words) = &error else {
        return Error::Failed(error.to_string());
    };
    match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::OperationInterrupted => Error::Unavailable(error.to_string()),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Damaged(error.to_string()),
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, words.as_deref().unwrap_or_default())
            .map_or_else(|| Error::Failed(error.to_string()), |constraint| Error::Conflict { constraint }),
        _ => Error::Failed(error.to_string()),
    }
}

/// `UNIQUE constraint failed: users.email` → `users_email_key`: the name that PostgreSQL gives it.
fn constraint(code: i32, words: &str) -> Option<String> {
    if code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY {
        return Some("foreign_key".to_owned());
    }
    let columns = words.split_once(": ")?.1;
    let (table, _) = columns.split_once('.')?;
    match code {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => Some(format!("{table}_pkey")),
        ffi::SQLITE_CONSTRAINT_UNIQUE => {
            let names: Vec<&str> =
                columns.split(", ").filter_map(|c| c.split_once('.').map(|(_, name)| name)).collect();
            Some(format!("{table}_{}_key", names.join("_")))
        }
        _ => None,
    }
}
