//! Tests of the fakes themselves, by a client that knows nothing of Giliran; and what Giliran's adapters make of them.
#![allow(clippy::unwrap_used)]

mod adapters;
mod all;
mod behaviour;
mod client;
mod data_manager;
mod ga4;
mod linkedin;
mod meta;
mod pair;
mod property;
mod tiktok;
mod token;
mod told;
mod upload;
mod webhook;
