//! Trying a destination out: whether the platform lets us in (*verify*), and a test event that goes the way of all
//! others. For verifying a person waits, as for a domain: it is the other request that calls outside.

use crate::Engine;
use crate::command::{self, Deed, need, new_id, record};
use crate::deliver::made::Maker;
use crate::deliver::send;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::conversion::plan::{Fate, Planned};
use domain::conversion::{Category, Cause, event_id};
use domain::destination::Trial;
use domain::id::{DeliveryId, DestinationId};
use domain::outbox::{Said, Verdict};
use domain::problem::FieldError;
use domain::scope::Scope;
use store::deliveries::queue::{Event, delivery_id, queue};
use store::deliveries::{Delivery, list};
use store::destinations::{self, Destination};

/// What the platform answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// None: the platform has no call that shows it, and none can be made for lack of a test code.
    pub verdict: Option<Verdict>,
    pub said: Said,
}

/// Asks now and waits for the answer. Nothing is kept of it.
pub async fn verify(engine: &Engine, who: &Who, id: DestinationId) -> Result<Verified, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (workspace, maker) = (who.workspace, Maker::new(engine));
    let destination =
        command::read(engine, move |tx| destinations::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await?;
    let adapter = maker.adapter(&destination).map_err(Rejection::invalid)?;
    Ok(send::verify(engine, &destination, &*adapter).await)
}

/// Whether a test event would count like any other, because the code that tells it apart is missing.
pub fn needs_code(destination: &Destination) -> bool {
    let has_code = destination.settings.get("test_code").is_some_and(|code| !code.is_empty());
    destination.platform.trial() == Trial::WithCode && !has_code
}

/// Queues a test event and answers its delivery: its story tells what the platform says. Errors: `Conflict` where the
/// destination is put away or switched off; `Invalid` where a test code is missing, or the category has no name.
pub async fn test(
    engine: &Engine,
    who: &Who,
    id: DestinationId,
    category: Option<Category>,
) -> Result<Delivery, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let queued = command::write(engine, move |tx| {
        let found = destinations::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if found.archived_at.is_some() || !found.active {
            return Err(Rejection::conflict(FieldError::new("", "destination_off")));
        }
        if needs_code(&found) {
            let fault = FieldError::new("settings.test_code", "no_test_code");
            return Err(Rejection::invalid(fault.with("platform", found.platform.as_str())));
        }
        let mapped = |category: Category| found.events.iter().find(|mapping| mapping.category == category);
        let named = |category: &Category| mapped(*category).is_some_and(|mapping| !mapping.name.is_empty());
        let chosen = category.or_else(|| [Category::Lead].into_iter().chain(Category::ALL).find(named));
        let category = chosen.unwrap_or(Category::Lead);
        let Some(mapping) = mapped(category).filter(|mapping| !mapping.name.is_empty()) else {
            return Err(Rejection::invalid(
                FieldError::new("category", "unmapped").with("category", category.as_str()),
            ));
        };
        let event = Event {
            workspace: who.workspace,
            id: event_id::of(now, &[b"test", new_id(now).as_bytes()]),
            lead: None,
            link: None,
            cause: Cause::Test,
            category,
            at: now,
            lead_status: None,
            amount: None,
        };
        let planned =
            Planned { destination: id, once_key: event.id.to_string(), name: mapping.name.clone(), fate: Fate::Send };
        queue(tx, &[(&event, &found.place(), planned)], now, now)?;
        let deed = Deed { action: "destination.tested", noun: "destination", id: id.0, before: None, after: None };
        record(tx, &who, now, deed)?;
        let delivery = DeliveryId(delivery_id(event.id, now, id, Fate::Send));
        list::get(tx, who.workspace, delivery)?.ok_or(Rejection::NotFound)
    })
    .await?;
    engine.deliver.wake();
    Ok(queued)
}
