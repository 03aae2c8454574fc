//! The example workspace: a batik shop in Jakarta over its last thirty days, so that every screen has something real
//! to show. All of it comes about as in life: links are made by commands, visits are decided by the click, kept by the
//! journal and projected, and the team changes its leads by commands. Only the clock is turned by hand, and the dice
//! are loaded with a fixed seed, so that two example workspaces of one day are alike.

mod calendar;
mod clock;
mod crowd;
mod dice;
mod door;
mod outcome;
mod past;
mod rules;
mod shop;
mod stay;
mod trickle;

pub use clock::DemoClock;
pub use past::{Told, live_through};
pub use trickle::trickle;

/// The sign-in of the shop's owner.
pub const EMAIL: &str = "rina@batik-kirana.example";
pub const PASSWORD: &str = "batik-kirana";
/// The slug of a link to try.
pub const SLUG: &str = "promo";
