//! Pictures as they are kept: two formats that every phone and every fetcher of previews reads.

use crate::id::PictureId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Jpeg,
    Png,
}

impl Kind {
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
    pub fn of_mime(mime: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|kind| kind.mime() == mime)
    }
}

/// A picture that stands on a page, with what the page tells of it before it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub id: PictureId,
    pub kind: Kind,
    /// Pixels.
    pub width: u32,
    pub height: u32,
}

/// Where a picture stands, on every host: after scheme and host.
pub fn path(id: PictureId) -> String {
    format!("/-/pictures/{id}")
}
