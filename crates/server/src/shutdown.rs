//! The end, in order: wait for SIGTERM or Ctrl-C, finish what is under way, close the engine. It takes no longer than
//! it may: what was answered is in the journal, and what is not in the store by then waits there. A second signal ends
//! it at once, for the same reason.

use crate::commands::Failure;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Runs `beside` until a signal comes, then `close` on a thread of its own.
pub fn run(
    beside: impl Future<Output = ()>,
    patience: Duration,
    close: impl FnOnce() + Send + 'static,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::failed)?;
    runtime.block_on(async {
        let mut signals = Signals::new().map_err(Failure::while_doing("signals can't be heard"))?;
        tokio::select! {
            name = signals.next() => tracing::info!(signal = name, "ending: no new connections, open requests are finished"),
            () = forever(beside) => {}
        }
        let (done, mut closed) = tokio::sync::oneshot::channel();
        std::thread::Builder::new()
            .name("close".to_owned())
            .spawn(move || {
                close();
                // Nobody listens when patience was over first.
                let _ = done.send(());
            })
            .map_err(Failure::failed)?;
        tokio::select! {
            _ = &mut closed => tracing::info!("ended; everything answered is kept"),
            name = signals.next() => tracing::warn!(signal = name, "ended at once; what is not in the store waits in the journal"),
            () = tokio::time::sleep(patience) => {
                tracing::warn!("the end took too long; what is not in the store waits in the journal");
            }
        }
        Ok(())
    })
}

async fn forever(work: impl Future<Output = ()>) {
    work.await;
    std::future::pending::<()>().await;
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
