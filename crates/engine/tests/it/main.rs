//! The engine's journeys, on both stores.
#![allow(clippy::unwrap_used)]

extern crate giliran_engine as engine;

mod deliver;
mod form;
mod form_replay;
mod house;
mod leads;
mod no_cookies;
mod opening;
mod privacy;
mod retention;
mod set_up;
mod visit;
