//! A text as dark and light modules.

use super::look::Level;
use domain::problem::FieldError;
use fast_qr::{ECL, QRBuilder};

/// Dark and light, row by row.
pub(super) struct Grid {
    side: u32,
    dark: Vec<bool>,
}

impl std::fmt::Debug for Grid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grid({0} × {0})", self.side)
    }
}

impl Grid {
    /// The smallest code that holds the text. Errors: `qr_text_too_long` with what the level holds at most.
    pub(super) fn of(text: &str, level: Level) -> Result<Self, FieldError> {
        let ecl = match level {
            Level::L => ECL::L,
            Level::M => ECL::M,
            Level::Q => ECL::Q,
            Level::H => ECL::H,
        };
        let too_long = || FieldError::new("level", "qr_text_too_long").with("max", level.most_bytes());
        if text.len() > level.most_bytes() {
            return Err(too_long());
        }
        let code = QRBuilder::new(text).ecl(ecl).build().map_err(|_| too_long())?;
        let dark = code.data[..code.size * code.size].iter().map(|module| module.value()).collect();
        Ok(Self { side: code.size as u32, dark })
    }

    pub(super) fn side(&self) -> u32 {
        self.side
    }

    /// Modules along a side with the quiet zone.
    pub(super) fn across(&self, margin: u32) -> u32 {
        self.side + 2 * margin
    }

    /// A row without what a logo covers, from left to right.
    pub(super) fn row(&self, y: u32) -> &[bool] {
        let start = (y * self.side) as usize;
        &self.dark[start..start + self.side as usize]
    }
}
