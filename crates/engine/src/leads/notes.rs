//! Notes beside a lead.

use super::{seen, taken_in};
use crate::Engine;
use crate::command::{self, need, new_id};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::input::{Shape, clean};
use domain::id::LeadId;
use domain::lead::Note;
use domain::lead::draft::MAX_NOTE;
use domain::problem::FieldError;
use domain::scope::Scope;
use store::{Tx, leads};

/// Writes a note. Errors: `Invalid` (field `body`), `NotFound`.
pub async fn add_note(engine: &Engine, who: &Who, id: LeadId, text: &str) -> Result<Note, Rejection> {
    need(who, Scope::LeadsWrite)?;
    let body = clean(text, MAX_NOTE, Shape::Lines)
        .map_err(|fault| Rejection::invalid(FieldError { field: "body".into(), ..fault }))?;
    if body.is_empty() {
        return Err(Rejection::invalid(FieldError::new("body", "required")));
    }
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| write_note(tx, &who, id, body, now)).await
}

/// The row of a clean note.
pub(crate) fn write_note(tx: &mut Tx<'_>, who: &Who, id: LeadId, body: String, now: i64) -> Result<Note, Rejection> {
    taken_in(&seen(tx, who, id)?)?;
    let note = Note { id: new_id(now), author: who.actor.name.clone(), body, created_at: now };
    leads::notes::add(tx, id, &note, &who.actor)?;
    Ok(note)
}

/// A lead's newest notes, newest first.
pub async fn notes(engine: &Engine, who: &Who, id: LeadId, limit: usize) -> Result<Vec<Note>, Rejection> {
    need(who, Scope::LeadsRead)?;
    let who = who.clone();
    command::read(engine, move |tx| {
        seen(tx, &who, id)?;
        Ok(leads::notes::latest(tx, id, limit as i64)?)
    })
    .await
}
