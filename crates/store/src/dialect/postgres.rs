//! PostgreSQL: one session a thread, made when first needed and made again when lost. Statements are prepared once a
//! session and kept by their text. Connections are plain TCP or a unix socket: an address with `sslmode=require`
//! is refused rather than carried in the clear.

use super::Mode;
use crate::error::Error;
use crate::row::{Cell, Inner, Row};
use crate::statement::{Batch, Column};
use crate::value::Value;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::time::{Duration, Instant};

/// Statements kept prepared on each session; texts put together at run time are what could make them many.
const PREPARED: usize = 512;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

pub(crate) struct Session {
    config: Config,
    client: Option<Client>,
    prepared: HashMap<Box<str>, postgres::Statement>,
    /// While the server is away: when to try again, how long the pause was, what it said.
    away: Option<(Instant, Duration, String)>,
}

/// The settings of an address, with times after which a silent server counts as gone.
pub(crate) fn config(url: &str) -> Result<Config, Error> {
    let mut config: Config = url.parse().map_err(|error| Error::Failed(format!("the database address: {error}")))?;
    if config.get_application_name().is_none() {
        config.application_name("giliran");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(15));
    }
    config.keepalives_idle(Duration::from_secs(30));
    Ok(config)
}

pub(crate) fn connect(config: &Config) -> Result<Client, Error> {
    let mut client = config.connect(NoTls).map_err(|error| Error::Unavailable(words(&error)))?;
    client
        .batch_execute(
            "SET client_min_messages = warning; SET statement_timeout = '60s'; SET lock_timeout = '10s';
             SET idle_in_transaction_session_timeout = '120s'",
        )
        .map_err(read_error)?;
    Ok(client)
}

impl Session {
    pub(crate) fn new(config: Config) -> Self {
        Self { config, client: None, prepared: HashMap::new(), away: None }
    }

    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        let begin = match mode {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::Write | Mode::Project => "BEGIN ISOLATION LEVEL READ COMMITTED",
        };
        if let Some(client) = &mut self.client {
            match client.batch_execute(begin) {
                Ok(()) => return Ok(()),
                // The server hung up while the session lay idle; nothing has run, so a new one may try.
                Err(error) if client.is_closed() => {
                    tracing::info!(error = words(&error), "a session of the database was lost");
                    self.forget();
                }
                Err(error) => return Err(read_error(error)),
            }
        }
        self.reconnect()?.batch_execute(begin).map_err(read_error)
    }

    pub(crate) fn end<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        let Some(client) = &mut self.client else { return done };
        let last = client.batch_execute(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(read_error);
        if client.is_closed() {
            self.forget();
        }
        match (done, last) {
            (Ok(value), Ok(())) => Ok(value),
            (Ok(_), Err(error)) => Err(error),
            // What went wrong first is what the caller has to know.
            (Err(error), _) => Err(error),
        }
    }

    fn forget(&mut self) {
        self.client = None;
        self.prepared.clear();
    }

    fn reconnect(&mut self) -> Result<&mut Client, Error> {
        if let Some((again, _, said)) = &self.away
            && Instant::now() < *again
        {
            return Err(Error::Unavailable(said.clone()));
        }
        match connect(&self.config) {
            Ok(client) => {
                self.away = None;
                Ok(self.client.insert(client))
            }
            Err(error) => {
                let pause = self.away.as_ref().map_or(FIRST_PAUSE, |(_, last, _)| (*last * 2).min(LONGEST_PAUSE));
                self.away = Some((Instant::now() + pause, pause, error.to_string()));
                Err(error)
            }
        }
    }

    fn client(&mut self) -> Result<&mut Client, Error> {
        self.client.as_mut().ok_or_else(|| Error::Unavailable("the session was lost".to_owned()))
    }

    fn statement(&mut self, sql: &str) -> Result<postgres::Statement, Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client()?.prepare(sql).map_err(read_error)?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.into(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        let statement = self.statement(sql)?;
        check(&statement, params.len())?;
        let mut rows = self.client()?.query_raw(&statement, params.iter()).map_err(read_error)?;
        while rows.next().map_err(read_error)?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let statement = self.statement(sql)?;
        check(&statement, params.len())?;
        let mut rows = self.client()?.query_raw(&statement, params.iter()).map_err(read_error)?;
        while let Some(row) = rows.next().map_err(read_error)? {
            visit(&Row(Inner::Postgres(&row)))?;
        }
        Ok(())
    }

    /// One statement for all rows: a column becomes an array.
    pub(crate) fn batch<'v, R>(&mut self, batch: &Batch, rows: R) -> Result<u64, Error>
    where
        R: IntoIterator,
        R::Item: AsRef<[Value<'v>]>,
    {
        let mut columns: Vec<Vec<Value<'v>>> = vec![Vec::new(); batch.columns.len()];
        for row in rows {
            let row = row.as_ref();
            if row.len() != columns.len() {
                return Err(Error::Failed(format!("{} values wanted, {} given", columns.len(), row.len())));
            }
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value.clone());
            }
        }
        if columns.first().is_none_or(Vec::is_empty) {
            return Ok(0);
        }
        let statement = self.statement(&batch_text(batch))?;
        let mut rows = self.client()?.query_raw(&statement, columns.iter()).map_err(read_error)?;
        while rows.next().map_err(read_error)?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), Error> {
        self.client()?.prepare(sql).map(drop).map_err(read_error)
    }
}

