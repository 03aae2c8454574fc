//! The writer thread: everything queued becomes one row; the waiters learn of it; now and then old rows go and the
//! write-ahead log is moved into the file by a second thread, so that no commit waits for it.

use super::file::{Checkpointer, File};
use super::{Held, NotKept, Queue, Shared, WhenRefused, lock};
use crate::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// The write-ahead log is moved into the file when it has grown by this much. A commit waits behind the flush of what
/// was moved, on the same disk: so it is little at a time, and often.
const LOG_BYTES: usize = 1 << 20;
/// The writer moves so much itself; only when nothing is left may the log start over.
const REST_BYTES: usize = 512 << 10;
/// Dropped batches are deleted together, this many at a time or when the writer is idle.
const DROP_EVERY: i64 = 64;
/// With nothing to write for so long, the writer tidies up.
const IDLE: Duration = Duration::from_millis(500);
/// A batch that nobody has called ready is written after this all the same.
const GATHER: Duration = Duration::from_millis(2);
/// A disk that refuses is asked again after this.
const RETRY: Duration = Duration::from_millis(200);

pub(super) fn start(file: File, path: &Path, shared: Arc<Shared>, held: Held) -> Result<Vec<JoinHandle<()>>, Error> {
    let checkpointer = Checkpointer::open(path)?;
    let backfilled = Arc::new(AtomicBool::new(false));
    let (ask, asked) = sync_channel(1);
    let done = Arc::clone(&backfilled);
    let second = Builder::new()
        .name("journal-checkpoint".into())
        .spawn(move || move_log(&checkpointer, &asked, &done))
        .map_err(|e| Error::Failed(e.to_string()))?;
    let writer =
        Writer { file, shared, held, dropped: 0, log: 0, asked: None, ask: Some(ask), backfilled, spare: Vec::new() };
    let first =
        Builder::new().name("journal".into()).spawn(move || writer.run()).map_err(|e| Error::Failed(e.to_string()))?;
    Ok(vec![first, second])
}

fn move_log(checkpointer: &Checkpointer, asked: &Receiver<()>, done: &AtomicBool) {
    while asked.recv().is_ok() {
        if let Err(error) = checkpointer.run() {
            tracing::warn!(%error, "the journal's log could not be moved into its file; trying again later");
        }
        done.store(true, Ordering::Release);
    }
}

struct Writer {
    file: File,
    shared: Arc<Shared>,
    held: Held,
    dropped: i64,
    /// Bytes in the log since it last started over.
    log: usize,
    /// How long the log was when the other thread was asked to move it.
    asked: Option<usize>,
    ask: Option<SyncSender<()>>,
    backfilled: Arc<AtomicBool>,
    spare: Vec<u8>,
}

/// What was queued, taken out of the queue.
struct Taken {
    body: Vec<u8>,
    count: u32,
    next_lead: i64,
    lanes: u64,
    ticket: Arc<super::lane::Ticket>,
}

enum Work {
    Batch(Taken),
    Idle,
    End,
}

impl Writer {
    fn run(mut self) {
        loop {
            match self.take() {
                Work::Batch(taken) => self.write(taken),
                Work::Idle => self.tidy(1),
                Work::End => break,
            }
            self.tidy(DROP_EVERY);
        }
        self.tidy(1);
        self.ask = None;
        if let Err(error) = self.file.checkpoint() {
            tracing::warn!(%error, "the journal's log stays beside its file until the next start");
        }
    }

