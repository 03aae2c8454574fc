//! Every statement of the store, noun by noun: what the tests prepare on both engines. A noun's file that is not
//! listed here is found by a test.

use crate::dialect::{Engine, postgres, sqlite};
use crate::statement::{Batch, Statement};

/// Each noun with its statements.
pub const ALL: &[(&str, &[&Statement])] = &[
    ("addresses", crate::addresses::STATEMENTS),
    ("agents", crate::agents::STATEMENTS),
    ("audit", crate::audit::STATEMENTS),
    ("calendars", crate::calendars::STATEMENTS),
    ("beacons", crate::beacons::STATEMENTS),
    ("channels", crate::channels::STATEMENTS),
    ("config_changes", crate::config_changes::STATEMENTS),
    ("deliveries::glance", crate::deliveries::glance::STATEMENTS),
    ("deliveries::lease", crate::deliveries::lease::STATEMENTS),
    ("deliveries::list", crate::deliveries::list::STATEMENTS),
    ("deliveries::record", crate::deliveries::record::STATEMENTS),
    ("deliveries::replay", crate::deliveries::replay::STATEMENTS),
    ("deliveries::stop", crate::deliveries::stop::STATEMENTS),
    ("deliveries::suppressed", crate::deliveries::suppressed::STATEMENTS),
    ("deliveries::told", crate::deliveries::told::STATEMENTS),
    ("destinations", crate::destinations::STATEMENTS),
    ("costs", crate::costs::STATEMENTS),
    ("domains", crate::domains::STATEMENTS),
    ("facts", crate::facts::STATEMENTS),
    ("forms", crate::forms::STATEMENTS),
    ("hubs", crate::hubs::STATEMENTS),
    ("idempotency", crate::idempotency::STATEMENTS),
    ("leads", crate::leads::STATEMENTS),
    ("leads::blocks", crate::leads::blocks::STATEMENTS),
    ("leads::change", crate::leads::change::STATEMENTS),
    ("leads::erase", crate::leads::erase::STATEMENTS),
    ("leads::hashes", crate::leads::hashes::STATEMENTS),
    ("leads::list::candidates", crate::leads::list::candidates::STATEMENTS),
    ("leads::notes", crate::leads::notes::STATEMENTS),
    ("leads::timeline", crate::leads::timeline::STATEMENTS),
    ("leads::words", crate::leads::words::STATEMENTS),
    ("links", crate::links::STATEMENTS),
    ("members", crate::members::STATEMENTS),
    ("numbers", crate::numbers::STATEMENTS),
    ("pictures", crate::pictures::STATEMENTS),
    ("projector", crate::projector::STATEMENTS),
    ("projector::conversions", crate::projector::CONVERSION_STATEMENTS),
    ("projector::form_sent", crate::projector::FORM_SENT_STATEMENTS),
    ("projector::left_number", crate::projector::LEFT_NUMBER_STATEMENTS),
    ("projector::node", crate::projector::NODE_STATEMENTS),
    ("reports::lead_days", crate::reports::lead_days::STATEMENTS),
    ("reports::link", crate::reports::link::STATEMENTS),
    ("reports::span_sums", crate::reports::span_sums::STATEMENTS),
    ("reports::sums", crate::reports::SUM_STATEMENTS),
    ("reports::upgrade", crate::reports::upgrade::STATEMENTS),
    ("reports::overview", crate::reports::overview::STATEMENTS),
    ("reports::members", crate::reports::members::STATEMENTS),
    ("reports::purchases", crate::reports::purchases::STATEMENTS),
    ("reports::recount", crate::reports::recount::STATEMENTS),
    ("retention", crate::retention::STATEMENTS),
    ("retention::ahead", crate::retention::ahead::STATEMENTS),
    ("retention::deliveries", crate::retention::deliveries::STATEMENTS),
    ("retention::leads", crate::retention::leads::STATEMENTS),
    ("retention::lease", crate::retention::lease::STATEMENTS),
    ("retention::sweep", crate::retention::sweep::STATEMENTS),
    ("retention::visits", crate::retention::visits::STATEMENTS),
    ("sessions", crate::sessions::STATEMENTS),
    ("snapshot", crate::snapshot::STATEMENTS),
    ("tokens", crate::tokens::STATEMENTS),
    ("users", crate::users::STATEMENTS),
    ("visitors", crate::visitors::STATEMENTS),
    ("visits", crate::visits::STATEMENTS),
    ("visits::again", crate::visits::again::STATEMENTS),
    ("visits::history", crate::visits::history::STATEMENTS),
    ("visits::list", crate::visits::list::STATEMENTS),
    ("visits::period", crate::visits::period::STATEMENTS),
    ("workspaces", crate::workspaces::STATEMENTS),
];

/// Every statement over many rows at once.
pub const BATCHES: &[&[&Batch]] = &[
    crate::deliveries::glance::BATCHES,
    crate::deliveries::lease::BATCHES,
    crate::deliveries::queue::BATCHES,
    crate::deliveries::record::BATCHES,
    crate::costs::BATCHES,
    crate::hubs::BATCHES,
    crate::leads::blocks::BATCHES,
    crate::leads::change::BATCHES,
    crate::leads::words::BATCHES,
    crate::projector::BATCHES,
    crate::projector::BEACON_BATCHES,
    crate::projector::LEFT_NUMBER_BATCHES,
    crate::reports::lead_days::BATCHES,
    crate::reports::rollup::BATCHES,
    crate::reports::span_sums::BATCHES,
];

/// What a batch becomes on an engine.
pub fn batch_text(batch: &Batch, engine: Engine) -> Statement {
    let text = match engine {
        Engine::Sqlite => sqlite::batch_text(batch),
        Engine::Postgres => postgres::batch_text(batch),
    };
    Statement::put_together(batch.name, text)
}
