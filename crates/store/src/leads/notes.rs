//! Notes beside a lead: written once, kept with their author's name as it stood.

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::actor::{Actor, ActorKind};
use domain::id::LeadId;
use domain::lead::Note;

const ADD: Statement = Statement::new(
    "notes.add",
    "INSERT INTO lead_notes (id, lead_id, user_id, author, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
);
const LATEST: Statement = Statement::new(
    "notes.latest",
    "SELECT id, author, body, created_at FROM lead_notes WHERE lead_id = $1 ORDER BY id DESC LIMIT $2",
);

pub const STATEMENTS: &[&Statement] = &[&ADD, &LATEST];

/// Adds a note to a lead that is known to be there.
pub fn add(tx: &mut Tx<'_>, lead: LeadId, note: &Note, by: &Actor) -> Result<(), Error> {
    let user = by.id.filter(|_| by.kind == ActorKind::User);
    tx.execute(
        &ADD,
        &[note.id.into(), lead.into(), user.into(), (&note.author).into(), (&note.body).into(), note.created_at.into()],
    )?;
    Ok(())
}

/// A lead's newest notes, newest first.
pub fn latest(tx: &mut Tx<'_>, lead: LeadId, limit: i64) -> Result<Vec<Note>, Error> {
    tx.query(&LATEST, &[lead.into(), limit.into()], read)
}

pub(crate) fn read(row: &Row<'_>) -> Result<Note, Error> {
    Ok(Note { id: row.get(0)?, author: row.get(1)?, body: row.get(2)?, created_at: row.get(3)? })
}
