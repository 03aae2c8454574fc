//! What the ads get back: destinations that people set up, events that commands cause, and the outbox as people see it.
//! What visits cause is queued by the projection; what is queued is sent by [`crate::deliver`].

mod again;
pub mod deliveries;
pub mod destinations;
mod keeper;
mod queue;
pub mod send;
pub mod suppress;
pub mod suppressions;
pub mod trial;
pub(crate) mod vault;

pub use again::Many;
pub(crate) use queue::status_reached;
