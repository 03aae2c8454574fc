//! What Giliran knows: pure rules. No I/O, no async, no clock, no randomness, no SQL, no HTTP; what time it is,
//! who asks and what is configured are arguments.

pub mod actor;
pub mod address;
pub mod availability;
pub mod channel;
pub mod classify;
pub mod code;
pub mod id;
pub mod identity;
pub mod language;
pub mod link;
pub mod peer;
pub mod problem;
pub mod query;
pub mod role;
pub mod rotation;
pub mod scope;
pub mod template;
pub mod user_agent;
pub mod visit;
pub mod workspace;
