//! What Giliran knows: pure rules. No I/O, no async, no clock, no randomness, no SQL, no HTTP; what time it is,
//! who asks and what is configured are arguments.

pub mod actor;
pub mod address;
pub mod attribution;
pub mod availability;
pub mod button;
pub mod calendar;
pub mod channel;
pub mod classify;
pub mod code;
pub mod colour;
pub mod conversion;
pub mod deeplink;
pub mod destination;
pub mod draft;
pub mod email;
pub mod form;
pub mod host;
#[cfg(any(test, feature = "hostile"))]
pub mod hostile;
pub mod hub;
pub mod id;
pub mod identity;
pub mod language;
pub mod lead;
pub mod link;
pub mod money;
pub mod opening;
pub mod outbox;
pub mod peer;
pub mod phone;
pub mod picture;
pub mod problem;
pub mod query;
pub mod role;
pub mod rotation;
pub mod route;
pub mod schedule;
pub mod scope;
pub mod slug;
pub mod telegram;
pub mod template;
pub mod url;
pub mod user_agent;
pub mod visit;
pub mod workspace;
