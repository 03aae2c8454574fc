//! QR codes: from a text and a look to SVG or PNG. Pure: nothing is read, asked or sent here, and nothing is drawn that
//! a phone could not read again. What would keep it from reading (contrast, a quiet zone too narrow, modules too small,
//! a logo over more than the error correction can make good) is refused with the name of the parameter at fault.
//!
//! | file | what |
//! |---|---|
//! | `look` | how a code is to look, read from parameters |
//! | `colour` | colours, and the contrast between two |
//! | `grid` | text to modules |
//! | `cover` | how much of a code a logo may cover |
//! | `logo` | the picture in the middle |
//! | `svg`, `png` | drawing |

mod colour;
mod cover;
mod grid;
mod logo;
mod look;
mod png;
mod svg;
#[cfg(test)]
mod tests;

pub use colour::{Rgb, contrast};
pub use logo::Logo;
pub use look::{Level, Look, MARGINS, SHARES, SIZES};

use cover::Cover;
use domain::problem::FieldError;
use grid::Grid;

/// A pixel a module is the least that may be drawn; a phone's camera needs some more than one.
const LEAST_MODULE: u32 = 2;

/// A text as modules, with a look that suits it.
#[derive(Debug)]
pub struct Code {
    grid: Grid,
    look: Look,
    /// The middle that a logo covers; none without one.
    cover: Option<Cover>,
}

impl Code {
    /// Errors, each with its parameter: `qr_text_too_long` (max, in bytes), `qr_size_small` (min), `qr_logo_large`
    /// (max, level), `qr_logo_none` (level).
    pub fn new(text: &str, look: &Look) -> Result<Self, Vec<FieldError>> {
        let grid = Grid::of(text, look.level()).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        let least = grid.across(look.margin) * LEAST_MODULE;
        if look.size < least {
            faults.push(FieldError::new("size", "qr_size_small").with("min", least));
        }
        let cover = match look.logo {
            None => None,
            Some(_) => Cover::of(&grid, look).map_err(|fault| faults.push(fault)).ok(),
        };
        if faults.is_empty() { Ok(Self { grid, look: look.clone(), cover }) } else { Err(faults) }
    }

    /// Modules along a side, without the quiet zone: 21 to 177.
    pub fn modules(&self) -> u32 {
        self.grid.side()
    }

    /// What the logo measures, in hundredths of the code's side.
    pub fn logo_share(&self) -> Option<u32> {
        self.cover.map(|cover| cover.share(&self.grid))
    }

    /// `logo` is the picture that the look names; without it the middle stays empty.
    pub fn svg(&self, logo: Option<&Logo>) -> String {
        svg::draw(&self.grid, &self.look, self.cover, logo)
    }

    /// As [`Code::svg`], exactly `look.size` pixels wide and high. Every module is a whole number of pixels; what is left
    /// over widens the quiet zone.
    pub fn png(&self, logo: Option<&Logo>) -> Vec<u8> {
        png::draw(&self.grid, &self.look, self.cover, logo)
    }
}

/// A code without a logo, for a page. Errors as [`Code::new`].
pub fn svg(text: &str, look: &Look) -> Result<String, Vec<FieldError>> {
    Ok(Code::new(text, &Look { logo: None, ..look.clone() })?.svg(None))
}
