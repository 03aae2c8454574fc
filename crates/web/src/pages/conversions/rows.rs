//! A delivery as a row of a list: what, of whom, whereto, when, and how it stands.

use super::super::desk::Desk;
use super::{Names, address};
use crate::outbox_words;
use crate::view::html::{Html, escape};
use domain::destination::Platform;
use domain::id::{DeliveryId, LeadId};
use domain::outbox::Status;
use engine::Engine;
use store::deliveries::Delivery;

pub struct Row {
    pub id: DeliveryId,
    pub what: String,
    pub why: String,
    pub lead: Option<LeadId>,
    /// The lead's visitor code; empty for a test.
    pub code: String,
    pub destination: String,
    pub destination_href: String,
    pub at: i64,
    pub state: Standing,
    pub value: String,
}

/// How a delivery stands, and why; what changes while somebody looks.
pub struct Standing {
    pub said: String,
    pub class: &'static str,
    pub why: Html,
}

pub fn row(engine: &Engine, d: &Desk, delivery: &Delivery, names: &Names) -> Row {
    let named = names.get(&delivery.destination);
    Row {
        id: delivery.id,
        what: outbox_words::category(d.locale, delivery.category),
        why: outbox_words::cause(d.locale, delivery.cause),
        lead: delivery.lead,
        code: delivery.lead.map(|id| engine.codes().encode(id).to_string()).unwrap_or_default(),
        destination: named.map(|named| named.name.clone()).unwrap_or_default(),
        destination_href: address(delivery.destination),
        at: delivery.at,
        state: standing(d, delivery, named.and_then(|named| named.platform)),
        value: value(d, delivery),
    }
}

/// `platform`: whose words are quoted.
pub fn standing(d: &Desk, delivery: &Delivery, platform: Option<Platform>) -> Standing {
    Standing {
        said: outbox_words::status(d.locale, delivery.status),
        class: class(delivery.status),
        why: why(d, delivery, platform.unwrap_or(Platform::Webhook)),
    }
}

/// The colour of a status.
pub fn class(status: Status) -> &'static str {
    match status {
        Status::Sent | Status::Duplicate => "badge--good",
        Status::Refused | Status::Expired => "badge--bad",
        Status::Paused | Status::Retrying | Status::Throttled => "badge--warning",
        Status::Skipped => "",
        Status::Pending | Status::Sending | Status::Waiting | Status::Accepted => "badge--info",
    }
}

/// In a line: the reason of ours, else what the platform answered where that is what matters.
fn why(d: &Desk, delivery: &Delivery, platform: Platform) -> Html {
    if let Some(reason) = delivery.reason {
        return Html(escape(&outbox_words::reason(d.locale, reason)));
    }
    let matters = matches!(delivery.status, Status::Refused | Status::Expired | Status::Retrying | Status::Paused);
    let said = delivery.said.as_ref().filter(|_| matters);
    said.map(|said| outbox_words::quoted(d.locale, said, platform)).unwrap_or_default()
}

pub fn value(d: &Desk, delivery: &Delivery) -> String {
    let amount = delivery.value_minor.zip(delivery.currency.as_deref());
    amount.map(|(minor, currency)| d.money(minor, currency)).unwrap_or_default()
}
