//! Black-box tests of the binary, and tests of the whole house's shape: one program, a module a subject.
#![allow(clippy::unwrap_used)]

mod bad_answers;
mod bad_api;
mod bad_events;
mod bad_visit;
mod caddy;
mod command_line;
mod conversions;
mod directions;
mod domains;
mod durability;
mod first_minute;
mod form;
mod house;
mod http;
mod hubs;
mod journey;
mod links_file;
#[allow(dead_code, reason = "the client's own tests ask it for more")]
mod name_server;
mod no_cookies;
mod opening;
mod privacy;
mod shape;
mod shared;
mod shop;
mod world;
