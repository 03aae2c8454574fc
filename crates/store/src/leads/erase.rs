//! Erasing a person: everything that tells who they were goes, in one transaction. What is left of the lead is a stone
//! with its number, link, source, country, device, status and counts, and of its visits what figures count, so that every
//! figure still equals its rows. The stone's `erased_at` keeps the projection from bringing anything back. Deliveries hold
//! nothing of the person and stay: what was told to whom can still be accounted for.

use crate::config_changes::{self, Noun};
use crate::error::Error;
use crate::reports::moved::Figures;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LeadId, VisitId};
use domain::lead::{Lead, Touch};
use domain::visit::Entry;
use uuid::Uuid;

const BLANK: Statement = Statement::new(
    "erase.lead",
    "UPDATE leads SET name = NULL, phone = NULL, email = NULL, tags = NULL, custom_fields = NULL, consent = NULL, \
     city = '', region = '', time_zone = '', language = '', ip = '', first_touch = $1, last_touch = $2, \
     erased_at = $3, updated_at = $3, version = version + 1 WHERE id = $4 AND workspace_id = $5",
);
const WORDS: Statement = Statement::new("erase.words", "DELETE FROM lead_words WHERE lead_id = $1");
const HASHES: Statement = Statement::new("erase.hashes", "DELETE FROM lead_hashes WHERE lead_id = $1");
const NOTES: Statement = Statement::new("erase.notes", "DELETE FROM lead_notes WHERE lead_id = $1");
/// What it was worth, whose it was and how far it came is the business's own story, and is counted.
const CHANGES: Statement = Statement::new(
    "erase.changes",
    "DELETE FROM lead_changes WHERE lead_id = $1 AND field NOT IN \
     ('status', 'priority', 'score', 'expected_value', 'actual_value', 'agent')",
);
const VISITS: Statement =
    Statement::new("erase.visits", "SELECT id, details FROM visits WHERE lead_id = $1 ORDER BY id");
const VISIT: Statement = Statement::new("erase.visit", "UPDATE visits SET details = $1 WHERE id = $2");
const FORMS: Statement =
    Statement::new("erase.forms", "SELECT id, details FROM form_answers WHERE lead_id = $1 ORDER BY id");
const FORM: Statement = Statement::new("erase.form", "UPDATE form_answers SET details = $1 WHERE id = $2");
const AUDIT: Statement = Statement::new(
    "erase.audit",
    "UPDATE audit_log SET before_value = NULL, after_value = NULL WHERE workspace_id = $1 AND noun = 'lead' \
     AND noun_id = $2",
);

pub const STATEMENTS: &[&Statement] =
    &[&BLANK, &WORDS, &HASHES, &NOTES, &CHANGES, &VISITS, &VISIT, &FORMS, &FORM, &AUDIT];

/// What was removed or blanked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub visits: usize,
    pub forms: usize,
    pub notes: u64,
    /// Lines of the lead's history.
    pub changes: u64,
}

/// The lead is one that is there, held by this transaction. Erasing again removes what came since, as far as anything
/// could.
pub fn erase(tx: &mut Tx<'_>, lead: &Lead, now: i64) -> Result<Erased, Error> {
    let id = lead.id;
    let figures = Figures::before(tx, id)?;
    let last = lead.last_touch.as_ref().map(touch).transpose()?;
    let at = lead.erased_at.unwrap_or(now);
    tx.execute(&BLANK, &[touch(&lead.first_touch)?.into(), last.into(), at.into(), id.into(), lead.workspace.into()])?;
    tx.execute(&WORDS, &[id.into()])?;
    tx.execute(&HASHES, &[id.into()])?;
    let notes = tx.execute(&NOTES, &[id.into()])?;
    let changes = tx.execute(&CHANGES, &[id.into()])?;
    let visits = entries(tx, id, (&VISITS, &VISIT))?;
    let forms = entries(tx, id, (&FORMS, &FORM))?;
    tx.execute(&AUDIT, &[lead.workspace.into(), id.to_string().into()])?;
    figures.after(tx, id)?;
    // Every node forgets whom the visitor's cookie names.
    let mut named = [0; 16];
    named[8..].copy_from_slice(&id.0.to_be_bytes());
    config_changes::append(tx, Noun::LeadAgent, Uuid::from_bytes(named), now)?;
    Ok(Erased { visits, forms, notes, changes })
}

fn touch(touch: &Touch<'static>) -> Result<Vec<u8>, Error> {
    let mut origin = touch.origin.clone();
    origin.forget_person();
    Touch::encode(touch.at, touch.link, &origin).map_err(|error| Error::Failed(error.to_string()))
}

/// The bytes of an entry of the journal without the person. One that can't be read is kept by nobody.
pub(crate) fn anonymous(details: &[u8]) -> Result<Vec<u8>, Error> {
    let mut entry: Entry<'_> =
        postcard::from_bytes(details).map_err(|error| Error::Damaged(format!("an entry: {error}")))?;
    match &mut entry {
        Entry::Visit(visit) => visit.forget_person(),
        Entry::FormSent(sent) => sent.forget_person(),
        Entry::LeftNumber(_) | Entry::Beacon(_) | Entry::HubSeen(_) => {}
    }
    postcard::to_stdvec(&entry).map_err(|error| Error::Failed(error.to_string()))
}

fn entries(tx: &mut Tx<'_>, lead: LeadId, (read, write): (&Statement, &Statement)) -> Result<usize, Error> {
    let rows: Vec<(VisitId, Vec<u8>)> = tx.query(read, &[lead.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (id, details) in &rows {
        tx.execute(write, &[anonymous(details)?.into(), (*id).into()])?;
    }
    Ok(rows.len())
}
