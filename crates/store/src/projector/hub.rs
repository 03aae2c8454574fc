//! What was seen and pressed of hubs, added up by the day before it is written.

use crate::error::Error;
use crate::hubs::COUNT_DAYS;
use crate::tx::Tx;
use crate::value::Value;
use domain::hub::pressed;
use domain::id::{EntryId, HubId};
use domain::visit::{HubSeen, Kind, Visit};
use rustc_hash::FxHashMap;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum What {
    Seen(&'static str),
    Press(EntryId),
    Lead(EntryId),
}

#[derive(Default)]
pub(super) struct HubDays(FxHashMap<(HubId, i32, What), i64>);

impl HubDays {
    /// `day` is yyyymmdd in the workspace's zone.
    pub(super) fn seen(&mut self, seen: &HubSeen<'_>, day: i32) {
        self.add(seen.hub, day, What::Seen(Kind::as_str(seen.kind)));
    }

    /// A press is a person's visit by an entry; the same tap again within ten seconds is none.
    pub(super) fn visit(&mut self, visit: &Visit<'_>, day: i32) {
        if !visit.kind.is_person() || visit.repeat {
            return;
        }
        let Some((hub, entry)) = pressed(&visit.steps) else { return };
        self.add(hub, day, What::Press(entry));
        if visit.lead.is_some_and(|lead| lead.is_new) {
            self.add(hub, day, What::Lead(entry));
        }
    }

    fn add(&mut self, hub: HubId, day: i32, what: What) {
        *self.0.entry((hub, day, what)).or_default() += 1;
    }

    /// In key order, as everything that several nodes may add to.
    pub(super) fn write(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let mut counts: Vec<_> = self.0.iter().collect();
        counts.sort_unstable_by_key(|(key, _)| **key);
        let rows = counts.into_iter().map(|((hub, day, what), count)| {
            let what = match what {
                What::Seen(kind) => (*kind).to_owned(),
                What::Press(entry) => format!("press:{entry}"),
                What::Lead(entry) => format!("lead:{entry}"),
            };
            [Value::from(hub), (*day).into(), what.into(), (*count).into()]
        });
        tx.batch(&COUNT_DAYS, rows)?;
        Ok(())
    }
}
