//! What a person should know of a destination before it hurts: one line each, with the way out.

use crate::i18n::{Locale, Said as Message};
use domain::outbox::breaker::State;
use engine::conversions::destinations::DestinationView;
use jiff::{Timestamp, tz::TimeZone};

/// So many days before a platform's interface ends it is said.
const AHEAD: i32 = 90;

/// One warning: a stable word and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// `paused`, `down`, `version_ends`, `version_ended`, `nothing_mapped`.
    pub code: &'static str,
    pub message: String,
}

/// The gravest first. `now` in microseconds UTC. Of one that is put away there is nothing to be warned of.
pub fn warnings(locale: Locale, view: &DestinationView, now: i64) -> Vec<Warning> {
    let destination = &view.destination;
    let mut found = Vec::new();
    if destination.archived_at.is_some() {
        return found;
    }
    let mut add = |code, message: Message<'_>| found.push(Warning { code, message: message.to_string() });
    match view.health.breaker.state {
        State::Paused => add("paused", Message::new(locale, "destination-warning-paused")),
        State::Open | State::HalfOpen => add("down", Message::new(locale, "destination-warning-down")),
        State::Closed => {}
    }
    if let (Some(end), Ok(now)) = (view.ends_on, Timestamp::from_microsecond(now)) {
        let days = now.to_zoned(TimeZone::UTC).date().until(end).map_or(i32::MAX, |span| span.get_days());
        if days < 0 {
            add("version_ended", Message::new(locale, "destination-warning-version-ended").s("day", end));
        } else if days <= AHEAD {
            add("version_ends", Message::new(locale, "destination-warning-version-ends").s("day", end));
        }
    }
    if !destination.events.iter().any(|mapping| mapping.active && !mapping.name.is_empty()) {
        add("nothing_mapped", Message::new(locale, "destination-warning-nothing-mapped"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::destination::{Platform, usual};
    use domain::id::{DestinationId, WorkspaceId};
    use domain::outbox::breaker::Breaker;
    use jiff::civil::date;
    use std::collections::BTreeMap;
    use store::destinations::{Destination, Health};
    use uuid::Uuid;

    /// 2026-11-26T00:00:00Z
    const NOW: i64 = 1_795_651_200_000_000;

    fn view() -> DestinationView {
        let destination = Destination {
            id: DestinationId(Uuid::nil()),
            workspace: WorkspaceId(Uuid::nil()),
            platform: Platform::Meta,
            name: "Pixel".to_owned(),
            active: true,
            for_all_links: true,
            settings: BTreeMap::new(),
            credentials: Vec::new(),
            hints: BTreeMap::new(),
            events: usual(Platform::Meta),
            consent: Default::default(),
            archived_at: None,
            created_at: 0,
            updated_at: 0,
            version: 1,
        };
        DestinationView {
            destination,
            health: Health::default(),
            glance: Default::default(),
            ends_on: None,
            signing_secret: None,
        }
    }

    fn codes(view: &DestinationView) -> Vec<&'static str> {
        let [en, id] = Locale::ALL.map(|locale| warnings(locale, view, NOW));
        for (en, id) in en.iter().zip(&id) {
            assert!(en.message != id.message && !en.message.contains("destination-warning"), "{en:?} {id:?}");
        }
        en.iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn what_is_well_is_not_warned_of() {
        assert!(codes(&view()).is_empty());
        let far = DestinationView { ends_on: Some(date(2027, 2, 25)), ..view() };
        assert!(codes(&far).is_empty(), "91 days are far enough");
    }

    #[test]
    fn an_end_is_told_ninety_days_ahead_and_after_it_has_come() {
        let near = DestinationView { ends_on: Some(date(2027, 2, 24)), ..view() };
        assert_eq!(codes(&near), ["version_ends"]);
        assert!(warnings(Locale::En, &near, NOW)[0].message.contains("2027-02-24"));
        let today = DestinationView { ends_on: Some(date(2026, 11, 26)), ..view() };
        assert_eq!(codes(&today), ["version_ends"]);
        let gone = DestinationView { ends_on: Some(date(2026, 11, 25)), ..view() };
        assert_eq!(codes(&gone), ["version_ended"]);
    }

    #[test]
    fn whoever_must_act_is_told_and_nobody_of_what_is_put_away() {
        let mut bad = view();
        bad.health.breaker = Breaker { state: State::Paused, ..Breaker::default() };
        for mapping in &mut bad.destination.events {
            mapping.name.clear();
        }
        assert_eq!(codes(&bad), ["paused", "nothing_mapped"]);
        bad.health.breaker.state = State::Open;
        assert_eq!(codes(&bad), ["down", "nothing_mapped"]);
        bad.destination.archived_at = Some(1);
        assert!(codes(&bad).is_empty());
    }
}
