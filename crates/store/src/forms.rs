//! Lead forms that were sent, as the journal had them: read one, or the last of a lead. Only the projector writes them.

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LeadId, LinkId, VisitId};
use domain::visit::{Entry, FormSent};

const OF_PAGE: Statement = Statement::new(
    "forms.of_page",
    "SELECT id, at, details FROM form_answers WHERE lead_id = $1 AND link_id = $2 AND at >= $3 ORDER BY at, id LIMIT 1",
);
const OF_VISIT: Statement = Statement::new(
    "forms.of_visit",
    "SELECT id, at, details FROM form_answers WHERE lead_id = $1 AND link_id = $2 AND shown_at = $3",
);
const LAST: Statement = Statement::new(
    "forms.last",
    "SELECT id, at, details FROM form_answers WHERE lead_id = $1 AND link_id = $2 ORDER BY at DESC, id DESC LIMIT 1",
);

const OF_NOBODY: Statement = Statement::new(
    "forms.of_nobody",
    "SELECT id, at, details FROM form_answers WHERE link_id = $1 AND shown_at = $2 ORDER BY id LIMIT 1",
);

pub const STATEMENTS: &[&Statement] = &[&OF_PAGE, &OF_VISIT, &OF_NOBODY, &LAST];

/// A form that was sent: its place in the journal, and the journal's own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub id: VisitId,
    /// When it was sent first, microseconds UTC.
    pub at: i64,
    details: Vec<u8>,
}

impl Sent {
    /// The answers with the decision, read from the bytes each time they are asked for.
    pub fn form(&self) -> FormSent<'_> {
        decode(&self.details).expect("the bytes were read once when the row was")
    }
}

/// The form that a page shown at this moment belongs to: the first that was sent since then.
pub fn of_page(tx: &mut Tx<'_>, lead: LeadId, link: LinkId, shown_at: i64) -> Result<Option<Sent>, Error> {
    tx.opt(&OF_PAGE, &[lead.into(), link.into(), shown_at.into()], read)
}

/// The form that the visit of this moment was shown, where that very page was sent first.
pub fn of_visit(tx: &mut Tx<'_>, lead: LeadId, link: LinkId, at: i64) -> Result<Option<Sent>, Error> {
    tx.opt(&OF_VISIT, &[lead.into(), link.into(), at.into()], read)
}

/// The same of a visit by a link without identifiers, which names nobody: the link and the moment name it.
pub fn of_page_of_nobody(tx: &mut Tx<'_>, link: LinkId, at: i64) -> Result<Option<Sent>, Error> {
    let found = tx.opt(&OF_NOBODY, &[link.into(), at.into()], read)?;
    Ok(found.filter(|sent| sent.form().visit.is_unidentified()))
}

/// What a lead sent last by a link.
pub fn last(tx: &mut Tx<'_>, lead: LeadId, link: LinkId) -> Result<Option<Sent>, Error> {
    tx.opt(&LAST, &[lead.into(), link.into()], read)
}

/// A row of `id, at, details`.
pub(crate) fn read(row: &Row<'_>) -> Result<Sent, Error> {
    let (id, at): (VisitId, i64) = (row.get(0)?, row.get(1)?);
    let details: Vec<u8> = row.get(2)?;
    decode(&details).map_err(|error| Error::Damaged(format!("form {id}: {error}")))?;
    Ok(Sent { id, at, details })
}

fn decode(details: &[u8]) -> Result<FormSent<'_>, &'static str> {
    match postcard::from_bytes(details) {
        Ok(Entry::FormSent(sent)) => Ok(sent),
        Ok(_) => Err("is no form"),
        Err(_) => Err("cannot be decoded"),
    }
}
