//! What the web shows, asked as a client asks it.
#![allow(clippy::unwrap_used)]

extern crate giliran_web as web;

mod api;
mod counted;
mod desk;
mod house;
mod words;
