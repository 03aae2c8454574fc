//! All that differs between the two engines, and nothing else: opening, errors, batches, cells, locks.
//! No other module asks which engine it is on, except through a function here.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::{Connection, Tx};
use domain::id::DestinationId;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

/// Which database holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What a transaction may do and how durable its commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Sees one moment of the data; changes nothing.
    Read,
    /// Fully durable once it returns.
    Write,
    /// May be lost with the power on SQLite, never torn: what is written can be made again from the journal.
    Project,
}

/// One open connection, owned by one thread.
pub(crate) enum Session {
    Sqlite(sqlite::Session),
    Postgres(Box<postgres::Session>),
}

impl Session {
    /// Runs `work` in a transaction: commits what returned `Ok`, undoes everything else, panics included.
    pub(crate) fn transaction<T>(
        &mut self,
        mode: Mode,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self {
            Self::Sqlite(session) => {
                session.begin(mode)?;
                let done = guarded(Connection::Sqlite(session.connection()), work);
                session.end(done)
            }
            Self::Postgres(session) => {
                session.begin(mode)?;
                let done = guarded(Connection::Postgres(session), work);
                session.end(done)
            }
        }
    }
}

/// The closure's answer; a panic in it is an error of the transaction, and the thread goes on.
fn guarded<T>(connection: Connection<'_>, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let mut tx = Tx { connection, broken: false };
    let done = catch_unwind(AssertUnwindSafe(|| work(&mut tx)))
        .unwrap_or_else(|panic| Err(Error::Failed(format!("a transaction panicked: {}", words(panic.as_ref())))));
    if tx.broken && done.is_ok() {
        return Err(Error::Failed("a transaction went on after a failed statement".to_owned()));
    }
    done
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// Which deliveries of a destination are due, longest first, with their receipts. On PostgreSQL several nodes take from
/// one list: each passes over what another is just taking. SQLite's one writer needs no such word.
pub(crate) fn claim_due(
    tx: &mut Tx<'_>,
    destination: DestinationId,
    now: i64,
    limit: usize,
) -> Result<Vec<(Uuid, Option<String>)>, Error> {
    let statement = match tx.engine() {
        Engine::Sqlite => &DUE,
        Engine::Postgres => &DUE_UNLOCKED,
    };
    let params = [destination.into(), now.into(), (limit as i64).into()];
    tx.query(statement, &params, |row| Ok((row.get(0)?, row.get(1)?)))
}

const DUE: Statement = Statement::new(
    "dialect.due",
    "SELECT id, receipt FROM deliveries WHERE destination_id = $1 AND next_at <= $2 ORDER BY next_at LIMIT $3",
);
const DUE_UNLOCKED: Statement = Statement::new(
    "dialect.due_unlocked",
    "SELECT id, receipt FROM deliveries WHERE destination_id = $1 AND next_at <= $2 ORDER BY next_at LIMIT $3 \
     FOR UPDATE SKIP LOCKED",
);

/// A destination's version, which nobody raises before the transaction ends.
pub(crate) fn standing_version(tx: &mut Tx<'_>, destination: DestinationId) -> Result<Option<i64>, Error> {
    const VERSION: Statement = Statement::new("dialect.version", "SELECT version FROM destinations WHERE id = $1");
    const SHARED: Statement =
        Statement::new("dialect.version_shared", "SELECT version FROM destinations WHERE id = $1 FOR SHARE");
    let statement = match tx.engine() {
        Engine::Sqlite => &VERSION,
        Engine::Postgres => &SHARED,
    };
    tx.opt(statement, &[destination.into()], |row| row.get(0))
}

/// Keeps everybody from adding visits and changing leads until the transaction ends, which may take as long as it takes.
/// SQLite's one writer is that already.
pub(crate) fn hold_visits(tx: &mut Tx<'_>) -> Result<(), Error> {
    const PATIENCE: Statement = Statement::new("dialect.patience", "SET LOCAL statement_timeout = 0");
    const HOLD: Statement =
        Statement::new("dialect.hold_visits", "LOCK TABLE visits, leads IN SHARE ROW EXCLUSIVE MODE");
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            tx.execute(&PATIENCE, &[])?;
            tx.execute(&HOLD, &[]).map(drop)
        }
    }
}

/// At the end of a `SELECT`: nobody else changes the rows before the transaction ends. SQLite's one writer is that
/// already.
pub(crate) fn for_update(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR UPDATE",
    }
}

/// How a projection meets leads that are not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Newcomers {
    /// Made in this very bite: several nodes may make theirs at once.
    Own,
    /// Made by another node, which may be writing them at this moment: it ends first, or begins after.
    Others,
}

/// Keeps two projections from writing the same new lead at once: one would not know what the other has added up.
pub(crate) fn meet(tx: &mut Tx<'_>, newcomers: Newcomers) -> Result<(), Error> {
    const OWN: Statement = Statement::new("dialect.own", "SELECT pg_advisory_xact_lock_shared(748210551)");
    const OTHERS: Statement = Statement::new("dialect.others", "SELECT pg_advisory_xact_lock(748210551)");
    match (tx.engine(), newcomers) {
        (Engine::Sqlite, _) => Ok(()),
        (Engine::Postgres, Newcomers::Own) => tx.each(&OWN, &[], |_| Ok(())),
        (Engine::Postgres, Newcomers::Others) => tx.each(&OTHERS, &[], |_| Ok(())),
    }
}
