//! Everything that is kept of one person, as one document: what a person may ask for, with what was done with it. Visits
//! and forms stand there as they were recorded, so that nothing is left out by being shaped.

use super::json::{self, time};
use super::seen;
use crate::Engine;
use crate::command::{self, need, record_of_lead};
use crate::conversions::suppress::ContactKey;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::code::Codes;
use domain::conversion::consent::Record;
use domain::id::LeadId;
use domain::lead::{Change, Lead};
use domain::outbox::Reason;
use domain::scope::Scope;
use serde::Serialize;
use serde_json::{Value, json};
use store::deliveries::record::tries;
use store::deliveries::{Delivery, list, suppressed};
use store::leads::timeline::{Happening, timeline};
use store::leads::{hashes, notes};
use store::{Tx, destinations};

/// Happenings that are read at once.
const PAGE: usize = 500;
/// Deliveries of one lead; there are a few for each destination.
const MOST_DELIVERIES: usize = 100_000;

/// The document. That it was made is noted in the change history.
pub async fn dossier(engine: &Engine, who: &Who, id: LeadId) -> Result<Value, Rejection> {
    need(who, Scope::LeadsExport)?;
    let (who, now) = (who.clone(), engine.now());
    let (key, codes) = (ContactKey::new(&engine.secrets), engine.codes().clone());
    let asker = who.clone();
    // Read apart: however much there is, nobody who writes waits for it.
    let document = command::read(engine, move |tx| {
        let lead = seen(tx, &asker, id)?;
        document(tx, &lead, &key, &codes, now)
    })
    .await?;
    command::write(engine, move |tx| record_of_lead(tx, &who, now, "lead.exported", id, None)).await?;
    Ok(document)
}

fn document(tx: &mut Tx<'_>, lead: &Lead, key: &ContactKey, codes: &Codes, now: i64) -> Result<Value, Rejection> {
    let written = notes::latest(tx, lead.id, i64::MAX)?;
    let (mut visits, mut forms, mut history) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = None;
    loop {
        let page = timeline(tx, lead.id, before, PAGE)?;
        for item in &page.items {
            match item {
                Happening::Visit(visit) => visits.push(recorded(visit.id.to_string(), &visit.visit())?),
                Happening::Form(sent) => forms.push(recorded(sent.id.to_string(), &sent.form())?),
                Happening::Change(change) => history.push(changed(change)),
                Happening::Note(_) | Happening::Delivery(_) => {}
            }
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let mut told = Vec::new();
    for delivery in list::of_lead(tx, lead.workspace, lead.id, MOST_DELIVERIES)? {
        told.push(delivered(tx, &delivery)?);
    }
    let mut off_limits = Vec::new();
    for (kind, contact) in key.kinds(lead) {
        if let Some(line) = suppressed::get(tx, lead.workspace, &contact)? {
            off_limits.push(json!({ "kind": kind, "why": line.why, "created_at": time(line.created_at) }));
        }
    }
    let mut person = json::lead(lead, codes, &written);
    if let Some(fields) = person.as_object_mut() {
        fields.insert("ip".to_owned(), lead.ip.clone().into());
    }
    Ok(json!({
        "exported_at": time(now),
        "lead": person,
        "consent": lead.consent.as_ref().map(consent),
        "history": history,
        "visits": visits,
        "forms": forms,
        // What platforms know the person by, as it is sent to them.
        "hashes": hashes::get(tx, lead.workspace, lead.id)?.map(|hashes| plain(&hashes)).transpose()?,
        "deliveries": told,
        "suppressions": off_limits,
    }))
}

fn plain(what: &impl Serialize) -> Result<Value, Rejection> {
    serde_json::to_value(what).map_err(|error| store::Error::Failed(error.to_string()).into())
}

fn recorded(id: String, what: &impl Serialize) -> Result<Value, Rejection> {
    Ok(json!({ "id": id, "recorded": plain(what)? }))
}

fn consent(record: &Record) -> Value {
    json!({ "state": record.state.as_str(), "at": time(record.at), "text": record.text, "by": record.by })
}

fn changed(change: &Change) -> Value {
    json!({
        "at": time(change.at),
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "actor_kind": change.actor_kind,
        "actor_name": change.actor_name,
    })
}

/// What a platform was told, when, and what it said each time.
fn delivered(tx: &mut Tx<'_>, one: &Delivery) -> Result<Value, Rejection> {
    let place = destinations::get(tx, one.workspace, one.destination)?;
    let mut each = Vec::new();
    for attempt in tries(tx, one.id)? {
        each.push(json!({
            "at": time(attempt.at), "outcome": attempt.outcome.as_str(), "said": plain(&attempt.said)?,
        }));
    }
    Ok(json!({
        "id": one.id.to_string(),
        "destination": place.map(|place| json!({ "name": place.name, "platform": place.platform.as_str() })),
        "event_id": one.event_id.to_string(),
        "cause": one.cause.as_str(),
        "category": one.category.as_str(),
        "name": one.name,
        "at": time(one.at),
        "value": json::money(one.value_minor, one.currency.as_deref()),
        "status": one.status.as_str(),
        "reason": one.reason.map(Reason::as_str),
        "sent_at": one.sent_at.map(time),
        "tries": each,
    }))
}
