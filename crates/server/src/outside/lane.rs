//! The thread on which calls are made: connections live on one runtime for as long as they are kept, whoever asked for
//! them, and no handshake takes an answering thread's time. It ends with its handle, and what is open ends with it.

use std::io::Result;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinError};

#[derive(Debug)]
pub struct Lane {
    handle: Handle,
    /// The thread ends when this goes.
    _open: oneshot::Sender<()>,
}

impl Lane {
    /// Errors: the operating system gives no thread.
    pub fn open() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (open, closed) = oneshot::channel::<()>();
        std::thread::Builder::new().name("outside".into()).spawn(move || {
            let _ = runtime.block_on(closed);
        })?;
        Ok(Self { handle, _open: open })
    }

    /// Runs it there; given up when the caller gives up. Errors: it panicked, or the lane was closed.
    pub async fn run<T: Send + 'static>(
        &self,
        what: impl Future<Output = T> + Send + 'static,
    ) -> std::result::Result<T, JoinError> {
        let running = self.handle.spawn(what);
        let _given_up = GivenUp(running.abort_handle());
        running.await
    }
}

struct GivenUp(AbortHandle);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.abort();
    }
}
