//! The projector: journal → store, in order, exactly once. One thread reads what the journal holds beyond the cursor
//! and, in one transaction with that cursor, inserts visits, upserts leads, counts turns and roll-ups; then lets the
//! journal drop what is safely applied. The same code whether the store is SQLite on this node or PostgreSQL for many.
//! What never happens here: a decision. Everything was decided before the answer; this only writes it down.

mod beacon;
mod conversions;
mod erased;
mod figures;
mod fold;
mod form_sent;
mod hub;
mod left_number;
mod node;
mod write;

pub(crate) use beacon::BATCHES as BEACON_BATCHES;
pub(crate) use conversions::STATEMENTS as CONVERSION_STATEMENTS;
pub(crate) use form_sent::STATEMENTS as FORM_SENT_STATEMENTS;
pub(crate) use left_number::{BATCHES as LEFT_NUMBER_BATCHES, STATEMENTS as LEFT_NUMBER_STATEMENTS};
pub(crate) use node::STATEMENTS as NODE_STATEMENTS;
pub use node::{Node, register};
#[cfg(feature = "testing")]
pub(crate) use write::apply;
pub(crate) use write::{BATCHES, STATEMENTS};

use crate::Store;
use crate::error::Error;
use crate::journal::{Batch, Journal};
use crate::leads::blocks::Blocks;
use domain::id::LinkId;
use domain::rotation::Rotation;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// About so many bytes of journal go into one transaction: large enough to share its cost, small enough that a
/// person's save behind it waits for tens of milliseconds.
const BITE: usize = 4 << 20;
/// Unless a whole bite waits, transactions are so far apart: hot pages and roll-ups are then written once for many
/// visits, and the desk is still current to the eye.
const PACE: Duration = Duration::from_millis(100);
/// Applied batches are let go after the store has settled, at most this often.
const SETTLE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the desk and `/metrics` show of the projector.
#[derive(Debug, Default)]
pub struct Progress {
    /// The ordinal of the last entry applied.
    pub applied: AtomicI64,
    /// Entries applied since the start.
    pub entries: AtomicU64,
    /// Entries that could not be read, kept as they are in the log.
    pub damaged: AtomicU64,
    /// True while the store does not take the projection.
    pub waiting: AtomicBool,
}

/// The rotations as the projector last wrote them, kept so that a batch need not read them back.
pub(crate) type Wheels = HashMap<LinkId, Rotation>;

/// The running projector.
pub struct Projector {
    progress: Arc<Progress>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
    journal: Journal,
}

impl Projector {
    /// Starts the thread at the node's cursor.
    pub fn start(store: Store, journal: Journal, node: Node) -> Result<Self, Error> {
        let progress = Arc::new(Progress::default());
        progress.applied.store(node.applied, Ordering::Relaxed);
        let stop = Arc::new(AtomicBool::new(false));
        let mut run = Run {
            store,
            journal: journal.clone(),
            node,
            wheels: Wheels::new(),
            blocks: Blocks::default(),
            progress: Arc::clone(&progress),
            stop: Arc::clone(&stop),
            settled: Instant::now(),
            unsettled: node.cursor,
        };
        let thread = Builder::new()
            .name("projector".into())
            .spawn(move || run.run())
            .map_err(|e| Error::Failed(e.to_string()))?;
        Ok(Self { progress, stop, thread: Mutex::new(Some(thread)), journal })
    }

    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Entries that are durable and not yet in the store.
    pub fn backlog(&self) -> i64 {
        let last = self.journal.figures().last_ordinal.load(Ordering::Relaxed);
        (last - self.progress.applied.load(Ordering::Relaxed)).max(0)
    }

    /// Applies what is left, for at most `patience`, then ends. What remains waits in the journal. Blocking.
    pub fn finish(&self, patience: Duration) {
        let until = Instant::now() + patience;
        while self.backlog() > 0 && Instant::now() < until && !self.progress.waiting.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = crate::journal::lock(&self.thread).take() {
            // A projector that panicked has said so in the log; the journal still holds everything.
            let _ = thread.join();
        }
    }
}

