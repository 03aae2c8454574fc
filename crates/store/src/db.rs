//! The store's handle and its threads. Work enters as a closure over a transaction and runs on a thread that owns a
//! connection; async callers await the answer. A future that is dropped cuts nothing in half: its closure runs to the
//! end. SQLite has one writer and four readers; PostgreSQL two sessions that write, four that read, one that projects.

use crate::dialect::{Engine, Mode, Session, postgres, sqlite};
use crate::error::Error;
use crate::migrate;
use crate::settle::Settler;
use crate::tx::Tx;
use crate::workers::Workers;
use refinery::Target;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const READERS: usize = 4;
const POSTGRES_WRITERS: usize = 2;

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The database file; its folder exists.
    Sqlite(PathBuf),
    /// A `postgres://` address.
    Postgres(String),
}

impl Location {
    /// The SQLite file of a data folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self::Sqlite(folder.join("giliran.db"))
    }
}

/// The open store; a clone is another handle on the same threads. The last one to go waits for what they are doing.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    writers: Workers,
    readers: Workers,
    /// PostgreSQL's own session for the projection; on SQLite the one writer does it in its turn.
    projector: Option<Workers>,
    /// SQLite's checkpoints.
    settler: Option<Settler>,
}

impl Store {
    /// Opens the store and brings its schema up to date; waits until that is done. Errors: `Newer` when a later
    /// program has used it, `Unavailable` when the file or server cannot be reached.
    pub fn open(at: &Location) -> Result<Self, Error> {
        let inner = match at {
            Location::Sqlite(path) => {
                migrate::sqlite(path, Target::Latest)?;
                let session = |role| sqlite::Session::open(path, role).map(Session::Sqlite);
                let readers = (0..READERS).map(|_| session(sqlite::Role::Reader)).collect::<Result<_, _>>()?;
                Inner {
                    engine: Engine::Sqlite,
                    writers: Workers::start("store-write", vec![session(sqlite::Role::Writer)?], true)?,
                    readers: Workers::start("store-read", readers, false)?,
                    projector: None,
                    settler: Some(Settler::start(path)?),
                }
            }
            Location::Postgres(url) => {
                let config = postgres::config(url)?;
                migrate::postgres(&config, Target::Latest)?;
                let sessions = |count: usize| {
                    (0..count).map(|_| Session::Postgres(Box::new(postgres::Session::new(config.clone())))).collect()
                };
                Inner {
                    engine: Engine::Postgres,
                    writers: Workers::start("store-write", sessions(POSTGRES_WRITERS), false)?,
                    readers: Workers::start("store-read", sessions(READERS), false)?,
                    projector: Some(Workers::start("store-project", sessions(1), true)?),
                    settler: None,
                }
            }
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// Changes data; durable when it returns.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.writers.run(Mode::Write, work).await
    }

    /// Reads one moment of the data. A statement that would change it fails.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.readers.run(Mode::Read, work).await
    }

    /// [`Store::write`] for a thread that may wait; never from async code.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.writers.run_blocking(Mode::Write, work)
    }

    /// [`Store::read`] for a thread that may wait; never from async code.
    pub fn read_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.readers.run_blocking(Mode::Read, work)
    }

    /// Writes what can be made again from the journal: consistent at once, durable once [`Store::settle_blocking`]
    /// says so. One at a time, in the order of the calls.
    pub fn project_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.projector.as_ref().unwrap_or(&self.inner.writers).run_blocking(Mode::Project, work)
    }

    /// True when everything that was committed before this call can be lost no more, the projection too. Without
    /// waiting for readers: false means that one is in the way, so ask again later.
    pub fn settle_blocking(&self) -> Result<bool, Error> {
        self.inner.settler.as_ref().map_or(Ok(true), Settler::settle)
    }
}
