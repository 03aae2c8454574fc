//! The next lead number. A node that owns its store counts on; nodes that share one hold leased blocks, topped up in
//! the background, so that a new visitor costs no question to the store.

use domain::id::LeadId;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use store::numbers::Block;

/// The visitor codes' domain ends here.
pub const GREATEST: i64 = (1 << 30) - 1;
/// Numbers in one lease.
pub const LEASE: i64 = 1 << 18;

/// Where a node's numbers come from.
#[derive(Debug)]
pub struct Numbers {
    blocks: Mutex<VecDeque<Block>>,
}

impl Numbers {
    /// All numbers from `next` on.
    pub fn owned(next: i64) -> Self {
        Self::leased([Block { first: next.max(1), last: GREATEST }])
    }

    pub fn leased(blocks: impl IntoIterator<Item = Block>) -> Self {
        Self { blocks: Mutex::new(blocks.into_iter().collect()) }
    }

    /// None when nothing is left: the visitor is answered all the same, without a lead.
    pub fn next(&self) -> Option<LeadId> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let block = blocks.front_mut()?;
            if block.first <= block.last && block.first <= GREATEST {
                block.first += 1;
                return Some(LeadId(block.first - 1));
            }
            blocks.pop_front();
        }
    }

    pub fn add(&self, block: Block) {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).push_back(block);
    }

    pub fn left(&self) -> i64 {
        let blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.iter().map(|b| (b.last - b.first + 1).max(0)).sum()
    }
}
