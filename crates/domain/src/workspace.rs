//! What a workspace sets for all its links. The store keeps it as one JSON text, so a field may be added and an
//! older text still reads; nothing here knows how it is saved.

use crate::conversion::{StatusMeans, usual_statuses};
use crate::id::ChannelId;
use crate::link::Target;
use crate::privacy::Privacy;
use serde::{Deserialize, Serialize};

/// The statuses a workspace starts with, in their order.
pub const STATUSES: [&str; 6] = ["new", "responded", "hot", "purchase", "won", "lost"];
/// The status that a new lead has, whatever the workspace's list; it can't be taken away.
pub const FIRST_STATUS: &str = "new";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Where a visitor goes when a link has nobody and no fallback of its own.
    #[serde(default)]
    pub fallback: Option<Target>,
    /// Where a visitor of an unknown or archived link goes.
    #[serde(default)]
    pub catch_all: Option<ChannelId>,
    /// The words a lead's status may be, in the order of the board.
    #[serde(default = "statuses")]
    pub statuses: Vec<String>,
    /// Which of them ad platforms are told of, and as what.
    #[serde(default = "usual_statuses")]
    pub conversions: Vec<StatusMeans>,
    /// What is kept of visitors, and for how long.
    #[serde(default)]
    pub privacy: Privacy,
}

fn statuses() -> Vec<String> {
    STATUSES.map(str::to_owned).to_vec()
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fallback: None,
            catch_all: None,
            statuses: statuses(),
            conversions: usual_statuses(),
            privacy: Privacy::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_reads_as_the_defaults() {
        let read: Settings = serde_json::from_str("{}").expect("reads");
        assert_eq!(read, Settings::default());
        assert_eq!(read.statuses[0], FIRST_STATUS);
    }
}
