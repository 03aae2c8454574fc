//! What Giliran remembers: the only SQL. Synchronous statements on threads of the store's own, one text for SQLite
//! and PostgreSQL, schema migrations at opening. No HTTP, no clock, no randomness; times and ids are arguments.

mod addresses;
pub mod agents;
pub mod audit;
pub mod beacons;
pub mod calendars;
pub mod channels;
pub mod config_changes;
pub mod costs;
mod courtesy;
mod db;
pub mod deliveries;
pub mod destinations;
pub mod dialect;
pub mod domains;
mod error;
pub mod facts;
pub mod forms;
pub mod hubs;
pub mod idempotency;
pub mod journal;
pub mod leads;
pub mod links;
pub mod members;
mod migrate;
pub mod numbers;
pub mod pictures;
pub mod projector;
pub mod reports;
pub mod retention;
mod row;
pub mod sessions;
mod settle;
pub mod snapshot;
mod statement;
pub mod statements;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tokens;
mod tx;
pub mod users;
mod value;
pub mod visitors;
pub mod visits;
mod workers;
pub mod workspaces;

pub use db::{Location, Store};
pub use dialect::Engine;
pub use error::Error;
pub use migrate::known_version;
pub use row::{Cell, FromCell, Row};
pub use statement::{Batch, Column, Statement};
pub use tx::Tx;
pub use value::Value;
