//! The same click id from the same address and browser family within 24 hours is the same visitor: an ad opened in an
//! app's browser, which then hands over to Chrome, brings the click id but not the cookie. Two generations of a day
//! each; only hashes under a key of this process are kept.

use domain::id::{LeadId, WorkspaceId};
use rustc_hash::FxHashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

const DAY: i64 = 24 * 3_600_000_000;
/// Beyond this many a day the oldest day is let go early: memory stays bounded under a flood.
const MOST: usize = 2_000_000;

#[derive(Default)]
struct Days {
    turned: i64,
    today: FxHashMap<u64, (u32, i64)>,
    before: FxHashMap<u64, (u32, i64)>,
}

/// Whom a click id belongs to.
#[derive(Default)]
pub struct ClickIds {
    key: RandomState,
    days: Mutex<Days>,
}

/// What must be the same for two requests to be of one visitor.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    pub workspace: WorkspaceId,
    pub click_id: (&'a str, &'a str),
    pub ip: &'a str,
    /// See [`family`].
    pub family: &'static str,
}

/// A trace under this process's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

/// Browsers that hand an ad's visitor to each other: what an app shows inside itself and what the phone opens then.
pub fn family(os: &str, browser: &str) -> &'static str {
    match (os, browser) {
        ("ios" | "ipados", _) => "webkit",
        (_, "firefox") => "gecko",
        ("macos", "safari") => "webkit",
        _ => "chromium",
    }
}

impl ClickIds {
    /// What is kept of a trace, and all that the others here ask for.
    pub fn mark(&self, trace: &Trace<'_>) -> Mark {
        Mark(self.key.hash_one((trace.workspace.as_bytes(), trace.click_id, trace.ip, trace.family)))
    }

    /// The lead that this trace was seen with in the last 24 hours.
    pub fn find(&self, Mark(hash): Mark, now: i64) -> Option<LeadId> {
        let days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        let (lead, at) = days.today.get(&hash).or_else(|| days.before.get(&hash))?;
        (now - at < DAY).then_some(LeadId(i64::from(*lead)))
    }

    /// Remembers the lead of a trace; the earliest one stays, in whatever order they become known.
    pub fn note(&self, Mark(hash): Mark, lead: LeadId, now: i64) {
        let Ok(lead) = u32::try_from(lead.0) else { return };
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if now - days.turned >= DAY || days.today.len() >= MOST {
            days.before = std::mem::take(&mut days.today);
            days.turned = now;
        }
        let slot = days.today.entry(hash).or_insert((lead, now));
        if now < slot.1 {
            *slot = (lead, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_click_id_is_known_for_a_day_from_the_same_address_and_family() {
        let ids = ClickIds::default();
        let trace = Trace {
            workspace: WorkspaceId(Uuid::from_u128(1)),
            click_id: ("fbclid", "abc"),
            ip: "203.0.113.9",
            family: family("android", "webview"),
        };
        let mark = |trace: &Trace<'_>| ids.mark(trace);
        ids.note(mark(&trace), LeadId(7), DAY);
        ids.note(mark(&trace), LeadId(8), DAY + 1);
        let chrome = Trace { family: family("android", "chrome"), ..trace };
        assert_eq!(ids.find(mark(&chrome), DAY + 5), Some(LeadId(7)));
        assert_eq!(ids.find(mark(&chrome), 2 * DAY), None);
        assert_eq!(ids.find(mark(&Trace { ip: "203.0.113.10", ..trace }), DAY + 5), None);
        assert_eq!(ids.find(mark(&Trace { family: family("android", "firefox"), ..trace }), DAY + 5), None);
        assert_eq!(ids.find(mark(&Trace { workspace: WorkspaceId(Uuid::nil()), ..trace }), DAY + 5), None);
    }
}
