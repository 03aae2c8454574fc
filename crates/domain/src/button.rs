//! The chat button that a website carries for a link: how it looks, and whom it greets. It is read by the website's
//! visitors through a small script, so nothing stands in it that not everybody may know.
//! What is sent from the button is no part of it: that is the address of the page ([`crate::query`]).

use crate::colour::Colour;
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};

/// What a button is until somebody changes it; the script's own words for the same.
pub const COLOUR: Colour = Colour::new(0x0b, 0x5f, 0x46);
/// Seconds before it greets.
pub const AFTER: u8 = 3;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    /// What stands on it; empty: "Chat with us" in the page's language.
    pub label: String,
    /// In Indonesian; empty: the same.
    pub label_id: String,
    #[serde(rename = "color")]
    pub colour: Colour,
    pub side: Side,
    /// What it says by itself; empty: nothing.
    pub greeting: String,
    /// In Indonesian; empty: the same.
    pub greeting_id: String,
    /// Seconds on the page before it greets, at most a minute.
    pub after: u8,
    /// Paths of pages where it greets: `*` stands for any part, `!` before one leaves it out. None: everywhere.
    pub pages: Vec<String>,
    /// When it greets; none: at any time. The button itself is always there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Left,
    #[default]
    Right,
}

impl Side {
    pub const WORDS: [&'static str; 2] = ["left", "right"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Left, Self::Right].into_iter().find(|side| side.as_str() == text)
    }
}

impl Default for Button {
    fn default() -> Self {
        Self {
            label: String::new(),
            label_id: String::new(),
            colour: COLOUR,
            side: Side::default(),
            greeting: String::new(),
            greeting_id: String::new(),
            after: AFTER,
            pages: Vec::new(),
            schedule: None,
        }
    }
}

impl Button {
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
