//! The contract of the store, each part on both engines.
#![allow(clippy::unwrap_used)]

mod attribution;
mod beacons;
mod calendars;
mod domains;
mod eighth_schema;
mod erasure;
mod fifth_schema;
mod hubs;
mod journal;
mod lead_lists;
mod lead_story;
mod leads;
mod link_figures;
mod migrations;
mod ninth_schema;
mod outbox;
mod outbox_counts;
mod pictures;
mod projected_figures;
mod projected_forms;
mod projector;
mod reports;
mod retention;
mod retention_turns;
mod schema;
mod second_schema;
mod sixth_schema;
mod spans;
mod sql_stays_here;
mod statements;
mod tenth_schema;
mod third_schema;
mod transactions;
mod visits;
