//! The journal: durable visits, before the answer. Callers append an entry and await its receipt; one writer
//! thread takes everything queued and writes it as **one row a group commit** with a full fsync, then wakes the waiters.
//! It is a SQLite file of the node's own, in WAL mode: nothing home-made holds the bytes. The projector reads it in
//! order and says how far it may be dropped. What never happens here: a look at the store, or a wait for it.

mod batch;
mod file;
mod lane;
mod writer;

pub use batch::{Batch, Entries};
pub use lane::{Lane, NotKept, Receipt};

use crate::error::Error;
use domain::visit::Entry;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// What becomes of entries that the disk refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenRefused {
    /// The visitor is answered; the entries stay in memory (bounded) and are tried again with the next batch.
    #[default]
    Answer,
    /// The visitor is told to come again; the entries are forgotten, so nothing counts twice.
    Refuse,
}

/// A batch of so many entries is written without waiting for more.
const LARGE: u32 = 512;

/// Entries that wait in memory for a disk that does not take them; beyond it they are lost, and counted.
const QUEUE_BYTES: usize = 256 << 20;

/// The queue between the answering threads and the writer.
struct Queue {
    bytes: Vec<u8>,
    count: u32,
    next_lead: i64,
    /// Which lanes have a waiter in this batch, a bit each.
    lanes: u64,
    /// No more is expected to join this batch soon: it may be written.
    ready: bool,
    ticket: Arc<lane::Ticket>,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    filled: Condvar,
    lanes: Mutex<Vec<Arc<Lane>>>,
    when_refused: WhenRefused,
    figures: Figures,
    /// Batches up to this one may be dropped.
    droppable: AtomicI64,
    newest: Mutex<i64>,
    grown: Condvar,
    ended: AtomicBool,
}

/// What the desk and `/metrics` show of the journal.
#[derive(Debug, Default)]
pub struct Figures {
    /// Entries made durable since the start.
    pub kept: AtomicU64,
    /// Group commits since the start.
    pub commits: AtomicU64,
    /// Entries that could be written neither at once nor later.
    pub lost: AtomicU64,
    /// Entries the disk refused and that wait in memory.
    pub held: AtomicU64,
    /// The last ordinal made durable: the journal's length is this less what is projected.
    pub last_ordinal: AtomicI64,
    /// Bytes of the last error message's time, microseconds; 0 when the last commit went well.
    pub refused_since: AtomicI64,
}

/// A handle; the writer ends when [`Journal::close`] is called.
#[derive(Clone)]
pub struct Journal {
    shared: Arc<Shared>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
    direct: Arc<Lane>,
    reader: Arc<Mutex<file::Reader>>,
    identity: [u8; 16],
}

