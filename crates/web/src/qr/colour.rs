//! Colours as `#rrggbb`, and the contrast between two.

use std::fmt;

/// How much of a picture's grey is its red, green and blue: as most readers of codes reckon, and as newer cameras do
/// (ITU-R BT.601 and BT.709, of the values as they are coded).
const BT_601: [f64; 3] = [0.299, 0.587, 0.114];
const BT_709: [f64; 3] = [0.2126, 0.7152, 0.0722];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    pub const BLACK: Self = Self([0, 0, 0]);
    pub const WHITE: Self = Self([255, 255, 255]);

    /// `#0a5`, `0a5`, `#00aa55` or `00aa55`, whatever the case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            3 => Some(Self([value >> 8, (value >> 4) & 15, value & 15].map(|part| part as u8 * 17))),
            6 => Some(Self([value >> 16, (value >> 8) & 255, value & 255].map(|part| part as u8))),
            _ => None,
        }
    }

    /// The grey that a camera makes of it, with the weights of its standard.
    fn grey(self, weights: [f64; 3]) -> Self {
        let sum: f64 = self.0.into_iter().zip(weights).map(|(part, weight)| f64::from(part) * weight).sum();
        Self([sum.round() as u8; 3])
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio"): of the colours as an eye sees them and of the greys that cameras
/// make of them, the least. A pink and a dark green are far apart to us and nearly one grey to a reader of codes.
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let ratio = |(a, b): (f64, f64)| (a.max(b) + 0.05) / (a.min(b) + 0.05);
    pairs(a, b).map(ratio).into_iter().fold(f64::INFINITY, f64::min)
}

/// Whether one is the darker of the two to everybody who looks.
pub fn is_darker(one: Rgb, other: Rgb) -> bool {
    pairs(one, other).into_iter().all(|(one, other)| one < other)
}

/// The luminance of both, to an eye and to cameras of the two usual kinds.
fn pairs(a: Rgb, b: Rgb) -> [(f64, f64); 3] {
    let grey = |weights| (a.grey(weights).luminance(), b.grey(weights).luminance());
    [(a.luminance(), b.luminance()), grey(BT_601), grey(BT_709)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for text in ["#00aa55", "00AA55", "#0a5", "0A5"] {
            assert_eq!(Rgb::parse(text).map(|c| c.to_string()).as_deref(), Some("#00aa55"), "{text}");
        }
        for text in ["", "#", "#12", "#1234", "red", "#gg0000", "#00aa550", "+0aa55", "##0a5", "#٠٠٠"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    #[test]
    fn two_colours_that_are_one_grey_to_a_camera_have_no_contrast() {
        let (pink, green) = (Rgb([251, 1, 140]), Rgb([30, 51, 9]));
        assert!(contrast(green, pink) < 1.5, "{}", contrast(green, pink));
        assert!(is_darker(green, pink) && !is_darker(pink, green) && !is_darker(pink, pink));
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast(Rgb::BLACK, Rgb::WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(Rgb::WHITE, Rgb::WHITE) - 1.0).abs() < 1e-9);
        // #767676 is the guidelines' own example of what just reaches 4.5 on white.
        let grey = Rgb::parse("#767676").map(|grey| contrast(grey, Rgb::WHITE));
        assert!(grey.is_some_and(|ratio| (4.5..4.6).contains(&ratio)));
    }
}
