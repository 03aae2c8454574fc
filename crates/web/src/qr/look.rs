//! How a code is to look, read from parameters. What depends on the text is judged by [`super::Code::new`].

use super::colour::{Rgb, contrast, is_darker};
use domain::id::PictureId;
use domain::problem::FieldError;
use std::ops::RangeInclusive;

/// Pixels along a side.
pub const SIZES: RangeInclusive<u32> = 64..=4096;
/// Modules of quiet zone on each side. The standard (ISO/IEC 18004) asks for four; cameras do with two.
pub const MARGINS: RangeInclusive<u32> = 2..=20;
/// A logo's width in hundredths of the code's side.
pub const SHARES: RangeInclusive<u32> = 5..=40;
/// The least contrast of what has to be told apart (WCAG 2.2, 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

/// How much of a code may be damaged and still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    L,
    M,
    Q,
    H,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(text))
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::L => "L",
            Self::M => "M",
            Self::Q => "Q",
            Self::H => "H",
        }
    }

    /// Hundredths of the codewords that can be made good (ISO/IEC 18004, table 12).
    pub(super) fn recovers(self) -> u32 {
        match self {
            Self::L => 7,
            Self::M => 15,
            Self::Q => 25,
            Self::H => 30,
        }
    }

    /// Bytes that the largest code of this level holds (ISO/IEC 18004, table 7).
    pub(super) fn most_bytes(self) -> usize {
        match self {
            Self::L => 2_953,
            Self::M => 2_331,
            Self::Q => 1_663,
            Self::H => 1_273,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Pixels along a side, quiet zone included.
    pub size: u32,
    pub fg: Rgb,
    pub bg: Rgb,
    /// Modules of quiet zone.
    pub margin: u32,
    /// None: M, or H where a logo takes some away.
    pub level: Option<Level>,
    pub logo: Option<PictureId>,
    /// In hundredths of the code's side. None: as large as is usual and the level bears.
    pub logo_size: Option<u32>,
}

impl Default for Look {
    fn default() -> Self {
        let (fg, bg) = (Rgb::BLACK, Rgb::WHITE);
        Self { size: 512, fg, bg, margin: 4, level: None, logo: None, logo_size: None }
    }
}

impl Look {
    /// The parameters' names, in the order of the desk's form.
    pub const PARAMETERS: [&str; 7] = ["size", "fg", "bg", "margin", "level", "logo", "logo_size"];

    /// Reads decoded parameters; an empty one is none. Errors: all that is wrong, each with its parameter's name.
    pub fn read(given: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let mut faults = Vec::new();
        for (name, _) in given.iter().filter(|(name, _)| !Self::PARAMETERS.contains(&name.as_str())) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            faults.push(FieldError::new(shown, "unknown_parameter"));
        }
        let mut given = Given { given, faults };
        let usual = Self::default();
        let look = Self {
            size: given.number("size", &SIZES).unwrap_or(usual.size),
            fg: given.read("fg", "not_a_colour", Rgb::parse).unwrap_or(usual.fg),
            bg: given.read("bg", "not_a_colour", Rgb::parse).unwrap_or(usual.bg),
            margin: given.number("margin", &MARGINS).unwrap_or(usual.margin),
            level: given.read("level", "unknown_level", Level::parse),
            logo: given.read("logo", "not_an_id", PictureId::parse),
            logo_size: given.number("logo_size", &SHARES),
        };
        given.faults.extend(look.unreadable());
        if given.faults.is_empty() { Ok(look) } else { Err(given.faults) }
    }

    /// A camera tells dark from light, and expects the dark on the light.
    fn unreadable(&self) -> Option<FieldError> {
        let ratio = contrast(self.fg, self.bg);
        if ratio < LEAST_CONTRAST {
            let fault = FieldError::new("fg", "qr_contrast").with("ratio", format!("{ratio:.1}"));
            return Some(fault.with("min", LEAST_CONTRAST));
        }
        (!is_darker(self.fg, self.bg)).then(|| FieldError::new("fg", "qr_inverted"))
    }

    pub fn level(&self) -> Level {
        self.level.unwrap_or(if self.logo.is_some() { Level::H } else { Level::M })
    }

    /// What [`Look::read`] reads, without what is usual; starts with `?` where it says anything.
    pub fn query(&self) -> String {
        let usual = Self::default();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        };
        put("size", (self.size != usual.size).then(|| self.size.to_string()));
        put("fg", (self.fg != usual.fg).then(|| self.fg.to_string()));
        put("bg", (self.bg != usual.bg).then(|| self.bg.to_string()));
        put("margin", (self.margin != usual.margin).then(|| self.margin.to_string()));
        put("level", self.level.map(|level| level.as_str().to_owned()));
        put("logo", self.logo.map(|id| id.to_string()));
        put("logo_size", self.logo.and(self.logo_size).map(|share| share.to_string()));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

struct Given<'a> {
    given: &'a [(String, String)],
    faults: Vec<FieldError>,
}

impl Given<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let value = self.given.iter().find(|(given, _)| given == name)?.1.trim();
        (!value.is_empty()).then_some(value)
    }

    fn read<T>(&mut self, name: &str, code: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = read(self.text(name)?);
        if value.is_none() {
            self.faults.push(FieldError::new(name, code));
        }
        value
    }

    fn number(&mut self, name: &str, range: &RangeInclusive<u32>) -> Option<u32> {
        // Of any length and sign: what is no number of ours is out of range, not unreadable.
        let text = self.text(name)?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.is_empty() {
            self.faults.push(FieldError::new(name, "not_a_whole_number"));
            return None;
        }
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let fault = FieldError::new(name, "out_of_range").with("min", range.start());
            self.faults.push(fault.with("max", range.end()));
        }
        number
    }
}
