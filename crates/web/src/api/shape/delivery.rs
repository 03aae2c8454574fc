//! Deliveries, their stories and replays as JSON.

use super::destination::SaidJson;
use super::lead::MoneyJson;
use super::{maybe_time, time};
use crate::i18n::Locale;
use crate::outbox_words;
use domain::conversion::Amount;
use domain::money::Currency;
use domain::outbox::Status;
use engine::conversions::deliveries::{Replayed, Story, ended};
use engine::leads::Told;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::deliveries::Delivery;
use store::deliveries::record::Try;
use store::deliveries::replay::Scope as Found;
use utoipa::ToSchema;

/// One event on its way to one destination.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryJson {
    pub id: String,
    pub destination_id: String,
    /// What the platform tells duplicates by; the same for every destination.
    pub event_id: String,
    /// Null: a test.
    pub lead_id: Option<String>,
    pub link_id: Option<String>,
    /// `click`, `platform_click`, `form`, `contact`, `ctwa_lead`, `status`, `rule`, `manual` or `test`.
    #[schema(example = "status")]
    pub cause: String,
    /// `view_content`, `click`, `lead`, `contact`, `qualified_lead`, `registration`, `checkout` or `purchase`.
    #[schema(example = "purchase")]
    pub category: String,
    /// What the destination calls it.
    #[schema(example = "Purchase")]
    pub name: String,
    /// When it happened.
    pub at: String,
    /// The status that the lead reached, where that is the cause.
    pub lead_status: Option<String>,
    /// What was fixed with the event. Null: a purchase is told with the lead's actual value.
    pub value: Option<MoneyJson>,
    /// `pending`, `sending`, `retrying`, `throttled`, `waiting`, `accepted`, `paused`; ended: `sent`, `duplicate` (counts as
    /// sent), `refused`, `expired`, `skipped`.
    #[schema(example = "sent")]
    pub status: String,
    /// Why it was not sent, as a stable word; null where the platform had the last word.
    #[schema(example = "no_value")]
    pub reason: Option<String>,
    /// How it stands and why, as a sentence in the language of `Accept-Language`.
    pub message: String,
    /// What the platform said last.
    pub said: Option<SaidJson>,
    pub try_count: i64,
    /// When it is tried next, by itself.
    pub next_at: Option<String>,
    /// After this the platform takes it no more.
    pub expires_at: String,
    pub sent_at: Option<String>,
    /// The replay that it was last a part of.
    pub replay_id: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

/// A delivery with its destination.
#[derive(Serialize, ToSchema)]
#[schema(as = ToldDelivery)]
pub struct ToldJson {
    #[serde(flatten)]
    pub delivery: DeliveryJson,
    pub destination: PlaceNameJson,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DestinationName)]
pub struct PlaceNameJson {
    pub id: String,
    pub name: String,
    pub platform: String,
}

/// All that is known of one delivery.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliveryStory)]
pub struct StoryJson {
    #[serde(flatten)]
    pub delivery: ToldJson,
    /// First to last.
    pub tries: Vec<TryJson>,
    /// What would be told now, with personal data covered; what was sent then is not kept. Null: it can't be told.
    #[schema(value_type = Option<Object>)]
    pub payload: Option<Value>,
    /// Why there is no payload.
    pub no_payload: Option<WhyNotJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WhyNot)]
pub struct WhyNotJson {
    /// A stable word.
    #[schema(example = "no_identifier")]
    pub reason: String,
    pub message: String,
}

/// One request, as one of its events saw it.
#[derive(Serialize, ToSchema)]
#[schema(as = Try)]
pub struct TryJson {
    pub nth: i64,
    pub at: String,
    /// Milliseconds.
    pub took_ms: i64,
    /// The status that it led to.
    pub outcome: String,
    pub said: SaidJson,
    /// Events in the request.
    pub batch: i64,
}

/// What a person had told of a lead.
#[derive(Serialize, ToSchema)]
#[schema(as = Conversions)]
pub struct ConversionsJson {
    /// None for destinations that have had this category of this lead already.
    pub items: Vec<DeliveryJson>,
}

