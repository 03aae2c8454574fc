//! Sending what is in the outbox. One thread of its own looks for destinations with something due and lets each run by
//! itself ([`run`]): lease, make, send, write down. One that stalls holds up nobody but itself. A node that dies leaves
//! leases that run out; what it had sent goes out again under the same event id.

mod figures;
pub(crate) mod made;
mod outcome;
mod run;
pub(crate) mod send;
mod sign_in;

pub use figures::SenderFigures;

use crate::Engine;
use crate::rejection::Rejection;
use domain::id::DestinationId;
use domain::outbox::pace::Pace;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// How often the outbox is looked at, when nobody says that something is in it: visits are projected without a word.
const LOOK: Duration = Duration::from_millis(250);
/// How long the end waits for calls that are under way.
const FINISH: Duration = Duration::from_secs(5);
/// Destinations at work at once; more wait for the next look.
const AT_ONCE: usize = 64;

/// What the sender remembers of each destination on this node.
pub(crate) struct Standing {
    pub(crate) pace: Pace,
    /// The platform asked for fewer requests: nothing before this moment.
    pub(crate) hold_until: i64,
    pub(crate) token: Option<platforms::token::Token>,
}

/// The sender. Runs from [`Sender::start`] to [`Sender::stop`].
#[derive(Default)]
pub struct Sender {
    wake: Notify,
    stopping: AtomicBool,
    stop: Notify,
    thread: Mutex<Option<JoinHandle<()>>>,
    standing: Mutex<FxHashMap<DestinationId, Standing>>,
    pub(crate) figures: SenderFigures,
}

impl Sender {
    /// Something was put into the outbox.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Starts the thread, once.
    pub(crate) fn start(&self, engine: &Arc<Engine>) {
        let mut thread = lock(&self.thread);
        if thread.is_some() || self.is_stopping() {
            return;
        }
        let engine = Arc::downgrade(engine);
        let started = Builder::new().name("deliver".into()).spawn(move || {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(watch(engine)),
                Err(error) => tracing::error!(%error, "conversions can't be sent: the thread has no runtime"),
            }
        });
        match started {
            Ok(handle) => *thread = Some(handle),
            Err(error) => tracing::error!(%error, "conversions can't be sent: the thread could not start"),
        }
    }

    /// Ends the thread: what is under way gets a few seconds, the rest stays in the outbox. Blocking.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.stop.notify_waiters();
        self.wake.notify_one();
        if let Some(thread) = lock(&self.thread).take() {
            // A sender that panicked has said so in the log; the outbox still holds everything.
            let _ = thread.join();
        }
    }

    /// Runs `work` on what is remembered of a destination.
    pub(crate) fn standing<T>(&self, id: DestinationId, per_minute: u32, work: impl FnOnce(&mut Standing) -> T) -> T {
        let mut all = lock(&self.standing);
        let fresh = || Standing { pace: Pace::new(per_minute), hold_until: i64::MIN, token: None };
        work(all.entry(id).or_insert_with(fresh))
    }

    /// A person has changed something: no former token, no former word of the platform holds.
    pub(crate) fn begin_anew(&self, id: DestinationId) {
        lock(&self.standing).remove(&id);
        self.wake();
    }

    /// Whether the platform asked to be left alone for longer.
    fn is_held(&self, id: DestinationId, now: i64) -> bool {
        lock(&self.standing).get(&id).is_some_and(|standing| standing.hold_until > now)
    }

    /// Waits for so long, or until the end. True: the end has come.
    pub(crate) async fn pause(&self, wait: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.stop.notified() => {}
        }
        self.is_stopping()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn watch(engine: Weak<Engine>) {
    let mut running = JoinSet::new();
    let mut busy: Vec<DestinationId> = Vec::new();
    let mut is_away = false;
    let mut is_new = true;
    while let Some(engine) = engine.upgrade() {
        if engine.deliver.is_stopping() {
            break;
        }
        while let Some(done) = running.try_join_next() {
            forget(&mut busy, &running, done);
        }
        let now = engine.now();
        if is_new {
            let node = engine.node.number;
            match engine.store.write(move |tx| store::deliveries::lease::let_go(tx, node, now)).await {
                Ok(held) => {
                    is_new = false;
                    if held > 0 {
                        tracing::info!(
                            held,
                            "conversions that were under way when it ended are sent again, under the same ids"
                        );
                    }
                }
                Err(error) => tracing::debug!(%error, "leases of before run out by themselves"),
            }
        }
        match engine.store.read(move |tx| store::deliveries::lease::due_destinations(tx, now)).await {
            Ok(due) => {
                is_away = false;
                let free = due.into_iter().filter(|(id, _)| !engine.deliver.is_held(*id, now) && !busy.contains(id));
                let free: Vec<_> = free.take(AT_ONCE.saturating_sub(running.len())).collect();
                for (id, workspace) in free {
                    busy.push(id);
                    let engine = Arc::clone(&engine);
                    running.spawn(async move {
                        run::run(&engine, workspace, id).await;
                        id
                    });
                }
            }
            Err(error) if !is_away => {
                is_away = true;
                tracing::warn!(%error, "the outbox can't be read; conversions wait until it can");
            }
            Err(_) => {}
        }
        let deliver = &engine.deliver;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = deliver.wake.notified() => {}
            Some(done) = running.join_next(), if !running.is_empty() => forget(&mut busy, &running, done),
        }
    }
    let all_done = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(FINISH, all_done).await.is_err() {
        tracing::info!("conversions that were under way are sent again after the start, under the same ids");
    }
}

/// Works off what is due now and comes back: for a clock that is turned by hand. Errors: the store's.
pub(crate) async fn work_off(engine: &Arc<Engine>) -> Result<(), Rejection> {
    let now = engine.now();
    for (id, workspace) in engine.store.read(move |tx| store::deliveries::lease::due_destinations(tx, now)).await? {
        run::run(engine, workspace, id).await;
    }
    Ok(())
}

fn forget(
    busy: &mut Vec<DestinationId>,
    running: &JoinSet<DestinationId>,
    done: Result<DestinationId, tokio::task::JoinError>,
) {
    match done {
        Ok(id) => busy.retain(|other| *other != id),
        Err(error) => {
            tracing::error!(%error, "sending to a destination ended in a fault; its leases run out and it is tried again");
            // Whose it was is not told: when nobody is at work, nobody is busy.
            if running.is_empty() {
                busy.clear();
            }
        }
    }
}
