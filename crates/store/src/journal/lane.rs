//! Waking the waiters. Waking a task from another thread costs a system call, so a batch wakes each answering thread
//! once, and that thread wakes its own tasks, which costs next to nothing.

use super::lock;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::Notify;

/// A waiter that has waited through this many ticks of the dispatcher is answered without its receipt.
const TICK: Duration = Duration::from_millis(1_000);

const PENDING: u8 = 0;
const KEPT: u8 = 1;
const REFUSED: u8 = 2;

/// Why an entry is not known to be on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// The disk refused it.
    Refused,
    /// The disk has not answered for a second or more; the entry is still queued.
    Overdue,
}

/// The fate of one batch, shared by all its waiters.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) number: u64,
    fate: AtomicU8,
}

impl Ticket {
    pub(super) fn first() -> Arc<Self> {
        Arc::new(Self { number: 1, fate: AtomicU8::new(PENDING) })
    }

    pub(super) fn next(&self) -> Arc<Self> {
        Arc::new(Self { number: self.number + 1, fate: AtomicU8::new(PENDING) })
    }

    pub(super) fn settle(&self, kept: Result<(), NotKept>) {
        self.fate.store(if kept.is_ok() { KEPT } else { REFUSED }, Ordering::Release);
    }

    fn fate(&self) -> Option<Result<(), NotKept>> {
        match self.fate.load(Ordering::Acquire) {
            KEPT => Some(Ok(())),
            REFUSED => Some(Err(NotKept::Refused)),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wakes {
    ByWriter,
    ByDispatcher,
}

/// One answering thread's waiters.
#[derive(Debug)]
pub struct Lane {
    index: u32,
    wakes: Wakes,
    waiting: Mutex<VecDeque<(u64, Waker)>>,
    settled: AtomicU64,
    overdue: AtomicU64,
    called: Notify,
    /// Told at this lane's first entry of a batch.
    began: Notify,
}

pub(super) fn join(lanes: &Mutex<Vec<Arc<Lane>>>, wakes: Wakes) -> Arc<Lane> {
    let mut lanes = lock(lanes);
    let index = lanes.len().min(63) as u32;
    if let Some(shared) = lanes.get(63) {
        return Arc::clone(shared);
    }
    let lane = Arc::new(Lane {
        index,
        wakes: if index == 63 { Wakes::ByWriter } else { wakes },
        waiting: Mutex::new(VecDeque::new()),
        settled: AtomicU64::new(0),
        overdue: AtomicU64::new(0),
        called: Notify::new(),
        began: Notify::new(),
    });
    lanes.push(Arc::clone(&lane));
    lane
}

impl Lane {
    pub(super) fn bit(&self) -> u64 {
        1 << self.index
    }

    /// Called by the writer once the ticket has its fate.
    pub(super) fn settle(&self, number: u64) {
        self.settled.fetch_max(number, Ordering::Release);
        match self.wakes {
            Wakes::ByWriter => self.wake_settled(),
            Wakes::ByDispatcher => self.called.notify_one(),
        }
    }

    /// Called at this lane's first entry of a batch. True where nobody gathers more, so that the batch is ready as it is.
    pub(super) fn begin(&self) -> bool {
        match self.wakes {
            Wakes::ByWriter => true,
            Wakes::ByDispatcher => {
                self.began.notify_one();
                false
            }
        }
    }

    /// Resolves at the first entry of a batch, when everything that was ready to run before it has run: what these
    /// requests append belongs into the same batch.
    pub(super) async fn gathered(&self) {
        self.began.notified().await;
    }

    fn wake_settled(&self) {
        let settled = self.settled.load(Ordering::Acquire).max(self.overdue.load(Ordering::Acquire));
        let mut waiting = lock(&self.waiting);
        while let Some((number, _)) = waiting.front() {
            if *number > settled {
                break;
            }
            if let Some((_, waker)) = waiting.pop_front() {
                waker.wake();
            }
        }
    }

    /// Runs on the lane's own thread for as long as it answers. Lets go of waiters whom the disk keeps waiting.
    pub async fn dispatch(&self) {
        let mut seen = 0;
        loop {
            if tokio::time::timeout(TICK, self.called.notified()).await.is_err() {
                let newest = lock(&self.waiting).back().map_or(0, |(number, _)| *number);
                let settled = self.settled.load(Ordering::Acquire);
                if settled < seen {
                    self.overdue.store(seen, Ordering::Release);
                }
                seen = newest;
            }
            self.wake_settled();
        }
    }
}

/// Resolves when the entry is on disk, or will not be told about in time.
#[derive(Debug)]
pub struct Receipt {
    waits: Option<(Arc<Ticket>, Arc<Lane>)>,
}

impl Receipt {
    pub(super) fn of(ticket: Arc<Ticket>, lane: Arc<Lane>) -> Self {
        Self { waits: Some((ticket, lane)) }
    }

    pub(super) fn refused() -> Self {
        Self { waits: None }
    }
}

impl Future for Receipt {
    type Output = Result<(), NotKept>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((ticket, lane)) = &self.waits else {
            return Poll::Ready(Err(NotKept::Refused));
        };
        if let Some(fate) = ticket.fate() {
            return Poll::Ready(fate);
        }
        if lane.overdue.load(Ordering::Acquire) >= ticket.number {
            return Poll::Ready(Err(NotKept::Overdue));
        }
        lock(&lane.waiting).push_back((ticket.number, context.waker().clone()));
        // The writer may have settled the batch between the look and the push.
        match ticket.fate() {
            Some(fate) => Poll::Ready(fate),
            None => Poll::Pending,
        }
    }
}
