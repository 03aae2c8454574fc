//! Routing rules: conditions on a visit and where it then goes. Checked top to bottom, the first that holds wins.
//! Here is what a rule is; [`crate::draft`] reads one from a person's input. A rule as it is stored is a rule as the API
//! shows it.

pub mod check;
mod compiled;
mod condition;
mod seen;
mod words;

pub use compiled::{LiveRule, NotMet, Rules};
pub use condition::{
    Among, Condition, DayOp, Devices, Field, HolidayTest, HolidayValue, HoursTest, Is, QueryTest, Status, StatusTest,
    Test, TextOp, TextTest, Visitor, VisitorTest, Words,
};
pub use seen::{Channels, Seen, is_kept_anyway};

use crate::id::{ChannelId, LinkId, RuleId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub id: RuleId,
    pub name: String,
    pub active: bool,
    pub when: Condition,
    pub then: Then,
}

/// Where a visit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    ChannelId(ChannelId),
    /// The link's own pool; always true.
    Pool(bool),
    /// Another link of the workspace: its rules, its pool, its message.
    LinkId(LinkId),
}
