//! What a rule may ask of a visit: the facts as they are recorded, so that a rule decides about a visit of last week
//! what it would have decided then. Of the languages only the preferred one is kept, so only that one is asked.

use super::Visitor;
use crate::id::ChannelId;
use crate::schedule::{Holidays, LocalTime};
use crate::visit::{Facts, Pair};
use jiff::tz::TimeZone;
use std::cell::Cell;

/// The states of channels as they are now. None: there is no such channel.
pub trait Channels {
    fn is_active(&self, id: ChannelId) -> Option<bool>;
}

impl<F: Fn(ChannelId) -> Option<bool>> Channels for F {
    fn is_active(&self, id: ChannelId) -> Option<bool> {
        self(id)
    }
}

/// One visit as the rules see it.
pub struct Seen<'v, H, C> {
    pub facts: &'v Facts<'v>,
    /// None: nobody is recognised, so who comes is neither.
    pub visitor: Option<Visitor>,
    /// Microseconds UTC.
    pub at: i64,
    /// What the address carries beyond the facts, of the names that rules ask for.
    pub parameters: &'v [Pair<'v>],
    pub holidays: &'v H,
    pub channels: C,
    clocks: Clocks,
}

/// Most links have one zone, hardly any more than four; further ones are worked out each time they are asked for.
const KEPT: usize = 4;

#[derive(Default)]
struct Clocks([Cell<Option<LocalTime>>; KEPT]);

impl<'v, H: Holidays, C: Channels> Seen<'v, H, C> {
    pub fn new(
        facts: &'v Facts<'v>,
        visitor: Option<Visitor>,
        at: i64,
        parameters: &'v [Pair<'v>],
        holidays: &'v H,
        channels: C,
    ) -> Self {
        Self { facts, visitor, at, parameters, holidays, channels, clocks: Clocks::default() }
    }

    /// The local time of the rules' `nth` zone, worked out once a visit.
    pub(super) fn local(&self, nth: usize, zone: &TimeZone) -> LocalTime {
        let Some(kept) = self.clocks.0.get(nth) else { return LocalTime::of(self.at, zone) };
        if let Some(local) = kept.get() {
            return local;
        }
        let local = LocalTime::of(self.at, zone);
        kept.set(Some(local));
        local
    }

    /// A parameter of the address, wherever it is kept; empty for an absent one.
    pub(super) fn parameter(&self, key: &str) -> &'v str {
        let (facts, parameters) = (self.facts, self.parameters);
        let origin = &facts.origin;
        match key {
            "utm_source" => &origin.utm.source,
            "utm_medium" => &origin.utm.medium,
            "utm_campaign" => &origin.utm.campaign,
            "utm_term" => &origin.utm.term,
            "utm_content" => &origin.utm.content,
            "utm_id" => &origin.utm.id,
            _ => {
                let field = key.strip_prefix("k_").and_then(|key| value(&facts.keys, key));
                field.or_else(|| value(&origin.click_ids, key)).or_else(|| value(parameters, key)).unwrap_or("")
            }
        }
    }
}

fn value<'v>(pairs: &'v [Pair<'v>], key: &str) -> Option<&'v str> {
    pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_ref())
}

/// Whether [`Facts`] keep a parameter of this name anyway.
pub fn is_kept_anyway(key: &str) -> bool {
    key.starts_with("k_") || key.starts_with("utm_") || crate::query::CLICK_IDS.contains(&key)
}
