//! What the sender has done since the start, for the operator's figures.

use domain::outbox::Status;
use std::sync::atomic::{AtomicU64, Ordering};
use store::deliveries::record::Ended;

/// Counted as they are written down; calls as they are made.
#[derive(Debug, Default)]
pub struct SenderFigures {
    pub calls: AtomicU64,
    pub sent: AtomicU64,
    pub refused: AtomicU64,
    /// Expired or left out.
    pub left_out: AtomicU64,
    /// Put off: to be tried again, throttled, waiting, paused.
    pub put_off: AtomicU64,
}

impl SenderFigures {
    pub(super) fn count(&self, ended: &[Ended]) {
        for one in ended {
            let counter = match one.status {
                Status::Sent | Status::Duplicate => &self.sent,
                Status::Refused => &self.refused,
                Status::Expired | Status::Skipped => &self.left_out,
                Status::Retrying | Status::Throttled | Status::Waiting | Status::Paused => &self.put_off,
                Status::Pending | Status::Sending | Status::Accepted => continue,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn called(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }
}
