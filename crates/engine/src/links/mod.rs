//! Links and their pools: made, changed, copied, archived, read. Each command is one transaction with its line in the
//! change history; when it has committed, every click that comes after it meets the new state. How a visit is decided
//! stands in [`crate::click`], never here.

mod copy;
mod create;
mod destinations;
mod fallback;
mod members;
mod patch;
mod pool;
mod put_back;
pub(crate) mod rules;
mod view;

pub use copy::copy;
pub use create::create;
pub(crate) use create::save as create_in;
pub(crate) use fallback::check_workspace as check_workspace_fallback;
pub use members::{add_member, patch_member, remove_member};
pub(crate) use patch::save as patch_in;
pub use patch::{archive, patch};
pub use put_back::put_back;
pub use view::{LinkView, SeatView, count, get, list};
pub(crate) use view::{every, page};
