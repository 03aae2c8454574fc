//! What a node keeps of sent lead forms: which were sent, so that one that comes twice is known, and how often an
//! address sends. Both bounded, both for this node alone; the store knows the rest. The journey of a form is
//! [`crate::click`]'s.

pub mod gate;
pub mod sent;

use domain::form::token::FormKey;
use domain::id::LeadId;
use gate::Gate;
use sent::SentForms;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Leads that wait for each other without need share a place among these.
const PLACES: usize = 64;

/// One stands in the engine.
#[derive(Debug)]
pub struct Forms {
    pub(crate) key: FormKey,
    pub(crate) gate: Gate,
    pub(crate) sent: SentForms,
    deciding: [Mutex<()>; PLACES],
}

impl Forms {
    /// `now`: what was sent before is known only as far as the journal's tail told.
    pub(crate) fn new(key: FormKey, sent: SentForms) -> Self {
        Self { key, gate: Gate::default(), sent, deciding: std::array::from_fn(|_| Mutex::default()) }
    }

    /// One form of a lead is decided at a time: the second press finds what the first was given.
    pub(crate) fn alone(&self, lead: LeadId) -> MutexGuard<'_, ()> {
        let place = lead.0.unsigned_abs() as usize % PLACES;
        self.deciding[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
