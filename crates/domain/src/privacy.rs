//! What a workspace keeps of the people who visit it: how much of their address, and for how many days what.

mod ip;
mod keep;

pub use ip::IpKept;
pub(crate) use ip::is_whole;
pub use keep::{Keep, Kept, MOST_DAYS};

use serde::{Deserialize, Serialize};

/// A workspace's choices. An older text has none of them: everything is kept, as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privacy {
    #[serde(default)]
    pub ip: IpKept,
    #[serde(default)]
    pub keep: Keep,
}
