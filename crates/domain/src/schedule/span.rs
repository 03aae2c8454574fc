//! A stretch of a day by the clock, in minutes: `{"from":"09:00","to":"18:00"}`. From 22:00 to 06:00 passes midnight.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub const MINUTES_OF_DAY: u16 = 24 * 60;

/// `from` counts, `to` does not. `from` is below [`MINUTES_OF_DAY`], `to` may be it; they are never the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub from: u16,
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub to: u16,
}

impl Span {
    /// Whether it goes on after midnight, on the day after its own.
    pub fn passes_midnight(self) -> bool {
        self.from > self.to
    }

    /// The minutes of its own day, the second not included.
    pub fn own_day(self) -> (u16, u16) {
        (self.from, if self.passes_midnight() { MINUTES_OF_DAY } else { self.to })
    }

    /// The minute of the day after at which it ends; 0 when it does not pass midnight.
    pub fn day_after(self) -> u16 {
        if self.passes_midnight() { self.to } else { 0 }
    }
}

/// `09:05`; the end of a day is `24:00`.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day of `HH:MM`, up to and with `24:00`.
pub fn parse_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?;
    let (hours, minutes): (u16, u16) = (two(hours)?, two(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= MINUTES_OF_DAY).then_some(minute)
}

fn write<S: Serializer>(minute: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clock(*minute))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_clock(&text).ok_or_else(|| D::Error::custom("not HH:MM"))
}
