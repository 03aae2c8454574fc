//! Figures: added up while visits are written, read in a moment, and always equal to the rows that they count.

pub mod days;
pub mod link;
pub mod members;
pub mod overview;
pub mod parts;
pub(crate) mod purchases;
pub mod recount;
pub mod rollup;
pub(crate) mod upgrade;

pub use days::Days;
pub use link::{LinkFigures, Refused, link_figures};
pub use members::{MemberFigures, members};
pub use overview::{By, Figures, Line, Overview, overview};
pub use recount::recount;
pub use rollup::{Counts, Rollup};
pub use upgrade::bring_up;
use upgrade::up_to_date;
