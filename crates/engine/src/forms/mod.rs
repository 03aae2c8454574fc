//! What a node keeps of sent lead forms: which were sent, so that one that comes twice is known, and how often an
//! address sends. Both bounded, both for this node alone; the store knows the rest. The journey of a form is
//! [`crate::click`]'s.

pub mod gate;
pub mod sent;

use domain::form::token::FormKey;
use gate::Gate;
use sent::SentForms;

/// One stands in the engine.
#[derive(Debug)]
pub struct Forms {
    pub(crate) key: FormKey,
    pub(crate) gate: Gate,
    pub(crate) sent: SentForms,
}

impl Forms {
    /// `now`: what was sent before is known only as far as the journal's tail told.
    pub(crate) fn new(key: FormKey, sent: SentForms) -> Self {
        Self { key, gate: Gate::default(), sent }
    }
}
