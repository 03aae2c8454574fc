//! One event as an adapter gets it: everything that may be told, in no platform's form yet.

use super::{Amount, Category, Cause, Consent, Hashes};
use crate::visit::Utm;
use uuid::Uuid;

/// One event on its way to one destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The same for every try and replay; what platforms tell duplicates by.
    pub event_id: Uuid,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub cause: Cause,
    pub category: Category,
    /// The destination's own name for the category: an event name, a conversion action's or rule's id.
    pub name: String,
    pub amount: Option<Amount>,
    /// The status that was reached, for [`Cause::Status`].
    pub status: Option<String>,
    pub person: Person,
    pub browser: Browser,
    pub whereabouts: Where,
    pub touches: Touches,
    /// The address of the link, `https://go.example/wa/promo`, without its query.
    pub url: String,
    /// The page that led there; empty is none.
    pub referrer: String,
    /// The link's name, for webhooks.
    pub link_name: Option<String>,
}

/// Who it is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The visitor code in lower case: the same for one person in all events; adapters hash it where they should.
    pub external_id: String,
    pub hashes: Hashes,
    /// As the lead's name says it, for the one platform that wants names in the clear; none where no name is known.
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub consent: Consent,
}

/// What the browser carried when the person came. Empty texts are absent. Click ids are verbatim: their case counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Browser {
    pub ip: String,
    pub user_agent: String,
    /// BCP 47.
    pub language: String,
    pub fbclid: String,
    /// When that fbclid was first seen, microseconds UTC.
    pub fbclid_at: i64,
    /// Cookies of Meta's pixel, as they were, where it stands on a domain of the business's own.
    pub fbc: String,
    pub fbp: String,
    pub gclid: String,
    pub gbraid: String,
    pub wbraid: String,
    pub ttclid: String,
    /// TikTok's cookie.
    pub ttp: String,
    pub li_fat_id: String,
    /// The client id within the `_ga` cookie.
    pub ga_client: String,
    /// Of a Click-to-WhatsApp ad, from the first inbound message's referral.
    pub ctwa_clid: String,
}

/// Where the person seems to be; empty is unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Where {
    /// ISO 3166 alpha-2 in capitals.
    pub country: String,
    pub region: String,
    pub city: String,
}

/// What the addresses said (UTM) by which the person came, the first time and the last time up to the event. Empty texts
/// are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touches {
    pub first: Utm<'static>,
    pub last: Utm<'static>,
}