/// What an opened journal already holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The newest batch; 0 when there is none.
    pub newest: i64,
    /// The ordinal of the next entry.
    pub next_ordinal: i64,
    /// One past the greatest lead number that any entry ever named; 1 when none did.
    pub next_lead: i64,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while holding one of these locks leaves plain data behind, so the data stays usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Opens or makes `journal.db` in `folder` and starts the writer. `fresh` becomes the identity of a new file.
    /// Blocking. Errors: the file can't be opened, or belongs to a newer Giliran.
    pub fn open(folder: &Path, fresh: [u8; 16], when_refused: WhenRefused) -> Result<(Self, Held), Error> {
        let path = folder.join("journal.db");
        let file = file::File::open(&path, fresh)?;
        let held = file.held()?;
        let identity = file.identity()?;
        let reader = file::Reader::open(&path)?;
        let shared = Arc::new(Shared {
            queue: Mutex::new(Queue {
                bytes: Vec::with_capacity(1 << 20),
                count: 0,
                next_lead: held.next_lead,
                lanes: 0,
                ready: false,
                ticket: lane::Ticket::first(),
                closed: false,
            }),
            filled: Condvar::new(),
            lanes: Mutex::new(Vec::new()),
            when_refused,
            figures: Figures::default(),
            droppable: AtomicI64::new(0),
            newest: Mutex::new(held.newest),
            grown: Condvar::new(),
            ended: AtomicBool::new(false),
        });
        shared.figures.last_ordinal.store(held.next_ordinal - 1, Ordering::Relaxed);
        let direct = lane::join(&shared.lanes, lane::Wakes::ByWriter);
        let threads = writer::start(file, &path, Arc::clone(&shared), held)?;
        let journal = Self {
            shared,
            threads: Arc::new(Mutex::new(threads)),
            direct,
            reader: Arc::new(Mutex::new(reader)),
            identity,
        };
        Ok((journal, held))
    }

    /// The 16 bytes that name this file to the store.
    pub fn identity(&self) -> [u8; 16] {
        self.identity
    }

    /// A lane for one answering thread: its waiters are woken on that thread, with one wake a batch.
    /// Somebody must run [`Lane::dispatch`] and [`Journal::gather`] there. At most 63 lanes; beyond it the writer wakes them itself.
    pub fn lane(&self) -> Arc<Lane> {
        lane::join(&self.shared.lanes, lane::Wakes::ByDispatcher)
    }

    /// Says when a lane's thread has nothing more for a batch; runs there, beside [`Lane::dispatch`], for as long as
    /// the thread answers. A commit costs the same for one entry as for many, and the processor that writes it is often
    /// the one that answers: few large commits leave more of it for answers than many small ones.
    pub async fn gather(&self, lane: &Lane) {
        loop {
            lane.gathered().await;
            // Requests that have come in meanwhile belong to it too.
            tokio::task::yield_now().await;
            let mut queue = lock(&self.shared.queue);
            let tells = queue.count > 0 && !queue.ready;
            queue.ready |= tells;
            drop(queue);
            if tells {
                self.shared.filled.notify_one();
            }
        }
    }

    /// The lane for everybody else.
    pub fn direct_lane(&self) -> &Arc<Lane> {
        &self.direct
    }

    /// Queues one entry. The receipt resolves once it is on disk, refused or overdue; dropping the receipt takes
    /// nothing back. `lead` is the lead that the entry names, if any.
    pub fn append(&self, entry: &Entry<'_>, lead: Option<i64>, lane: &Arc<Lane>) -> Receipt {
        let mut queue = lock(&self.shared.queue);
        if queue.closed || queue.bytes.len() > QUEUE_BYTES || batch::push(&mut queue.bytes, entry).is_err() {
            drop(queue);
            self.shared.figures.lost.fetch_add(1, Ordering::Relaxed);
            return Receipt::refused();
        }
        queue.count += 1;
        let begins = queue.lanes & lane.bit() == 0;
        queue.lanes |= lane.bit();
        let was_ready = queue.ready;
        queue.ready |= queue.count >= LARGE || (begins && lane.begin());
        let now_ready = queue.ready && !was_ready;
        if let Some(lead) = lead {
            queue.next_lead = queue.next_lead.max(lead + 1);
        }
        let ticket = Arc::clone(&queue.ticket);
        drop(queue);
        if now_ready {
            self.shared.filled.notify_one();
        }
        Receipt::of(ticket, Arc::clone(lane))
    }

    /// Batches after `after`, in order, up to about `bytes` of body. Empty when there is nothing newer.
    pub fn read_after(&self, after: i64, bytes: usize) -> Result<Vec<Batch>, Error> {
        lock(&self.reader).after(after, bytes)
    }

    /// Blocks until a batch newer than `seen` is durable, the journal ends, or `patience` is over.
    pub fn wait_beyond(&self, seen: i64, patience: std::time::Duration) {
        let newest = lock(&self.shared.newest);
        if *newest <= seen && !self.has_ended() {
            let _ = self.shared.grown.wait_timeout(newest, patience);
        }
    }

    /// The projection of everything up to batch `seq` is safe elsewhere: those rows may go.
    pub fn drop_through(&self, seq: i64) {
        self.shared.droppable.fetch_max(seq, Ordering::Relaxed);
    }

    pub fn figures(&self) -> &Figures {
        &self.shared.figures
    }

    /// True once everything queued before [`Journal::close`] is written.
    pub fn has_ended(&self) -> bool {
        self.shared.ended.load(Ordering::Acquire)
    }

    /// Takes no more, writes what is queued, ends the writer. Blocking; a second call does nothing.
    pub fn close(&self) {
        lock(&self.shared.queue).closed = true;
        self.shared.filled.notify_all();
        for thread in lock(&self.threads).drain(..) {
            // A writer that panicked has said so in the log; there is nothing left to join.
            let _ = thread.join();
        }
        self.shared.ended.store(true, Ordering::Release);
        self.shared.grown.notify_all();
    }
}