    fn take(&mut self) -> Work {
        let mut queue = lock(&self.shared.queue);
        let began = Instant::now();
        // A batch that is being gathered is waited for, though not long: its thread may be busy with something else.
        while !queue.ready && !queue.closed {
            let patience = if queue.count == 0 { IDLE } else { GATHER };
            let Some(left) = patience.checked_sub(began.elapsed()) else { break };
            queue = self.shared.filled.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        match (queue.count, queue.closed) {
            (0, true) => Work::End,
            (0, false) => Work::Idle,
            _ => Work::Batch(empty(&mut queue, std::mem::take(&mut self.spare))),
        }
    }

    fn write(&mut self, mut taken: Taken) {
        loop {
            let seq = self.held.newest + 1;
            match self.file.append(seq, self.held.next_ordinal, taken.count, taken.next_lead, &taken.body) {
                Ok(()) => return self.kept(seq, taken),
                Err(error) => {
                    let again = self.refused(&error, taken);
                    match again {
                        Some(later) => taken = later,
                        None => return,
                    }
                }
            }
        }
    }

    fn kept(&mut self, seq: i64, mut taken: Taken) {
        self.held.newest = seq;
        self.held.next_ordinal += i64::from(taken.count);
        self.log += taken.body.len() + 4096;
        let figures = &self.shared.figures;
        figures.kept.fetch_add(u64::from(taken.count), Ordering::Relaxed);
        figures.commits.fetch_add(1, Ordering::Relaxed);
        figures.held.store(0, Ordering::Relaxed);
        figures.refused_since.store(0, Ordering::Relaxed);
        figures.last_ordinal.store(self.held.next_ordinal - 1, Ordering::Relaxed);
        self.tell(&taken, Ok(()));
        *lock(&self.shared.newest) = seq;
        self.shared.grown.notify_all();
        taken.body.clear();
        if taken.body.capacity() <= 8 << 20 {
            self.spare = taken.body;
        }
    }

    /// Tells the waiters; keeps the entries for another try where the setting says so, joined by what came since.
    fn refused(&self, error: &Error, taken: Taken) -> Option<Taken> {
        let figures = &self.shared.figures;
        if figures.refused_since.load(Ordering::Relaxed) == 0 {
            tracing::error!(%error, "the journal's disk refuses to write; visits are {}", match self.shared.when_refused {
                WhenRefused::Answer => "answered and held in memory",
                WhenRefused::Refuse => "told to come again",
            });
            figures.refused_since.store(1, Ordering::Relaxed);
        }
        self.tell(&taken, Err(NotKept::Refused));
        if self.shared.when_refused == WhenRefused::Refuse {
            figures.lost.fetch_add(u64::from(taken.count), Ordering::Relaxed);
            return None;
        }
        let mut held = taken;
        let since = Instant::now();
        loop {
            figures.held.store(u64::from(held.count), Ordering::Relaxed);
            let mut queue = lock(&self.shared.queue);
            if queue.count == 0 && !queue.closed {
                queue = self.shared.filled.wait_timeout(queue, RETRY).unwrap_or_else(PoisonError::into_inner).0;
            }
            let closed = queue.closed;
            let newer = empty(&mut queue, Vec::new());
            drop(queue);
            if newer.count > 0 {
                self.tell(&newer, Err(NotKept::Refused));
                held = self.join(held, newer);
            }
            if since.elapsed() >= RETRY {
                return Some(held);
            }
            if closed {
                // One last try, then the process may end.
                let kept = self.file.append(
                    self.held.newest + 1,
                    self.held.next_ordinal,
                    held.count,
                    held.next_lead,
                    &held.body,
                );
                if kept.is_err() {
                    figures.lost.fetch_add(u64::from(held.count), Ordering::Relaxed);
                    tracing::error!(entries = held.count, "the journal ends with entries that the disk refused");
                }
                return None;
            }
        }
    }

    fn join(&self, mut held: Taken, newer: Taken) -> Taken {
        if held.body.len() + newer.body.len() > super::QUEUE_BYTES {
            self.shared.figures.lost.fetch_add(u64::from(newer.count), Ordering::Relaxed);
            return held;
        }
        held.body.extend_from_slice(&newer.body[1..]);
        held.count += newer.count;
        held.next_lead = held.next_lead.max(newer.next_lead);
        held.lanes = 0;
        held
    }

    fn tell(&self, taken: &Taken, fate: Result<(), NotKept>) {
        taken.ticket.settle(fate);
        let lanes = lock(&self.shared.lanes);
        for lane in lanes.iter().filter(|lane| taken.lanes & lane.bit() != 0) {
            lane.settle(taken.ticket.number);
        }
    }

    fn tidy(&mut self, drop_every: i64) {
        let droppable = self.shared.droppable.load(Ordering::Relaxed);
        if droppable >= self.dropped + drop_every {
            match self.file.drop_through(droppable) {
                Ok(()) => self.dropped = droppable,
                Err(error) => tracing::warn!(%error, "applied journal rows could not be dropped; trying again later"),
            }
        }
        self.shorten_log();
    }

    /// The other thread moves the log into the file while this one goes on writing; what came meanwhile it is asked to
    /// move as well, until so little is left that this thread can do it and the log starts over.
    fn shorten_log(&mut self) {
        let moved = if self.backfilled.swap(false, Ordering::Acquire) { self.asked.take() } else { None };
        let wanted = match moved {
            Some(moved) if self.log - moved <= REST_BYTES => {
                // Whether or not it went well: when the log has grown as much again, it is tried again.
                if let Err(error) = self.file.checkpoint() {
                    tracing::debug!(%error, "the journal's log goes on growing");
                }
                self.log = 0;
                false
            }
            Some(_) => true,
            None => self.asked.is_none() && self.log >= LOG_BYTES,
        };
        if wanted
            && let Some(ask) = &self.ask
            && ask.try_send(()).is_ok()
        {
            self.asked = Some(self.log);
        }
    }
}

fn empty(queue: &mut Queue, spare: Vec<u8>) -> Taken {
    let ticket = queue.ticket.next();
    Taken {
        body: std::mem::replace(&mut queue.bytes, spare),
        count: std::mem::take(&mut queue.count),
        next_lead: queue.next_lead,
        lanes: {
            queue.ready = false;
            std::mem::take(&mut queue.lanes)
        },
        ticket: std::mem::replace(&mut queue.ticket, ticket),
    }
}