/// What came of a replay, or would.
#[derive(Serialize, ToSchema)]
#[schema(as = Replay)]
pub struct AgainJson {
    /// By which its progress is asked for; null where nothing is sent again.
    pub id: Option<String>,
    /// Those that ended and fit the filter.
    pub found: i64,
    /// Of them, those that the platform counted so long ago that it would count them again: left out without `force`.
    pub would_repeat: i64,
    /// Of them, those that the platform takes no more: left out.
    pub too_old: i64,
    /// Put back to the start.
    pub queued: i64,
}

/// How far a replay has come.
#[derive(Serialize, ToSchema)]
#[schema(as = ReplayProgress)]
pub struct ProgressJson {
    pub id: String,
    pub total: i64,
    pub ended: i64,
    /// How many stand how.
    #[schema(example = json!({"sent": 41, "pending": 9}))]
    pub statuses: BTreeMap<String, i64>,
}

impl DeliveryJson {
    pub fn new(delivery: &Delivery, locale: Locale) -> Self {
        let amount = delivery.value_minor.zip(delivery.currency.as_deref().and_then(Currency::parse));
        let amount = amount.map(|(minor, currency)| Amount { minor, currency });
        Self {
            id: delivery.id.to_string(),
            destination_id: delivery.destination.to_string(),
            event_id: delivery.event_id.to_string(),
            lead_id: delivery.lead.map(|id| id.to_string()),
            link_id: delivery.link.map(|id| id.to_string()),
            cause: delivery.cause.as_str().to_owned(),
            category: delivery.category.as_str().to_owned(),
            name: delivery.name.clone(),
            at: time(delivery.at),
            lead_status: delivery.lead_status.clone(),
            value: amount
                .map(|amount| MoneyJson { amount: amount.decimal(), currency: amount.currency.code().to_owned() }),
            status: delivery.status.as_str().to_owned(),
            reason: delivery.reason.map(|reason| reason.as_str().to_owned()),
            message: outbox_words::delivery(locale, delivery),
            said: delivery.said.as_ref().map(|said| SaidJson::new(said, locale)),
            try_count: delivery.tries,
            // While it is being sent this is the end of a lease, which is nobody's plan.
            next_at: maybe_time(delivery.next_at.filter(|_| delivery.status != Status::Sending)),
            expires_at: time(delivery.expires_at),
            sent_at: maybe_time(delivery.sent_at),
            replay_id: delivery.replay_id.map(|id| id.to_string()),
            created_at: time(delivery.created_at),
            updated_at: time(delivery.updated_at),
        }
    }
}

impl ToldJson {
    pub fn new(told: &Told, locale: Locale) -> Self {
        Self {
            delivery: DeliveryJson::new(&told.delivery, locale),
            destination: PlaceNameJson {
                id: told.delivery.destination.to_string(),
                name: told.destination.clone(),
                platform: told.platform.as_str().to_owned(),
            },
        }
    }
}

impl StoryJson {
    pub fn new(story: Story, locale: Locale) -> Self {
        let Story { delivery, destination, tries, payload } = story;
        let told = Told { delivery, destination: destination.name, platform: destination.platform };
        let (payload, no_payload) = match payload {
            Ok(payload) => (Some(payload), None),
            Err(reason) => {
                let message = outbox_words::reason(locale, reason);
                (None, Some(WhyNotJson { reason: reason.as_str().to_owned(), message }))
            }
        };
        Self {
            delivery: ToldJson::new(&told, locale),
            tries: tries.iter().map(|one| TryJson::new(one, locale)).collect(),
            payload,
            no_payload,
        }
    }
}

impl TryJson {
    fn new(one: &Try, locale: Locale) -> Self {
        Self {
            nth: one.nth,
            at: time(one.at),
            took_ms: one.took / 1_000,
            outcome: one.outcome.as_str().to_owned(),
            said: SaidJson::new(&one.said, locale),
            batch: one.batch,
        }
    }
}

impl From<Replayed> for AgainJson {
    fn from(replayed: Replayed) -> Self {
        let Replayed { id, found, queued } = replayed;
        Self { id: id.map(|id| id.to_string()), queued, ..Self::from(found) }
    }
}

impl From<Found> for AgainJson {
    fn from(found: Found) -> Self {
        let Found { found, would_repeat, too_old } = found;
        Self { id: None, found, would_repeat, too_old, queued: 0 }
    }
}

impl ProgressJson {
    pub fn new(id: uuid::Uuid, statuses: BTreeMap<String, i64>) -> Self {
        let (ended, total) = ended(&statuses);
        Self { id: id.to_string(), total, ended, statuses }
    }
}
