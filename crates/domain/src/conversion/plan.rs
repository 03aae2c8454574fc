//! Which destinations hear of an event, decided when it is queued: total, and with the reason for each that does not.

use super::consent::Objection;
use super::{Category, Cause, Consent, ConsentRule};
use crate::destination::{Mapping, Platform};
use crate::id::{DestinationId, LeadId};
use crate::outbox::Reason;
use uuid::Uuid;

/// A destination as the plan needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: DestinationId,
    pub platform: Platform,
    /// Takes what comes over links that choose none themselves.
    pub for_all_links: bool,
    pub consent: ConsentRule,
    pub events: Vec<Mapping>,
}

/// What happened, as far as the plan needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened<'a> {
    pub lead: LeadId,
    pub event_id: Uuid,
    pub cause: Cause,
    pub category: Category,
    pub consent: Consent,
    /// ISO 3166 alpha-2 in capitals; empty is unknown.
    pub country: &'a str,
    /// Names of the click ids that it carries.
    pub click_ids: &'a [&'a str],
    pub is_suppressed: bool,
}

/// What a destination is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub destination: DestinationId,
    /// What two deliveries to one destination may not share.
    pub once_key: String,
    /// The destination's name for it; empty where it has none.
    pub name: String,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Send,
    Skip(Reason),
}

/// Chosen: those that the link names, else those that take all links.
pub fn chosen<'p>(places: &'p [Place], link: &'p [DestinationId]) -> impl Iterator<Item = &'p Place> {
    places.iter().filter(move |place| if link.is_empty() { place.for_all_links } else { link.contains(&place.id) })
}

/// What one destination is told of it; none: it is not concerned.
pub fn plan(place: &Place, happened: &Happened<'_>) -> Option<Planned> {
    if !is_concerned(place.platform, happened) {
        return None;
    }
    let mapping = place.events.iter().find(|mapping| mapping.category == happened.category);
    if mapping.is_some_and(|mapping| !mapping.active) {
        return None;
    }
    let name = mapping.map_or("", |mapping| mapping.name.as_str());
    let fate = match objection(place, happened) {
        Some(reason) => Fate::Skip(reason),
        None if name.is_empty() => Fate::Skip(Reason::Unmapped),
        None => Fate::Send,
    };
    let every_time = mapping.is_some_and(|mapping| mapping.every_time) || happened.cause == Cause::Test;
    let once_key = match fate {
        // What is left out takes nobody's place: the next time it may be sent.
        Fate::Skip(_) => format!("skip/{}", happened.event_id),
        Fate::Send if every_time => happened.event_id.to_string(),
        Fate::Send => once_key(happened.lead, happened.category),
    };
    Some(Planned { destination: place.id, once_key, name: name.to_owned(), fate })
}

/// The key of what is sent once for each lead.
pub fn once_key(lead: LeadId, category: Category) -> String {
    format!("{lead}/{}", category.as_str())
}

fn is_concerned(platform: Platform, happened: &Happened<'_>) -> bool {
    match (platform, happened.cause) {
        (_, Cause::Test) => true,
        // Back to the platform whose click it was, and to no other.
        (_, Cause::PlatformClick) => happened.click_ids.iter().any(|name| platform.owns_click_id(name)),
        // Knows nobody but those who came by a Click-to-WhatsApp ad.
        (Platform::MetaMessaging, _) => happened.click_ids.contains(&"ctwa_clid"),
        (_, Cause::CtwaLead) => false,
        _ => true,
    }
}

fn objection(place: &Place, happened: &Happened<'_>) -> Option<Reason> {
    if happened.cause == Cause::Test {
        return None;
    }
    if happened.is_suppressed {
        return Some(Reason::Suppressed);
    }
    place.consent.objection(happened.consent, happened.country).map(Objection::reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination::usual;

    fn place(platform: Platform) -> Place {
        Place {
            id: DestinationId(Uuid::from_u128(platform as u128 + 1)),
            platform,
            for_all_links: true,
            consent: ConsentRule::ByRegion,
            events: usual(platform),
        }
    }

    fn happened(cause: Cause, category: Category) -> Happened<'static> {
        Happened {
            lead: LeadId(7),
            event_id: Uuid::from_u128(9),
            cause,
            category,
            consent: Consent::Unknown,
            country: "ID",
            click_ids: &["fbclid"],
            is_suppressed: false,
        }
    }

    #[test]
    fn a_click_id_goes_back_to_its_own_platform_alone() {
        let heard: Vec<_> = Platform::ALL
            .into_iter()
            .filter(|platform| plan(&place(*platform), &happened(Cause::PlatformClick, Category::Click)).is_some())
            .collect();
        assert_eq!(heard, [Platform::Meta]);
    }

    #[test]
    fn once_for_a_lead_and_category_unless_every_time() {
        let mut meta = place(Platform::Meta);
        let first = plan(&meta, &happened(Cause::Status, Category::Purchase)).expect("told");
        let again = Happened { event_id: Uuid::from_u128(10), ..happened(Cause::Status, Category::Purchase) };
        assert_eq!(plan(&meta, &again).expect("told").once_key, first.once_key);
        meta.events.iter_mut().for_each(|mapping| mapping.every_time = true);
        assert_ne!(plan(&meta, &again).expect("told").once_key, first.once_key);
    }

    #[test]
    fn what_is_left_out_says_why_and_takes_no_place() {
        let asks = |change: fn(&mut Happened<'static>)| {
            let mut happened = happened(Cause::Form, Category::Lead);
            change(&mut happened);
            let planned = plan(&place(Platform::Meta), &happened).expect("a row is kept");
            (planned.fate, planned.once_key == once_key(LeadId(7), Category::Lead))
        };
        assert_eq!(asks(|h| h.country = "DE"), (Fate::Skip(Reason::ConsentRegion), false));
        assert_eq!(asks(|h| h.consent = Consent::Refused), (Fate::Skip(Reason::ConsentRefused), false));
        assert_eq!(asks(|h| h.is_suppressed = true), (Fate::Skip(Reason::Suppressed), false));
        assert_eq!(asks(|h| h.consent = Consent::Given), (Fate::Send, true));
        let unmapped =
            plan(&place(Platform::GoogleAds), &happened(Cause::Form, Category::Lead)).expect("a row is kept");
        assert_eq!(unmapped.fate, Fate::Skip(Reason::Unmapped));
    }

    #[test]
    fn a_category_that_is_switched_off_leaves_no_row() {
        let mut meta = place(Platform::Meta);
        meta.events.iter_mut().for_each(|mapping| mapping.active = false);
        assert_eq!(plan(&meta, &happened(Cause::Form, Category::Lead)), None);
    }

    #[test]
    fn a_link_chooses_its_destinations_or_takes_those_for_all() {
        let (all, mut own) = (place(Platform::Meta), place(Platform::Tiktok));
        own.for_all_links = false;
        let places = [all.clone(), own.clone()];
        assert_eq!(chosen(&places, &[]).collect::<Vec<_>>(), [&all]);
        assert_eq!(chosen(&places, &[own.id]).collect::<Vec<_>>(), [&own]);
    }
}
