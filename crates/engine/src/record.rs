//! The one way from a decision to the journal: what is recorded of a visitor is what the workspace keeps, whichever way
//! they came. Nothing of it is decided by what was cut here.

use crate::Engine;
use domain::id::LeadId;
use domain::privacy::IpKept;
use domain::visit::Entry;
use std::sync::Arc;
use store::journal::{Lane, Receipt};

impl Engine {
    /// Queues an entry for the journal; see [`store::journal::Journal::append`]. `lead`: whom it names, if anybody.
    pub fn record(&self, mut entry: Entry<'_>, lead: Option<LeadId>, lane: &Arc<Lane>) -> Receipt {
        // A workspace that this node doesn't know yet has no visitors.
        let kept = self.live.now().homes.get(&entry.workspace()).map_or(IpKept::None, |home| home.ip);
        entry.keep_address(kept);
        self.journal.append(&entry, lead.map(|lead| lead.0), lane)
    }

    /// [`Engine::record`] where no answering thread waits.
    pub fn record_aside(&self, entry: Entry<'_>, lead: Option<LeadId>) -> Receipt {
        self.record(entry, lead, self.journal.direct_lane())
    }
}
