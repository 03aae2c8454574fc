//! Colours that people choose for what visitors see: read from `#rrggbb`, written back so, and judged by whether
//! text on them can be read. Luminance and contrast are those of WCAG 2.2 (its definitions of relative luminance and
//! contrast ratio). Nothing is drawn here.

use crate::problem::FieldError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The contrast that text needs on its ground (WCAG 2.2, success criterion 1.4.3).
pub const TEXT: f64 = 4.5;

/// An opaque colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
pub const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };

impl Colour {
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Relative luminance, 0 for black to 1 for white.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// From 1 (the same) to 21 (black on white); it does not matter which is the ground.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever reads better on this colour. Of any colour one of the two has a contrast of at least
    /// 4.58, so there is no colour on which text can't be read.
    pub fn ink(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    /// This colour, moved towards black or white just as far as it must be to reach `least` on `ground`: for an accent
    /// that is text or an edge there.
    #[must_use]
    pub fn readable_on(self, ground: Self, least: f64) -> Self {
        let towards = ground.ink();
        (0..=20_u8)
            .map(|step| self.mixed(towards, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(ground) >= least)
            .unwrap_or(towards)
    }

    /// `share` (0 to 1) of the other colour and the rest of this one, channel by channel.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self::new(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }
}

/// Reads `#rrggbb` or `#rgb`, with capitals or without. Errors: `required`, `bad_colour`.
pub fn parse(text: &str) -> Result<Colour, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new("", "required"));
    }
    read(text).ok_or_else(|| FieldError::new("", "bad_colour"))
}

fn read(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#')?;
    let value = |c: char| c.to_digit(16).map(|digit| digit as u8);
    let all: Vec<u8> = digits.chars().map(value).collect::<Option<_>>()?;
    match all[..] {
        [r, g, b] => Some(Colour::new(r * 17, g * 17, b * 17)),
        [r1, r0, g1, g0, b1, b0] => Some(Colour::new(r1 * 16 + r0, g1 * 16 + g0, b1 * 16 + b0)),
        _ => None,
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        read(&text).ok_or("no colour such as #0b5f46")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn colours() -> impl Strategy<Value = Colour> {
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Colour::new(r, g, b))
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        // The standard's best known edge: #767676 is the lightest grey that passes on white, #777777 does not.
        assert!(Colour::new(0x76, 0x76, 0x76).contrast(WHITE) >= TEXT);
        assert!(Colour::new(0x77, 0x77, 0x77).contrast(WHITE) < TEXT);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        assert_eq!(parse(" #0B5f46 "), Ok(Colour::new(0x0b, 0x5f, 0x46)));
        assert_eq!(parse("#abc"), Ok(Colour::new(0xaa, 0xbb, 0xcc)));
        assert_eq!(parse("").map_err(|fault| fault.code), Err("required"));
        for text in ["red", "0b5f46", "#0b5f4", "#0b5f4g", "#0b5f4600", "url(#x)", "#fff;}", "#éé"] {
            assert_eq!(parse(text).map_err(|fault| fault.code), Err("bad_colour"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_on_any_colour_can_be_read(colour in colours()) {
            prop_assert!(colour.ink().contrast(colour) >= TEXT);
        }

        #[test]
        fn an_accent_becomes_readable_on_any_ground_and_stays_itself_where_it_is(accent in colours(), ground in colours()) {
            let made = accent.readable_on(ground, TEXT);
            prop_assert!(made.contrast(ground) >= TEXT);
            prop_assert!(accent.contrast(ground) < TEXT || made == accent);
        }

        #[test]
        fn a_colour_reads_back(colour in colours()) {
            prop_assert_eq!(parse(&colour.to_string()), Ok(colour));
        }
    }
}
