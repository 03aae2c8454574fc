//! SQLite's log is copied into the database file here, on a connection of its own, never by a commit. Normally the
//! projector asks (it may drop journal batches only when their rows are in the file); a housekeeping thread sees to
//! it that the log stays small when nobody does.

use crate::dialect::sqlite::{self, Effort};
use crate::error::Error;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const COPY_EVERY: Duration = Duration::from_secs(30);
/// A log of this size is copied at once.
const LARGE: u64 = 64 << 20;
/// A log of this size holds writers up until it is empty again.
const TOO_LARGE: u64 = 512 << 20;

pub(crate) struct Settler {
    connection: Arc<Mutex<Connection>>,
    /// Taken at the end, which is what the thread stops by.
    open: Option<Sender<()>>,
    housekeeper: Option<JoinHandle<()>>,
}

impl Settler {
    pub(crate) fn start(path: &Path) -> Result<Self, Error> {
        let connection = Arc::new(Mutex::new(sqlite::connection(path)?));
        let (open, closed) = channel::<()>();
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let log = PathBuf::from(log);
        let own = Arc::clone(&connection);
        let housekeeper = std::thread::Builder::new()
            .name("store-settle".to_owned())
            .spawn(move || {
                let mut copied = Instant::now();
                while closed.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                    let size = std::fs::metadata(&log).map_or(0, |file| file.len());
                    let effort = if size > TOO_LARGE { Effort::Truncate } else { Effort::Passive };
                    if size > LARGE || (size > 0 && copied.elapsed() > COPY_EVERY) {
                        copied = Instant::now();
                        if let Err(error) = checkpoint(&own, effort) {
                            tracing::warn!(%error, size, "the log could not be copied into the database file");
                        }
                    }
                }
            })
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { connection, open: Some(open), housekeeper: Some(housekeeper) })
    }

    pub(crate) fn settle(&self) -> Result<bool, Error> {
        checkpoint(&self.connection, Effort::Passive)
    }
}

fn checkpoint(connection: &Mutex<Connection>, effort: Effort) -> Result<bool, Error> {
    // A panic elsewhere leaves the connection as it was.
    let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
    sqlite::checkpoint(&connection, effort)
}

impl Drop for Settler {
    fn drop(&mut self) {
        self.open = None;
        if let Some(thread) = self.housekeeper.take() {
            drop(thread.join());
        }
    }
}
