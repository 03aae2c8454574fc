//! For how many days what is kept. A kind that names no days is kept for good. What goes, goes by whole days of the
//! workspace's own zone, never sooner than was promised: on the hundredth day "90 days" still has the ninetieth day
//! before whole, and the one before that no more.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Ten years, near enough.
pub const MOST_DAYS: u16 = 3_650;

/// A kind of data that has an end of its own. What costs were paid for clicks is kept for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Clicks and scans of people, with what their pages told and what their forms carried along.
    Visits,
    /// Previews, crawlers, prefetches.
    FilteredVisits,
    /// What became of conversions: every try, every word of a platform.
    Deliveries,
    /// Leads that never bought, erased when nobody has touched them for so long.
    Leads,
    /// Leads that bought.
    Customers,
    /// Who changed what.
    Audit,
}

impl Kept {
    pub const ALL: [Self; 6] =
        [Self::Visits, Self::FilteredVisits, Self::Deliveries, Self::Leads, Self::Customers, Self::Audit];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::FilteredVisits => "filtered_visits",
            Self::Deliveries => "deliveries",
            Self::Leads => "leads",
            Self::Customers => "customers",
            Self::Audit => "audit",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The days of each kind; a kind that is not in it is kept for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keep(BTreeMap<Kept, u16>);

impl Keep {
    pub fn days(&self, kind: Kept) -> Option<u16> {
        self.0.get(&kind).copied()
    }

    /// None: for good.
    pub fn set(&mut self, kind: Kept, days: Option<u16>) {
        match days {
            Some(days) => drop(self.0.insert(kind, days.clamp(1, MOST_DAYS))),
            None => drop(self.0.remove(&kind)),
        }
    }

    pub fn is_for_good(&self) -> bool {
        self.0.is_empty()
    }

    /// The moment before which a kind goes, microseconds UTC: the beginning of a day. None: nothing goes.
    pub fn cutoff(&self, kind: Kept, now: i64, zone: &TimeZone) -> Option<i64> {
        let today = Timestamp::from_microsecond(now).ok()?.to_zoned(zone.clone()).date();
        let first = today.checked_sub(i64::from(self.days(kind)?).days()).ok()?;
        Some(first.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond())
    }

    /// Kinds that `next` keeps for less long than this.
    pub fn shorter_in<'k>(&'k self, next: &'k Self) -> impl Iterator<Item = Kept> + 'k {
        let days = |keep: &Self, kind| keep.days(kind).map_or(u32::MAX, u32::from);
        Kept::ALL.into_iter().filter(move |kind| days(next, *kind) < days(self, *kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 86_400_000_000;

    #[test]
    fn days_are_the_workspaces_own_and_the_last_of_them_is_whole() {
        let mut keep = Keep::default();
        let jakarta = TimeZone::get("Asia/Jakarta").expect("it is one");
        let now: Timestamp = "2026-11-26T18:30:00Z".parse().expect("a network"); // The 27th in Jakarta.
        assert_eq!(keep.cutoff(Kept::Visits, now.as_microsecond(), &jakarta), None);
        keep.set(Kept::Visits, Some(1));
        let cutoff = keep.cutoff(Kept::Visits, now.as_microsecond(), &jakarta).expect("it is one");
        assert_eq!(Timestamp::from_microsecond(cutoff).expect("it is one").to_string(), "2026-11-25T17:00:00Z");
        assert_eq!(keep.cutoff(Kept::Audit, now.as_microsecond(), &jakarta), None);
    }

    #[test]
    fn what_is_kept_for_good_is_longer_than_any_number_of_days() {
        let (mut one, mut other) = (Keep::default(), Keep::default());
        one.set(Kept::Leads, Some(30));
        other.set(Kept::Leads, Some(31));
        other.set(Kept::Visits, Some(MOST_DAYS));
        assert_eq!(one.shorter_in(&other).collect::<Vec<_>>(), [Kept::Visits]);
        assert_eq!(other.shorter_in(&one).collect::<Vec<_>>(), [Kept::Leads]);
    }

    #[test]
    fn an_older_text_keeps_everything_and_words_are_read_back() {
        let read: super::super::Privacy = serde_json::from_str("{}").expect("it is one");
        assert_eq!(read, super::super::Privacy::default());
        let mut keep = Keep::default();
        Kept::ALL.into_iter().for_each(|kind| keep.set(kind, Some(7)));
        let text = serde_json::to_string(&keep).expect("it is one");
        assert_eq!(serde_json::from_str::<Keep>(&text).expect("it is one"), keep);
        for kind in Kept::ALL {
            assert!(text.contains(&format!("\"{}\":7", kind.as_str())), "{text}");
            assert_eq!(Kept::parse(kind.as_str()), Some(kind));
        }
    }

    proptest! {
        #[test]
        fn nothing_goes_before_its_days_are_over(
            days in 1..=MOST_DAYS,
            now in 1_500_000_000_000_000i64..2_500_000_000_000_000,
            zone in prop::sample::select(vec!["UTC", "Asia/Jakarta", "America/St_Johns", "Pacific/Apia", "Europe/Madrid"]),
        ) {
            let (mut keep, zone) = (Keep::default(), TimeZone::get(zone).expect("it is one"));
            keep.set(Kept::Visits, Some(days));
            let cutoff = keep.cutoff(Kept::Visits, now, &zone).expect("it is one");
            let age = now - cutoff;
            // A day of a change of clocks may be an hour short, or (once, in Samoa) missing.
            let whole = i64::from(days) * DAY;
            prop_assert!(age >= whole - DAY - DAY / 12 && age < whole + DAY + DAY / 12, "{age} of {whole}");
            prop_assert!(keep.cutoff(Kept::Visits, now + DAY / 2, &zone).expect("it is one") >= cutoff);
        }
    }
}
