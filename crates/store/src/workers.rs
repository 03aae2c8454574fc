//! Threads that each own a connection and take work from one queue. An answer that nobody waits for any more is
//! dropped; the work was done all the same.

use crate::courtesy::stand_back;
use crate::dialect::{Mode, Session};
use crate::error::Error;
use crate::tx::Tx;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

type Work = Box<dyn FnOnce(&mut Session) + Send>;

pub(crate) struct Workers {
    /// Taken at the end, which is what the threads stop by.
    queue: Option<Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// `stands_back`: threads that give way to those that answer visitors.
    pub(crate) fn start(name: &str, sessions: Vec<Session>, stands_back: bool) -> Result<Self, Error> {
        let (queue, work) = channel::<Work>();
        let work = Arc::new(Mutex::new(work));
        let threads = sessions
            .into_iter()
            .map(|session| {
                let work = Arc::clone(&work);
                std::thread::Builder::new()
                    .name(name.to_owned())
                    .spawn(move || {
                        if stands_back {
                            stand_back();
                        }
                        attend(session, &work);
                    })
                    .map_err(|error| Error::Unavailable(error.to_string()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { queue: Some(queue), threads })
    }

    pub(crate) async fn run<T: Send + 'static>(
        &self,
        mode: Mode,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        self.submit(Box::new(move |session| drop(answer.send(session.transaction(mode, work)))))?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    pub(crate) fn run_blocking<T: Send + 'static>(
        &self,
        mode: Mode,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = sync_channel(1);
        self.submit(Box::new(move |session| drop(answer.send(session.transaction(mode, work)))))?;
        answered.recv().unwrap_or_else(|_| Err(closed()))
    }

    fn submit(&self, work: Work) -> Result<(), Error> {
        self.queue.as_ref().and_then(|queue| queue.send(work).ok()).ok_or_else(closed)
    }
}

fn attend(mut session: Session, queue: &Mutex<Receiver<Work>>) {
    loop {
        // Held while waiting: the next idle thread waits for the lock instead of for the work.
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(work) => work(&mut session),
            Err(_) => return,
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".to_owned())
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue = None;
        let this = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last handle may have been dropped by a closure, on one of these threads.
            if thread.thread().id() != this {
                drop(thread.join());
            }
        }
    }
}
