//! What a node's journal still told of a person who was erased meanwhile, and what comes by their old cookie before every
//! node has heard of it: it is counted like any visit, and goes into the store without the person. Forms and numbers that
//! were left are let go whole, and nothing is told to a platform.

use super::fold::Fold;
use crate::error::Error;
use crate::reports::lead_days::touch;
use domain::id::LeadId;
use domain::lead::Touch;
use domain::visit::{Entry, Place};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

pub(super) fn forget(fold: &mut Fold<'_>, erased: &FxHashSet<LeadId>) -> Result<(), Error> {
    let is_erased = |lead: Option<LeadId>| lead.is_some_and(|lead| erased.contains(&lead));
    for row in fold.visits.iter_mut().filter(|row| is_erased(row.visit.lead.map(|lead| lead.id))) {
        row.visit.forget_person();
        row.details = Cow::Owned(encoded(&Entry::Visit(row.visit.clone()))?);
    }
    for (_, row) in fold.leads.iter_mut().filter(|(id, _)| erased.contains(id)) {
        row.ip = Cow::Borrowed("");
        row.language = Cow::Borrowed("");
        row.keys.clear();
        row.place = Place { country: row.place.country.clone(), ..Place::default() };
        row.first_touch = anonymous(&row.first_touch)?;
        row.last_touch = row.last_touch.as_deref().map(anonymous).transpose()?;
    }
    fold.left_numbers.retain(|(_, left)| !erased.contains(&left.lead.id));
    fold.forms.retain(|form| !is_erased(form.sent.visit.lead.map(|lead| lead.id)));
    fold.erased.clone_from(erased);
    Ok(())
}

fn anonymous(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let Touch { at, link, mut origin } = touch(bytes)?;
    origin.forget_person();
    Touch::encode(at, link, &origin).map_err(|error| Error::Failed(error.to_string()))
}

fn encoded(entry: &Entry<'_>) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(entry).map_err(|error| Error::Failed(error.to_string()))
}
