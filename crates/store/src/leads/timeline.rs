//! A lead's story, newest first: visits, forms, changes and notes in one line of time.

use super::notes;
use crate::error::Error;
use crate::forms::{self, Sent};
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::visits::{self, Visit};
use domain::id::LeadId;
use domain::lead::{Change, Note};

const CHANGES: Statement = Statement::new(
    "timeline.changes",
    "SELECT id, at, field, before_value, after_value, actor_kind, actor_name FROM lead_changes \
     WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);
const NOTES: Statement = Statement::new(
    "timeline.notes",
    "SELECT id, author, body, created_at FROM lead_notes WHERE lead_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, id DESC LIMIT $3",
);
const VISITS: Statement = Statement::new(
    "timeline.visits",
    "SELECT id, details FROM visits WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);

const FORMS: Statement = Statement::new(
    "timeline.forms",
    "SELECT id, at, details FROM form_answers WHERE lead_id = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3",
);

pub const STATEMENTS: &[&Statement] = &[&CHANGES, &NOTES, &VISITS, &FORMS];

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    Visit(Visit),
    Form(Sent),
    Change(Change),
    Note(Note),
}

impl Happening {
    /// Microseconds UTC.
    pub fn at(&self) -> i64 {
        match self {
            Self::Visit(visit) => visit.at,
            Self::Form(sent) => sent.at,
            Self::Change(change) => change.at,
            Self::Note(note) => note.created_at,
        }
    }
}

/// A page of the story and where it goes on (`before` of the next call).
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub items: Vec<Happening>,
    pub next: Option<i64>,
}

/// What happened before a moment (none: up to now), newest first. Things of one and the same microsecond stay on one
/// page, so that the time alone is the cursor; a page may hold a few more than `limit` for that.
pub fn timeline(tx: &mut Tx<'_>, lead: LeadId, before: Option<i64>, limit: usize) -> Result<Timeline, Error> {
    let before = before.unwrap_or(i64::MAX);
    // Room for what one save changes at once, all at the same moment.
    let each = (limit + 150) as i64;
    let params = [lead.into(), before.into(), each.into()];
    let mut items: Vec<Happening> = tx.query(&VISITS, &params, |row| visits::read(row).map(Happening::Visit))?;
    items.extend(tx.query(&FORMS, &params, |row| forms::read(row).map(Happening::Form))?);
    items.extend(tx.query(&CHANGES, &params, |row| change(row).map(Happening::Change))?);
    items.extend(tx.query(&NOTES, &params, |row| notes::read(row).map(Happening::Note))?);
    // Stable: visits before forms before changes before notes of the same moment, each in its own order.
    items.sort_by_key(|item| std::cmp::Reverse(item.at()));
    let mut end = limit.min(items.len());
    while end > 0 && end < items.len() && items[end].at() == items[end - 1].at() {
        end += 1;
    }
    let next = (end < items.len()).then(|| items[end - 1].at());
    items.truncate(end);
    Ok(Timeline { items, next })
}

fn change(row: &Row<'_>) -> Result<Change, Error> {
    Ok(Change {
        id: row.get(0)?,
        at: row.get(1)?,
        field: row.get(2)?,
        before: row.get(3)?,
        after: row.get(4)?,
        actor_kind: row.get(5)?,
        actor_name: row.get(6)?,
    })
}
