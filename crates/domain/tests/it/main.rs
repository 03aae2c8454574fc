//! What the domain promises, from outside: properties first, then the cases people met.
#![allow(clippy::unwrap_used)]

extern crate giliran_domain as domain;

mod address;
mod code;
mod rotation;
mod template;
