//! How requests come in: one thread takes connections and hands them round; one `current_thread` runtime per core
//! answers them. Visits go straight to [`crate::visit`], everything else through the router.

use crate::router;
use crate::visit::{BEACON, Figures, Visits, is_hub, is_visit};
use engine::Engine;
use http::Request;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

/// A head must have come whole within this time.
const HEAD: Duration = Duration::from_secs(15);
/// Room for a 16 kB query with headers beside it.
const HEAD_BYTES: usize = 64 * 1024;
/// Answers under way when the end is asked for may take this long.
const FINISH: Duration = Duration::from_secs(10);
/// Beyond so many connections new ones are closed at once.
const MOST_CONNECTIONS: usize = 20_000;

/// The running servers.
pub struct Serving {
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
    address: SocketAddr,
}

impl Serving {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections, lets answers under way finish, ends the threads. Blocking.
    pub fn stop(self) {
        let _ = self.stop.send(true);
        // Wakes the accepting thread out of its wait.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        for worker in self.workers {
            let _ = worker.join();
        }
    }
}

/// Starts answering on `listener` with `threads` runtimes.
pub fn serve(engine: &Arc<Engine>, listener: TcpListener, threads: usize) -> io::Result<Serving> {
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let figures = Arc::new(Figures::default());
    let open = Arc::new(AtomicUsize::new(0));
    // One for all threads: what it counts (rate limits) is counted over all of them.
    let routes = router::routes(Arc::clone(engine), Arc::clone(&figures));
    let (mut workers, mut hands) = (Vec::new(), Vec::new());
    for number in 0..threads.max(1) {
        let (hand, taken) = mpsc::unbounded_channel();
        hands.push(hand);
        let worker = Worker {
            engine: Arc::clone(engine),
            figures: Arc::clone(&figures),
            routes: routes.clone(),
            open: Arc::clone(&open),
            stopped: stopped.clone(),
            is_first: number == 0,
        };
        workers.push(Builder::new().name(format!("answer-{number}")).spawn(move || worker.run(taken))?);
    }
    workers.push(Builder::new().name("accept".into()).spawn(move || accept(&listener, &hands, &open, &stopped))?);
    Ok(Serving { stop, workers, address })
}

fn accept(
    listener: &TcpListener,
    hands: &[mpsc::UnboundedSender<(TcpStream, SocketAddr)>],
    open: &AtomicUsize,
    stopped: &watch::Receiver<bool>,
) {
    for turn in 0.. {
        match listener.accept() {
            _ if *stopped.borrow() => return,
            Ok((stream, peer)) => {
                if open.load(Ordering::Relaxed) >= MOST_CONNECTIONS {
                    continue;
                }
                let _ = stream.set_nodelay(true);
                if stream.set_nonblocking(true).is_ok() {
                    open.fetch_add(1, Ordering::Relaxed);
                    let _ = hands[turn % hands.len()].send((stream, peer));
                }
            }
            Err(error) => {
                // Out of file handles, mostly: let some connections end.
                tracing::warn!(%error, "a connection could not be taken");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

struct Worker {
    engine: Arc<Engine>,
    figures: Arc<Figures>,
    routes: axum::Router,
    open: Arc<AtomicUsize>,
    stopped: watch::Receiver<bool>,
    /// The first one also runs the engine's background work.
    is_first: bool,
}

impl Worker {
    fn run(self, taken: mpsc::UnboundedReceiver<(TcpStream, SocketAddr)>) {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::error!(%error, "an answering thread could not start");
                return;
            }
        };
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime, self.answer(taken));
    }

    async fn answer(self, mut taken: mpsc::UnboundedReceiver<(TcpStream, SocketAddr)>) {
        let lane = self.engine.journal.lane();
        let dispatched = Arc::clone(&lane);
        tokio::task::spawn_local(async move { dispatched.dispatch().await });
        let (journal, gathered) = (self.engine.journal.clone(), Arc::clone(&lane));
        tokio::task::spawn_local(async move { journal.gather(&gathered).await });
        if self.is_first {
            let engine = Arc::clone(&self.engine);
            tokio::task::spawn_local(async move { engine.background().await });
        }
        let visits = Arc::new(Visits { engine: Arc::clone(&self.engine), lane, figures: Arc::clone(&self.figures) });
        let routes = self.routes.clone();
        let mut stopped = self.stopped.clone();
        let mut tasks = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                connection = taken.recv() => {
                    let Some((stream, peer)) = connection else { break };
                    let end = Ended(Arc::clone(&self.open));
                    tasks.spawn_local(connection_task(stream, peer, Arc::clone(&visits), routes.clone(), self.stopped.clone(), end));
                }
                _ = tasks.join_next(), if !tasks.is_empty() => {}
                _ = stopped.changed() => break,
            }
        }
        let all_done = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH, all_done).await.is_err() {
            tracing::warn!("some connections were cut off after ten seconds");
        }
    }
}

/// Counts a connection out, however it ends.
struct Ended(Arc<AtomicUsize>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn connection_task(
    stream: TcpStream,
    peer: SocketAddr,
    visits: Arc<Visits>,
    routes: axum::Router,
    mut stopped: watch::Receiver<bool>,
    _end: Ended,
) {
    let Ok(stream) = tokio::net::TcpStream::from_std(stream) else { return };
    let service = service_fn(move |request: Request<Incoming>| {
        let (visits, routes) = (Arc::clone(&visits), routes.clone());
        async move {
            let answer = if is_visit(request.uri().path()) {
                let (parts, body) = request.into_parts();
                visits.answer(&parts, body, peer.ip()).await.map(Either::Left)
            } else if request.uri().path() == BEACON {
                let (parts, body) = request.into_parts();
                Box::pin(visits.beacon(&parts, body)).await.map(Either::Left)
            } else if is_hub(request.uri().path()) {
                let (parts, body) = request.into_parts();
                Box::pin(visits.answer_hub(&parts, body, peer.ip())).await.map(Either::Left)
            } else {
                let mut request = request.map(axum::body::Body::new);
                request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
                // Apart: a visit should not carry the room that a desk's page takes.
                let Ok(answer) = Box::pin(routes.oneshot(request)).await;
                answer.map(Either::Right)
            };
            Ok::<_, Infallible>(answer)
        }
    });
    // Without `pipeline_flush`: with it, hyper's own answer to a request that is none (400, 414) is never sent, because
    // the bytes that it could not read are still there.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // A visitor who hangs up is no news.
            _ = connection.as_mut() => return,
            _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
        }
    }
}
