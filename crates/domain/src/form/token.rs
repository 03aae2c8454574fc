//! Which form was sent: the page carries a sealed word that names the lead, whether they were new, and when and by which
//! link the form was shown. With it a form that is sent twice is known for the same, a machine that fills in faster than a person can
//! read is known for one, and nobody sends a form that was never shown.
//!
//! Base64url of the lead's number (below zero for one who is new) and the time, eight bytes each, and the left sixteen of
//! an HMAC-SHA256 over the link and both.

use crate::id::{LeadId, LinkId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The control that carries it.
pub const CONTROL: &str = "form";

/// Nobody reads and fills in a form in less, even with everything filled in beforehand. Microseconds.
pub const QUICKEST: i64 = 1_000_000;
/// A page that was open longer is asked for again, with what was typed. Microseconds.
pub const LONGEST: i64 = 24 * 3_600 * 1_000_000;

const MAC: usize = 16;
const LENGTH: usize = 16 + MAC;

/// The key with its state prepared.
#[derive(Clone)]
pub struct FormKey(Hmac<Sha256>);

impl FormKey {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    fn over(&self, link: LinkId, payload: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(link.as_bytes());
        mac.update(payload);
        mac
    }
}

impl fmt::Debug for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormKey(…)")
    }
}

/// What an authentic word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// None: nobody was identified when it was shown.
    pub lead: Option<LeadId>,
    /// Whether they had never been here before; so is who was not identified. Rules ask for it when the form is sent, and by
    /// then everybody has been here.
    pub is_new: bool,
    /// Microseconds UTC.
    pub at: i64,
}

/// How long a form had been open when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    TooQuick,
    InTime,
    TooOld,
}

impl Shown {
    /// A time that lies ahead comes of a clock that was put back: too old, so that a new page with a time of now ends it.
    pub fn age(&self, now: i64) -> Age {
        match now.saturating_sub(self.at) {
            age if !(0..=LONGEST).contains(&age) => Age::TooOld,
            age if age < QUICKEST => Age::TooQuick,
            _ => Age::InTime,
        }
    }
}

pub fn seal(key: &FormKey, link: LinkId, shown: Shown) -> String {
    let mut bytes = [0; LENGTH];
    let lead = shown.lead.map_or(0, |lead| if shown.is_new { -lead.0 } else { lead.0 });
    bytes[..8].copy_from_slice(&lead.to_be_bytes());
    bytes[8..16].copy_from_slice(&shown.at.to_be_bytes());
    let mac = key.over(link, &bytes[..16]).finalize().into_bytes();
    bytes[16..].copy_from_slice(&mac[..MAC]);
    BASE64URL.encode(bytes)
}

/// None when it is forged, cut, or of another link. The MAC is compared in constant time.
pub fn open(key: &FormKey, link: LinkId, text: &str) -> Option<Shown> {
    let mut bytes = [0; LENGTH];
    if BASE64URL.decode_slice(text.trim(), &mut bytes) != Ok(LENGTH) {
        return None;
    }
    key.over(link, &bytes[..16]).verify_truncated_left(&bytes[16..]).ok()?;
    let number = |from: usize| i64::from_be_bytes(bytes[from..from + 8].try_into().expect("eight bytes"));
    let lead = number(0).checked_abs().filter(|lead| *lead > 0).map(LeadId);
    Some(Shown { lead, is_new: lead.is_none() || number(0) < 0, at: number(8) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn link(n: u128) -> LinkId {
        LinkId(Uuid::from_u128(n))
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_for_its_own_link_and_key_alone(lead in 0i64..1 << 30, is_new: bool, at: i64, place in 0usize..43, other: char) {
            let key = FormKey::new(&[7; 32]);
            let shown = Shown { lead: Some(LeadId(lead)).filter(|l| l.0 > 0), is_new: is_new || lead == 0, at };
            let word = seal(&key, link(1), shown);
            prop_assert_eq!(open(&key, link(1), &word), Some(shown));
            prop_assert_eq!(open(&key, link(2), &word), None);
            prop_assert_eq!(open(&FormKey::new(&[8; 32]), link(1), &word), None);
            let mut forged: Vec<char> = word.chars().collect();
            if forged[place] != other {
                forged[place] = other;
                prop_assert_eq!(open(&key, link(1), &forged.into_iter().collect::<String>()), None);
            }
        }

        #[test]
        fn nothing_that_anybody_writes_opens(text in ".{0,80}") {
            prop_assert_eq!(open(&FormKey::new(&[7; 32]), link(1), &text), None);
        }
    }

    #[test]
    fn a_form_is_too_quick_then_in_time_then_too_old() {
        let shown = Shown { lead: None, is_new: true, at: 1_000 };
        for (now, age) in [
            (1_000, Age::TooQuick),
            (999 + QUICKEST, Age::TooQuick),
            (1_000 + QUICKEST, Age::InTime),
            (1_000 + LONGEST, Age::InTime),
            (1_001 + LONGEST, Age::TooOld),
            (999, Age::TooOld),
            (i64::MIN, Age::TooOld),
            (i64::MAX, Age::TooOld),
        ] {
            assert_eq!(shown.age(now), age, "{now}");
        }
    }
}
