//! Hubs: made, changed, archived, read, counted. What a visitor sees of one and where a press leads is
//! [`crate::click`].

mod create;
mod figures;
mod patch;
mod view;

pub use create::create;
pub use figures::{Figures, OfDay, OfEntry, figures};
pub use patch::{archive, patch};
pub(crate) use view::address;
pub use view::{HubView, count, get, list};
