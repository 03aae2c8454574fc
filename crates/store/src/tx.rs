//! A transaction as a closure sees it: the only way to run SQL. After a statement has failed the transaction is over
//! on both engines (PostgreSQL's rule, kept on SQLite too): the closure can only return, and nothing is committed.

use crate::dialect::{self, Engine};
use crate::error::Error;
use crate::row::Row;
use crate::statement::{Batch, Statement};
use crate::value::Value;

pub struct Tx<'a> {
    pub(crate) connection: Connection<'a>,
    pub(crate) broken: bool,
}

pub(crate) enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut dialect::postgres::Session),
}

impl Tx<'_> {
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; the number of rows it wrote.
    pub fn execute(&mut self, statement: &Statement, params: &[Value<'_>]) -> Result<u64, Error> {
        self.run(|connection| match connection {
            Connection::Sqlite(c) => dialect::sqlite::execute(c, &statement.sql, params),
            Connection::Postgres(c) => c.execute(&statement.sql, params),
        })
        .map_err(|error| named(error, statement.name))
    }

    /// Every row, read by `read` as it comes.
    pub fn query<T>(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.each(statement, params, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Hands each row to `visit` and keeps none: for what may be larger than memory.
    pub fn each(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.run(|connection| match connection {
            Connection::Sqlite(c) => dialect::sqlite::each(c, &statement.sql, params, &mut visit),
            Connection::Postgres(c) => c.each(&statement.sql, params, &mut visit),
        })
        .map_err(|error| named(error, statement.name))
    }

    /// The first row. Errors: `Missing` when there is none.
    pub fn one<T>(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.opt(statement, params, read)?.ok_or(Error::Missing)
    }

    /// The first row, if any.
    pub fn opt<T>(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut first = None;
        self.each(statement, params, |row| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// Runs a batch over rows of as many values as it has columns; the number of rows written.
    pub fn batch<'v, R>(&mut self, batch: &Batch, rows: R) -> Result<u64, Error>
    where
        R: IntoIterator,
        R::Item: AsRef<[Value<'v>]>,
    {
        self.run(|connection| match connection {
            Connection::Sqlite(c) => dialect::sqlite::batch(c, batch, rows),
            Connection::Postgres(c) => c.batch(batch, rows),
        })
        .map_err(|error| named(error, batch.name))
    }

    /// Asks the engine whether it understands the statement, without running it.
    pub fn prepare(&mut self, statement: &Statement) -> Result<(), Error> {
        self.run(|connection| match connection {
            Connection::Sqlite(c) => dialect::sqlite::prepare(c, &statement.sql),
            Connection::Postgres(c) => c.prepare(&statement.sql),
        })
        .map_err(|error| named(error, statement.name))
    }

    fn run<T>(&mut self, work: impl FnOnce(&mut Connection<'_>) -> Result<T, Error>) -> Result<T, Error> {
        if self.broken {
            return Err(Error::Failed("an earlier statement of this transaction failed".to_owned()));
        }
        let done = work(&mut self.connection);
        self.broken = done.is_err();
        done
    }
}

/// The statement's name in the sentence, so that a log line says where to look.
fn named(error: Error, name: &'static str) -> Error {
    match error {
        Error::Failed(why) => Error::Failed(format!("{name}: {why}")),
        Error::Damaged(why) => Error::Damaged(format!("{name}: {why}")),
        other => other,
    }
}
