//! Figures: added up while visits are written, read in a moment, and always equal to the rows that they count.

pub mod by;
pub mod days;
pub(crate) mod lead_days;
pub mod link;
pub mod members;
pub(crate) mod moved;
pub mod overview;
pub mod parts;
pub(crate) mod purchases;
pub mod recount;
pub mod rollup;
pub(crate) mod span_sums;
mod spans;
mod sums;
pub(crate) mod upgrade;

pub use days::Days;
pub use lead_days::LeadCounts;
pub use link::{LinkFigures, Refused, link_figures};
pub use members::{MemberFigures, members};
pub use overview::{Asked, By, Figures, Line, Overview, overview, overviews};
pub use recount::recount;
pub use rollup::{Counts, Rollup};
pub(crate) use sums::STATEMENTS as SUM_STATEMENTS;
pub use upgrade::bring_up;
use upgrade::up_to_date;
