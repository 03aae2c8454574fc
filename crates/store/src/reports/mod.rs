//! Figures: added up while visits are written, read in a moment, and always equal to the rows that they count.

pub mod days;
pub mod members;
pub mod overview;
pub(crate) mod purchases;
pub mod recount;
pub mod rollup;

pub use days::Days;
pub use members::{MemberFigures, members};
pub use overview::{By, Figures, Line, Overview, overview};
pub use recount::recount;
pub use rollup::{Counts, Rollup};
