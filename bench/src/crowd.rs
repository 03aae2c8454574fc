//! Load that keeps account: every request carries a mark of its own, and what became of each is known, whole answer or
//! none. Blocking connections on a bounded number of threads.

use crate::client::Connection;
use crate::traffic;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// One request and what became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its utm_content, which no other request has.
    pub mark: String,
    pub outcome: Outcome,
    pub at: Instant,
    pub took: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered(u16),
    /// The connection ended with so many bytes of the answer read.
    Cut(usize),
}

impl Sent {
    pub fn is_redirect(&self) -> bool {
        self.outcome == Outcome::Answered(302)
    }
}

/// Threads that send until they are told to stop.
pub struct Crowd {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Vec<Sent>>>,
}

impl Crowd {
    /// `pause` is kept between an answer and the next request. Every other visit of every second thread is a
    /// returning visitor's.
    pub fn start(label: &str, at: SocketAddr, threads: usize, pause: Duration) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let threads = (0..threads)
            .map(|number| {
                let (stop, label) = (Arc::clone(&stop), format!("{label}-{number}"));
                Builder::new().name(label.clone()).spawn(move || visit(&label, number, at, pause, &stop))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { stop, threads })
    }

    /// Everything that was sent.
    pub fn stop(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    }
}

fn visit(label: &str, number: usize, at: SocketAddr, pause: Duration, stop: &AtomicBool) -> Vec<Sent> {
    let seed = label.bytes().fold(number as u64 + 1, |sum, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)));
    let mut crowd = traffic::Crowd::new(seed);
    let mut sent: Vec<Sent> = Vec::new();
    let mut connection = None;
    let mut cookie = String::new();
    while !stop.load(Ordering::Relaxed) {
        let open = match connection.take() {
            Some(open) => open,
            None => match Connection::open(at) {
                Ok(open) => open,
                Err(_) => {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                }
            },
        };
        let mark = format!("{label}-{}", sent.len());
        let mut visitor = crowd.visitor(crate::seed::SLUG, &mark);
        if number % 2 == 1 && sent.len() % 2 == 1 {
            visitor.cookie.clone_from(&cookie);
        }
        let mut open = open;
        let begun = Instant::now();
        let answer = open.get(&visitor.path(), &visitor.headers());
        let took = begun.elapsed();
        let outcome = match &answer {
            Ok(answer) => Outcome::Answered(answer.status),
            Err(cut) => Outcome::Cut(cut.bytes),
        };
        sent.push(Sent { mark, outcome, at: begun, took });
        if let Ok(answer) = answer {
            if let Some(value) = answer.header("set-cookie").and_then(|line| line.split(['=', ';']).nth(1)) {
                value.clone_into(&mut cookie);
            }
            connection = (!answer.last).then_some(open);
        }
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
    }
    sent
}
