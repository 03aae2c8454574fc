//! What the domain promises, from outside: properties first, then the cases people met.
#![allow(clippy::unwrap_used)]

extern crate giliran_domain as domain;

mod address;
mod code;
mod contact;
mod data;
mod deeplink;
mod email;
mod forms;
mod money;
mod phone;
mod rotation;
mod slug;
mod template;
mod url;
