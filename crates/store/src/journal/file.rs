//! The journal's SQLite file: how a batch is written, read back and dropped.

use super::{Batch, Held};
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// The layout this binary writes; a file with a greater one is refused.
const LAYOUT: i64 = 1;

pub(super) struct File {
    connection: Connection,
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}

impl File {
    pub(super) fn open(path: &Path, fresh: [u8; 16]) -> Result<Self, Error> {
        let connection = connect(path)?;
        // Only a new file takes these two. A commit of some dozens of visits fills one or two large pages instead of a
        // dozen small ones, and each page is two system calls.
        connection.execute_batch("PRAGMA page_size = 16384")?;
        // It lets the file shrink again after an outage has filled it.
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS batches (
                 seq INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL,
                 next_lead INTEGER NOT NULL, body BLOB NOT NULL) STRICT;",
        )?;
        let layout: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if layout > LAYOUT {
            return Err(Error::Newer { found: layout, known: LAYOUT });
        }
        connection.execute_batch(&format!("PRAGMA user_version = {LAYOUT}"))?;
        connection.execute(
            "INSERT INTO meta (name, value) VALUES ('identity', ?1) ON CONFLICT (name) DO NOTHING",
            params![fresh.as_slice()],
        )?;
        let file = Self { connection };
        file.checkpoint()?;
        file.connection.execute_batch("PRAGMA incremental_vacuum")?;
        Ok(file)
    }

    pub(super) fn identity(&self) -> Result<[u8; 16], Error> {
        let bytes: Vec<u8> =
            self.connection.query_row("SELECT value FROM meta WHERE name = 'identity'", [], |row| row.get(0))?;
        bytes.try_into().map_err(|_| Error::Damaged("the journal's identity is not 16 bytes".into()))
    }

    /// The newest batch is never dropped, so that the numbers go on where they were.
    pub(super) fn held(&self) -> Result<Held, Error> {
        let newest = self
            .connection
            .query_row("SELECT seq, first + count, next_lead FROM batches ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok(Held { newest: row.get(0)?, next_ordinal: row.get(1)?, next_lead: row.get(2)? })
            })
            .optional()?;
        Ok(newest.unwrap_or(Held { newest: 0, next_ordinal: 1, next_lead: 1 }))
    }

    /// One row, one transaction, one fsync.
    pub(super) fn append(&self, seq: i64, first: i64, count: u32, next_lead: i64, body: &[u8]) -> Result<(), Error> {
        self.connection
            .prepare_cached("INSERT INTO batches (seq, first, count, next_lead, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![seq, first, count, next_lead, body])?;
        Ok(())
    }

    pub(super) fn drop_through(&self, seq: i64) -> Result<(), Error> {
        self.connection
            .prepare_cached("DELETE FROM batches WHERE seq <= ?1 AND seq < (SELECT max(seq) FROM batches)")?
            .execute(params![seq])?;
        Ok(())
    }

    pub(super) fn checkpoint(&self) -> Result<(), Error> {
        checkpoint(&self.connection)
    }
}

fn checkpoint(connection: &Connection) -> Result<(), Error> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

/// A second connection that moves the write-ahead log into the file while the writer goes on.
pub(super) struct Checkpointer(Connection);

impl Checkpointer {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let connection = connect(path)?;
        connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")?;
        Ok(Self(connection))
    }

    pub(super) fn run(&self) -> Result<(), Error> {
        checkpoint(&self.0)
    }
}

/// A third connection for the projector; its reads are short, so that they hold up no checkpoint.
pub(super) struct Reader(Connection);

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let connection = connect(path)?;
        connection.execute_batch("PRAGMA query_only = 1")?;
        Ok(Self(connection))
    }

    pub(super) fn after(&mut self, after: i64, bytes: usize) -> Result<Vec<Batch>, Error> {
        let mut statement = self
            .0
            .prepare_cached("SELECT seq, first, count, body FROM batches WHERE seq > ?1 ORDER BY seq LIMIT 4096")?;
        let mut rows = statement.query(params![after])?;
        let (mut batches, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let batch = Batch { seq: row.get(0)?, first: row.get(1)?, count: row.get(2)?, body: row.get(3)? };
            size += batch.body.len();
            batches.push(batch);
            if size >= bytes {
                break;
            }
        }
        Ok(batches)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        crate::dialect::sqlite::read_error(error)
    }
}
