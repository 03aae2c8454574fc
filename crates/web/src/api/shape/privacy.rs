//! What an erasure takes and comes to, as JSON.

use super::time;
use engine::leads::erase::Done;
use serde::Serialize;
use utoipa::ToSchema;

/// What was removed; once more, only what came since.
#[derive(Serialize, ToSchema)]
#[schema(as = Erasure)]
pub struct ErasureJson {
    /// When the person was erased first.
    pub erased_at: String,
    /// Visits that are kept without the person.
    pub visits: usize,
    /// Forms that are kept without their answers.
    pub forms: usize,
    pub notes: u64,
    /// Lines of the lead's history.
    pub changes: u64,
    /// Events that are not told any more.
    pub deliveries_stopped: usize,
    /// Contacts on the list of those of whom nothing is told.
    pub suppressed: usize,
}

impl ErasureJson {
    pub fn new(done: &Done) -> Self {
        let removed = &done.removed;
        Self {
            erased_at: time(done.erased_at),
            visits: removed.visits,
            forms: removed.forms,
            notes: removed.notes,
            changes: removed.changes,
            deliveries_stopped: done.stopped,
            suppressed: done.suppressed,
        }
    }
}

#[derive(ToSchema)]
#[schema(example = json!({"suppress": true}))]
#[allow(dead_code)] // Only its shape is used.
pub struct ErasureInput {
    /// Whether number and address go on the list of those of whom nothing is told; false when nothing is said.
    pub suppress: Option<bool>,
}
