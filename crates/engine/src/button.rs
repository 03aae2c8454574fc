//! The website button of a link as the script on a website reads it: decided in memory, like a visit, by the address
//! that the link has. Nothing is recorded: nobody came yet.

use crate::Engine;
use crate::click::{Resolved, host_name};
use domain::button::Button;
use domain::schedule::Hours;

/// What everybody may read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worn {
    pub button: Button,
    /// Whether it greets now, where the page asks for a greeting at all.
    pub greets: bool,
    /// Outside its hours: when it greets again, microseconds UTC. None: within them, or not within a year.
    pub opens_at: Option<i64>,
}

impl Engine {
    /// `host` as a request names it. None: no living link has this address.
    pub fn button(&self, host: &str, slug: &str) -> Option<Worn> {
        let snapshot = self.live.now();
        let Resolved::Link { link, .. } = self.resolve_at(&snapshot, host_name(host), slug) else { return None };
        let button = link.link.extras.button.clone();
        let hours = button.schedule.as_ref().map(Hours::of);
        let now = self.now();
        let open = hours.as_ref().is_none_or(|hours| hours.open(now, &*snapshot.calendars));
        let opens_at = hours.filter(|_| !open).and_then(|hours| hours.next_opening(now, &*snapshot.calendars));
        let speaks = !button.greeting.is_empty() || !button.greeting_id.is_empty();
        Some(Worn { greets: open && speaks, opens_at, button })
    }
}
