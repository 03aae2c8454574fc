//! What all commands share: they ask for one right, run in one transaction that either happens whole or not at all,
//! and leave a line in the change history. Nothing here knows a noun.

use crate::Engine;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::LeadId;
use domain::scope::Scope;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, Tx, audit};
use uuid::{ContextV7, Timestamp, Uuid};

/// Errors: `Forbidden`.
pub fn need(who: &Who, scope: Scope) -> Result<(), Rejection> {
    if who.may(scope) { Ok(()) } else { Err(Rejection::Forbidden) }
}

/// Runs `work` in one transaction. A rejection undoes what it wrote.
pub async fn write<T: Send + 'static>(
    engine: &Engine,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Rejection> + Send + 'static,
) -> Result<T, Rejection> {
    write_to(&engine.store, work).await
}

/// [`write`] where there is a store and no engine: what the operator does at the machine.
pub(crate) async fn write_to<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Rejection> + Send + 'static,
) -> Result<T, Rejection> {
    let rejected = Slot::default();
    let put = rejected.clone();
    let done = store.write(move |tx| work(tx).map_err(|rejection| put.keep(rejection))).await;
    done.map_err(|error| rejected.take().unwrap_or(Rejection::Store(error)))
}

/// Reads one moment of the data.
pub async fn read<T: Send + 'static>(
    engine: &Engine,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Rejection> + Send + 'static,
) -> Result<T, Rejection> {
    read_from(&engine.store, work).await
}

/// [`read`] where there is a store and no engine.
pub(crate) async fn read_from<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Rejection> + Send + 'static,
) -> Result<T, Rejection> {
    let rejected = Slot::default();
    let put = rejected.clone();
    let done = store.read(move |tx| work(tx).map_err(|rejection| put.keep(rejection))).await;
    done.map_err(|error| rejected.take().unwrap_or(Rejection::Store(error)))
}

/// Lets the answering path of this node know before the one who changed it is answered. A store that goes away right
/// after the commit undoes nothing: the change is looked for again within a quarter of a second.
pub async fn announce(engine: &Engine) {
    if let Err(error) = engine.live.changed(engine.now()).await {
        tracing::warn!(%error, "a change is saved, but not yet in force on this node");
    }
}

/// Carries a rejection past the store, which only knows its own errors and rolls back on any.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Option<Rejection>>>);

impl Slot {
    fn keep(&self, rejection: Rejection) -> store::Error {
        match rejection {
            Rejection::Store(error) => error,
            other => {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(other);
                store::Error::Missing
            }
        }
    }

    fn take(&self) -> Option<Rejection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A new id that sorts after those made before it, `now` in microseconds.
pub fn new_id(now: i64) -> Uuid {
    static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let context = CONTEXT.lock().unwrap_or_else(PoisonError::into_inner);
    let (seconds, micros) = (now.div_euclid(1_000_000), now.rem_euclid(1_000_000));
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds.max(0).cast_unsigned(), micros as u32 * 1_000))
}

/// What happened to which thing, for the change history.
pub struct Deed<'a> {
    /// `link.created`, `member.switched_off`, …
    pub action: &'a str,
    /// `link`, `channel`, `user`, …
    pub noun: &'static str,
    pub id: Uuid,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Writes a line of the change history: of a change, only what differs; of a change that changed nothing, none.
pub fn record(tx: &mut Tx<'_>, who: &Who, now: i64, deed: Deed<'_>) -> Result<(), Rejection> {
    let (before, after) = match (deed.before, deed.after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let (before, after) = differing(before, after);
            if before.is_empty() && after.is_empty() {
                return Ok(());
            }
            (Some(Value::Object(before)), Some(Value::Object(after)))
        }
        other => other,
    };
    line(tx, who, now, (deed.action, deed.noun, deed.id.to_string()), (before, after))
}

/// Writes a line of the change history on a lead, which has a number. It says what was done and never what the lead
/// holds: that is kept with the lead, and goes with it.
pub fn record_of_lead(
    tx: &mut Tx<'_>,
    who: &Who,
    now: i64,
    action: &str,
    lead: LeadId,
    what: Option<Value>,
) -> Result<(), Rejection> {
    line(tx, who, now, (action, "lead", lead.to_string()), (None, what))
}

fn line(
    tx: &mut Tx<'_>,
    who: &Who,
    now: i64,
    (action, noun, noun_id): (&str, &str, String),
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Rejection> {
    let entry = audit::Entry {
        id: new_id(now),
        at: now,
        actor_kind: who.actor.kind.as_str().to_owned(),
        actor_id: who.actor.id,
        actor_name: who.actor.name.clone(),
        action: action.to_owned(),
        noun: noun.to_owned(),
        noun_id,
        before: before.map(|value| value.to_string()),
        after: after.map(|value| value.to_string()),
    };
    Ok(audit::insert(tx, who.workspace, &who.actor, &entry)?)
}

fn differing(before: Map<String, Value>, after: Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    let left = before.iter().filter(|(key, value)| after.get(*key) != Some(value));
    let right = after.iter().filter(|(key, value)| before.get(*key) != Some(value));
    let copied = |(key, value): (&String, &Value)| (key.clone(), value.clone());
    (left.map(copied).collect(), right.map(copied).collect())
}

/// A page of a list and whether there is more: ask for one row beyond `limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub more: bool,
}

impl<T> Page<T> {
    pub fn cut(mut rows: Vec<T>, limit: usize) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { items: rows, more }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), more: self.more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_made_in_one_microsecond_stay_in_order() {
        let ids: Vec<_> = (0..1_000).map(|_| new_id(1_700_000_000_000_000)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn only_what_differs_is_kept() {
        let (Value::Object(a), Value::Object(b)) = (json!({"x": 1, "y": 2}), json!({"x": 1, "y": 3, "z": 4})) else {
            panic!("objects")
        };
        let (before, after) = differing(a, b);
        assert_eq!((Value::Object(before), Value::Object(after)), (json!({"y": 2}), json!({"y": 3, "z": 4})));
    }

    #[test]
    fn a_page_says_when_there_is_more() {
        assert_eq!(Page::cut(vec![1, 2, 3], 2), Page { items: vec![1, 2], more: true });
        assert_eq!(Page::cut(vec![1, 2], 2), Page { items: vec![1, 2], more: false });
    }
}
