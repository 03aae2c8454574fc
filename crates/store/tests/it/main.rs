//! The contract of the store, each part on both engines.
#![allow(clippy::unwrap_used)]

mod migrations;
mod sql_stays_here;
mod statements;
mod transactions;
