//! Whether a person takes work now, as they say it themselves.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    #[default]
    Available,
    Unavailable,
    Away,
    InBreak,
}

impl Availability {
    pub const WORDS: [&'static str; 4] = ["available", "unavailable", "away", "in_break"];
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Available, Self::Unavailable, Self::Away, Self::InBreak].into_iter().find(|a| a.as_str() == text)
    }
}