/// The batch for any number of rows.
pub(crate) fn batch_text(batch: &Batch) -> String {
    let arrays: Vec<String> = batch
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let array = match column {
                Column::Int => "bigint[]",
                Column::Real => "double precision[]",
                Column::Text => "text[]",
                Column::Blob => "bytea[]",
            };
            format!("${}::{array}", at + 1)
        })
        .collect();
    let names: Vec<String> = (1..=batch.columns.len()).map(|n| format!("column{n}")).collect();
    format!("{}SELECT * FROM UNNEST({}) AS many ({}){}", batch.before, arrays.join(", "), names.join(", "), batch.after)
}

fn check(statement: &postgres::Statement, given: usize) -> Result<(), Error> {
    let wanted = statement.params().len();
    if wanted == given { Ok(()) } else { Err(Error::Failed(format!("{wanted} parameters wanted, {given} given"))) }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *ty == Type::INT8 => n.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::BOOL => (*n != 0).to_sql(ty, out),
            Self::Int(n) if *ty == Type::FLOAT8 => (*n as f64).to_sql(ty, out),
            Self::Real(x) if *ty == Type::FLOAT8 => x.to_sql(ty, out),
            Self::Text(text) if <&str as ToSql>::accepts(ty) => text.as_ref().to_sql(ty, out),
            Self::Blob(bytes) if *ty == Type::BYTEA => bytes.as_ref().to_sql(ty, out),
            Self::Id(bytes) if *ty == Type::BYTEA => bytes.as_slice().to_sql(ty, out),
            other => Err(format!("{other:?} given where the statement wants {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Blob(raw),
            _ if <&str as FromSql>::accepts(ty) => Self::Text(<&str>::from_sql(ty, raw)?),
            // A SUM of BIGINT is one: the statement has to say CAST(… AS BIGINT).
            _ => return Err(format!("the statement answers with the type {ty}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(crate) fn cell(row: &postgres::Row, index: usize) -> Result<Cell<'_>, Error> {
    row.try_get(index).map_err(|error| Error::Damaged(words(&error)))
}

pub(crate) fn read_error(error: postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        return if error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>()) {
            Error::Unavailable(words(&error))
        } else {
            Error::Failed(words(&error))
        };
    };
    match *db.code() {
        SqlState::UNIQUE_VIOLATION => Error::Conflict { constraint: db.constraint().unwrap_or_default().to_owned() },
        SqlState::FOREIGN_KEY_VIOLATION => Error::Conflict { constraint: "foreign_key".to_owned() },
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::READ_ONLY_SQL_TRANSACTION => Error::Unavailable(words(&error)),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Error::Damaged(words(&error)),
        // Connection trouble, too few resources (a full disk too), the operator's hand (a shutdown, a timeout).
        ref code if ["08", "53", "57", "58"].iter().any(|class| code.code().starts_with(class)) => {
            Error::Unavailable(words(&error))
        }
        _ => Error::Failed(words(&error)),
    }
}

/// The error with its causes: the driver's own words alone say only "db error".
fn words(error: &postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
