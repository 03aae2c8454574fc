//! How much of a code a logo may cover. What it covers is damage that the error correction has to make good, so it is
//! held well below what the level recovers: a print gets creased and a lens dirty, too.

use super::grid::Grid;
use super::look::{Look, SHARES};
use domain::problem::FieldError;

/// Of what the level recovers, the hundredths that a logo may use up.
const USED: u32 = 60;
/// What a logo measures when nothing is said, in hundredths of the side.
const USUAL: u32 = 22;
/// Along each edge, the rows that belong to finder patterns, timing and format: a logo stays out of them.
const EDGE: u32 = 9;

/// A square of modules in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cover {
    /// Modules along its side; odd, as the code's own are, so that it stands in the middle.
    pub(super) side: u32,
    /// Its first row and column.
    pub(super) start: u32,
}

impl Cover {
    /// Errors: `qr_logo_none` where the level bears none at all, `qr_logo_large` with the largest share it bears.
    pub(super) fn of(grid: &Grid, look: &Look) -> Result<Self, FieldError> {
        let level = look.level();
        let most = largest(grid.side(), level.recovers());
        if most < 3 {
            return Err(FieldError::new("level", "qr_logo_none").with("level", level.as_str()));
        }
        let most_share = (most * 100 / grid.side()).min(*SHARES.end());
        let share = look.logo_size.unwrap_or(USUAL.min(most_share));
        if share > most_share {
            let fault = FieldError::new("logo_size", "qr_logo_large").with("max", most_share);
            return Err(fault.with("level", level.as_str()));
        }
        let side = odd(grid.side() * share / 100).clamp(3, most);
        Ok(Self { side, start: (grid.side() - side) / 2 })
    }

    pub(super) fn holds(&self, x: u32, y: u32) -> bool {
        let inside = |n: u32| (self.start..self.start + self.side).contains(&n);
        inside(x) && inside(y)
    }

    pub(super) fn share(&self, grid: &Grid) -> u32 {
        (self.side * 100).div_ceil(grid.side())
    }
}

fn odd(n: u32) -> u32 {
    n.saturating_sub(1) | 1
}

/// The side of the largest square that may be covered; 0 or 1 where none may.
fn largest(side: u32, recovers: u32) -> u32 {
    let bearable = codewords(side) * recovers * USED / 10_000;
    (3..=side.saturating_sub(2 * EDGE)).step_by(2).take_while(|side| touched(*side) <= bearable).last().unwrap_or(0)
}

/// Codewords that a square of so many modules damages at most: they lie two modules wide and four high, and any may be
/// cut at an edge.
fn touched(side: u32) -> u32 {
    side.div_ceil(2) * (side.div_ceil(4) + 1)
}

/// All codewords of a code of so many modules: what finder, alignment, timing, format and version patterns leave
/// (ISO/IEC 18004, table 1).
fn codewords(side: u32) -> u32 {
    let version = (side - 17) / 4;
    let mut modules = (16 * version + 128) * version + 64;
    if version >= 2 {
        let aligned = version / 7 + 2;
        modules -= (25 * aligned - 10) * aligned - 55;
    }
    if version >= 7 {
        modules -= 36;
    }
    modules / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codewords_are_those_of_the_standard() {
        for (version, expected) in
            [(1, 26), (2, 44), (6, 172), (7, 196), (14, 581), (21, 1_156), (32, 2_465), (40, 3_706)]
        {
            assert_eq!(codewords(17 + 4 * version), expected, "version {version}");
        }
    }

    #[test]
    fn a_lower_level_bears_a_smaller_logo() {
        let at = |recovers| largest(45, recovers);
        assert!(at(7) < at(15) && at(15) < at(25) && at(25) < at(30));
        assert!(at(30) * 100 / 45 >= 25, "the highest level bears a quarter of the side");
    }
}
