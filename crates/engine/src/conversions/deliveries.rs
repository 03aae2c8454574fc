//! The outbox as people see it: lists, a delivery's whole story, sending again.

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::deliver::made::Maker;
use crate::leads::Told;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::{DeliveryId, DestinationId, LeadId};
use domain::outbox::{Reason, Status};
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::{Value, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use store::deliveries::Delivery;
use store::deliveries::list::{self, Filter};
use store::deliveries::record::{Try, tries};
use store::deliveries::replay::{self, Scope as Found, Wish};
use store::destinations::{self, Destination};
use uuid::Uuid;

/// All that is known of one delivery.
#[derive(Clone, Debug)]
pub struct Story {
    pub delivery: Delivery,
    pub destination: Destination,
    pub tries: Vec<Try>,
    /// What it is told now, personal data covered; or why it can't be told. Never what was sent then: that is not kept.
    pub payload: Result<Value, Reason>,
}

/// Newest first, older than `before`.
pub async fn page(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    before: Option<DeliveryId>,
    limit: usize,
) -> Result<Page<Delivery>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(list::page(tx, workspace, &filter, before, limit + 1)?, limit))).await
}

/// The same with their destinations, also those that are put away.
pub async fn with_destinations(engine: &Engine, who: &Who, deliveries: Vec<Delivery>) -> Result<Vec<Told>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let mut known: HashMap<DestinationId, Destination> = HashMap::new();
        let mut told = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            let place = match known.entry(delivery.destination) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let found = destinations::get(tx, workspace, delivery.destination)?;
                    new.insert(found.ok_or(Rejection::NotFound)?)
                }
            };
            told.push(Told { destination: place.name.clone(), platform: place.platform, delivery });
        }
        Ok(told)
    })
    .await
}

/// What was told of a lead, newest first. For whoever may see the lead.
pub async fn of_lead(engine: &Engine, who: &Who, lead: LeadId, limit: usize) -> Result<Vec<Delivery>, Rejection> {
    need(who, Scope::LeadsRead)?;
    let who = who.clone();
    command::read(engine, move |tx| {
        crate::leads::seen(tx, &who, lead)?;
        Ok(list::of_lead(tx, who.workspace, lead, limit)?)
    })
    .await
}

pub async fn story(engine: &Engine, who: &Who, id: DeliveryId) -> Result<Story, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let (workspace, maker) = (who.workspace, Maker::new(engine));
    command::read(engine, move |tx| {
        let delivery = list::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        let destination = destinations::get(tx, workspace, delivery.destination)?.ok_or(Rejection::NotFound)?;
        let payload = match maker.adapter(&destination) {
            Ok(adapter) => maker.told(tx, &destination, &delivery)?.map(|told| adapter.payload(&told)),
            Err(_) => Err(Reason::BadEvent),
        };
        Ok(Story { tries: tries(tx, id)?, payload, destination, delivery })
    })
    .await
}

/// What a replay is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    pub filter: Filter,
    /// One delivery alone.
    pub only: Option<DeliveryId>,
    /// Also what the platform has counted so long ago that it would count it twice.
    pub force: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// By which its progress is asked for; none where nothing was sent again.
    pub id: Option<Uuid>,
    pub found: Found,
    /// Put back to the start.
    pub queued: i64,
}

/// Looks what a replay would do.
pub async fn preview(engine: &Engine, who: &Who, again: Again) -> Result<Found, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::read(engine, move |tx| {
        let mut found = Found::default();
        for (wish, counted_before) in wishes(tx, &who, &again, now)? {
            add(&mut found, replay::scope(tx, &wish, counted_before, now)?);
        }
        Ok(found)
    })
    .await
}

/// Sends again under the same event ids. Without `force`, what would be counted twice is left. Errors: `NotFound` for one
/// that is not there, `Conflict` for one alone that is on its way, would be counted twice or is too old, and for what
/// goes to a destination that is put away.
pub async fn again(engine: &Engine, who: &Who, again: Again) -> Result<Replayed, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let done = command::write(engine, move |tx| {
        let id = new_id(now);
        let (mut found, mut queued) = (Found::default(), 0);
        for (wish, counted_before) in wishes(tx, &who, &again, now)? {
            add(&mut found, replay::scope(tx, &wish, counted_before, now)?);
            let before = if again.force { i64::MIN } else { counted_before };
            queued += replay::again(tx, &wish, before, id, now)? as i64;
        }
        if again.only.is_some() && queued == 0 {
            return Err(Rejection::conflict(FieldError::new("", why_not(&found))));
        }
        if queued > 0 {
            let after = Some(json!({ "deliveries": queued, "force": again.force }));
            let deed = Deed { action: "deliveries.replayed", noun: "delivery", id, before: None, after };
            record(tx, &who, now, deed)?;
        }
        Ok(Replayed { id: (queued > 0).then_some(id), found, queued })
    })
    .await?;
    engine.deliver.wake();
    Ok(done)
}

fn why_not(found: &Found) -> &'static str {
    if found.found == 0 {
        "delivery_on_its_way"
    } else if found.too_old > 0 {
        "delivery_too_old"
    } else {
        "delivery_would_repeat"
    }
}

/// How the deliveries of a replay stand, by status. Errors: `NotFound`.
pub async fn progress(engine: &Engine, who: &Who, id: Uuid) -> Result<BTreeMap<String, i64>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let workspace = who.workspace;
    let found = command::read(engine, move |tx| Ok(replay::progress(tx, workspace, id)?)).await?;
    if found.is_empty() { Err(Rejection::NotFound) } else { Ok(found) }
}

/// How many of a replay have come to an end, and how many there are.
pub fn ended(progress: &BTreeMap<String, i64>) -> (i64, i64) {
    let is_final = |word: &str| Status::parse(word).is_some_and(Status::is_final);
    let ended = progress.iter().filter(|(word, _)| is_final(word)).map(|(_, count)| count).sum();
    (ended, progress.values().sum())
}

/// Each destination with what of it is meant, and the moment before which what it was sent would be counted again.
fn wishes(tx: &mut store::Tx<'_>, who: &Who, again: &Again, now: i64) -> Result<Vec<(Wish, i64)>, Rejection> {
    let ids: Vec<DestinationId> = match (again.only, again.filter.destination) {
        (Some(id), _) => vec![list::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?.destination],
        (None, Some(id)) => vec![id],
        (None, None) => {
            destinations::page(tx, who.workspace, None, usize::MAX >> 1)?.into_iter().map(|d| d.id).collect()
        }
    };
    let mut wishes = Vec::new();
    for id in ids {
        let found = destinations::get(tx, who.workspace, id)?;
        let found =
            found.ok_or_else(|| Rejection::invalid(FieldError::new("destination_id", "no_such_destination")))?;
        if found.archived_at.is_some() {
            return Err(Rejection::conflict(FieldError::new("destination_id", "archived")));
        }
        let window = found.platform.limits().duplicate_window;
        let counted_before = window.map_or(i64::MIN, |window| now.saturating_sub(window));
        let (workspace, filter) = (who.workspace, again.filter.clone());
        wishes.push((Wish { workspace, destination: id, filter, only: again.only }, counted_before));
    }
    Ok(wishes)
}

fn add(all: &mut Found, more: Found) {
    all.found += more.found;
    all.would_repeat += more.would_repeat;
    all.too_old += more.too_old;
}
