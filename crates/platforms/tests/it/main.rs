//! What the adapters promise, from outside: requests as they go out, answers as they come back, and what must hold of any
//! event.
#![allow(clippy::unwrap_used)]

extern crate giliran_platforms as platforms;

mod checks;
mod linkedin_answers;
mod meta_answers;
mod payloads;
mod properties;
mod sample;
mod tiktok_answers;