/// How much the journal held.
enum Step {
    Nothing,
    Partial,
    /// More may wait behind it.
    Full,
}

struct Run {
    store: Store,
    journal: Journal,
    node: Node,
    wheels: Wheels,
    blocks: Blocks,
    progress: Arc<Progress>,
    stop: Arc<AtomicBool>,
    settled: Instant,
    unsettled: i64,
}

impl Run {
    fn run(&mut self) {
        crate::courtesy::stand_back();
        let mut pause = Duration::ZERO;
        while !self.stop.load(Ordering::Relaxed) {
            self.rest(pause);
            let began = Instant::now();
            match self.step() {
                Ok(Step::Full) => pause = Duration::ZERO,
                Ok(Step::Partial) => pause = PACE.saturating_sub(began.elapsed()),
                Ok(Step::Nothing) => {
                    pause = Duration::ZERO;
                    self.settle(false);
                    self.journal.wait_beyond(self.node.cursor, Duration::from_millis(200));
                }
                Err(error) => {
                    if !self.progress.waiting.swap(true, Ordering::Relaxed) {
                        tracing::warn!(%error, "the store does not take the projection; the journal keeps everything until it does");
                    }
                    pause = (pause * 2).clamp(Duration::from_millis(50), LONGEST_PAUSE);
                }
            }
        }
        self.settle(true);
    }

    fn rest(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while !self.stop.load(Ordering::Relaxed) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20).min(until.saturating_duration_since(Instant::now())));
        }
    }

    /// One transaction's worth.
    fn step(&mut self) -> Result<Step, Error> {
        let batches = self.journal.read_after(self.node.cursor, BITE)?;
        let Some(last) = batches.last() else { return Ok(Step::Nothing) };
        let reached = Node { cursor: last.seq, applied: last.first + last.count - 1, ..self.node };
        let entries = batches.iter().map(|b| b.count as u64).sum();
        let is_full = batches.iter().map(|b| b.body.len()).sum::<usize>() >= BITE;
        let before = self.node;
        let blocks = std::mem::take(&mut self.blocks);
        // On an error the wheels and the blocks are gone with the closure and are read back from the store, which has not moved.
        let wheels = std::mem::take(&mut self.wheels);
        let (wheels, blocks, damaged) =
            self.store.project_blocking(move |tx| write::apply(tx, before, reached, &batches, wheels, blocks))?;
        self.wheels = wheels;
        self.blocks = blocks;
        self.node = reached;
        self.progress.applied.store(reached.applied, Ordering::Relaxed);
        self.progress.entries.fetch_add(entries, Ordering::Relaxed);
        self.progress.damaged.fetch_add(damaged, Ordering::Relaxed);
        if self.progress.waiting.swap(false, Ordering::Relaxed) {
            tracing::info!("the store takes the projection again");
        }
        self.settle(false);
        Ok(if is_full { Step::Full } else { Step::Partial })
    }

    /// Lets the journal drop what has reached the store's own disk.
    fn settle(&mut self, now: bool) {
        if self.unsettled == self.node.cursor || (!now && self.settled.elapsed() < SETTLE) {
            return;
        }
        self.settled = Instant::now();
        match self.store.settle_blocking() {
            Ok(true) => {
                self.journal.drop_through(self.node.cursor);
                self.unsettled = self.node.cursor;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the store could not settle; the journal keeps what it has"),
        }
    }
}

/// What the journal holds beyond the store's cursor, for whoever must know it before the first answer.
pub fn tail(journal: &Journal, node: Node, mut each: impl FnMut(&Batch)) -> Result<(), Error> {
    let mut seen = node.cursor;
    loop {
        let batches = journal.read_after(seen, 4 << 20)?;
        let Some(last) = batches.last() else { return Ok(()) };
        seen = last.seq;
        batches.iter().for_each(&mut each);
    }
}
