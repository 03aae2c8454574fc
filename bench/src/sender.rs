//! Requests that were prepared beforehand, each sent once over so many connections, and how each was answered. A
//! connection sends its next one when it has the answer to the last. One thread, on a core of its own.

use crate::Result;
use crate::machine::keep_on;
use crate::tally::percentile;
use std::cell::{Cell, RefCell};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(60);

/// An answer that came whole.
pub struct Reply<'r> {
    pub status: u16,
    pub head: &'r str,
    pub body: &'r str,
}

impl Reply<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What became of all of them.
pub struct Sends<T> {
    /// In the order of the requests: what was read of the answer, and what it took. None: it did not come whole.
    pub answers: Vec<Option<(T, Duration)>>,
    pub took: Duration,
}

impl<T> Sends<T> {
    pub fn answered(&self) -> u64 {
        self.answers.iter().flatten().count() as u64
    }

    pub fn rate(&self) -> f64 {
        self.answered() as f64 / self.took.as_secs_f64()
    }

    /// Milliseconds that this part of them did not exceed.
    pub fn percentile(&self, part: f64) -> f64 {
        percentile(&self.answers.iter().flatten().map(|(_, took)| *took).collect::<Vec<_>>(), part)
    }
}

/// Sends them all. Neighbours go out at one moment where there are connections for them.
pub fn send<T: Send + 'static>(
    at: SocketAddr,
    connections: usize,
    core: Option<usize>,
    requests: Vec<Vec<u8>>,
    read: fn(&Reply<'_>) -> T,
) -> Result<Sends<T>> {
    let thread = std::thread::Builder::new().name("load".into()).spawn(move || {
        keep_on(core)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        tokio::task::LocalSet::new().block_on(&runtime, all(at, connections, requests, read))
    })?;
    thread.join().map_err(|_| "the sending thread failed")?
}

async fn all<T: 'static>(
    at: SocketAddr,
    connections: usize,
    requests: Vec<Vec<u8>>,
    read: fn(&Reply<'_>) -> T,
) -> Result<Sends<T>> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        open.push(stream);
    }
    let answers: Vec<Option<(T, Duration)>> = requests.iter().map(|_| None).collect();
    let shared = Rc::new((requests, Cell::new(0), RefCell::new(answers)));
    let begun = Instant::now();
    let tasks: Vec<_> = open
        .into_iter()
        .map(|mut stream| {
            let shared = Rc::clone(&shared);
            tokio::task::spawn_local(async move {
                let (requests, next, answers) = &*shared;
                let mut buffer = Vec::with_capacity(16 * 1024);
                loop {
                    let number = next.replace(next.get() + 1);
                    let Some(request) = requests.get(number) else { return };
                    let begun = Instant::now();
                    let asked = tokio::time::timeout(PATIENCE, ask(&mut stream, request, &mut buffer, read)).await;
                    // What was cut stays unanswered; the others go on.
                    let Ok(Ok(answer)) = asked else { return };
                    answers.borrow_mut()[number] = Some((answer, begun.elapsed()));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    let took = begun.elapsed();
    let (.., answers) = Rc::into_inner(shared).ok_or("a connection is still at work")?;
    Ok(Sends { answers: answers.into_inner(), took })
}

async fn ask<T>(
    stream: &mut TcpStream,
    request: &[u8],
    buffer: &mut Vec<u8>,
    read: fn(&Reply<'_>) -> T,
) -> std::io::Result<T> {
    stream.write_all(request).await?;
    buffer.clear();
    let strange = || Error::from(ErrorKind::InvalidData);
    let end = loop {
        more(stream, buffer).await?;
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(strange)?;
    let mut reply = Reply { status, head: &head, body: "" };
    let length: usize =
        reply.header("content-length").map_or(Ok(0), str::parse).map_err(|_| Error::from(ErrorKind::InvalidData))?;
    while buffer.len() < end + 4 + length {
        more(stream, buffer).await?;
    }
    let body = String::from_utf8_lossy(&buffer[end + 4..end + 4 + length]);
    reply.body = &body;
    Ok(read(&reply))
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    match stream.read_buf(buffer).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// Answers each request with the length of its body, and hangs up on one that says so.
    fn echo(listener: &TcpListener) {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut bytes = [0; 1024];
                while let Ok(count @ 1..) = stream.read(&mut bytes) {
                    if bytes[..count].starts_with(b"hang up") {
                        return;
                    }
                    let body = String::from_utf8_lossy(&bytes[..count]).into_owned();
                    let head = format!("HTTP/1.1 200 OK\r\nX-Own: yes\r\nContent-Length: {}\r\n\r\n", body.len());
                    stream.write_all(head.as_bytes()).unwrap();
                    stream.write_all(body.as_bytes()).unwrap();
                }
            });
        }
    }

    #[test]
    fn each_request_has_its_own_answer_and_one_that_was_cut_has_none() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        std::thread::spawn(move || echo(&listener));
        let mut requests: Vec<Vec<u8>> = (0..40).map(|n| format!("request {n}").into_bytes()).collect();
        requests[7] = b"hang up".to_vec();
        let read = |reply: &Reply<'_>| (reply.status, reply.header("x-own").is_some(), reply.body.to_owned());
        let sends = send(at, 4, None, requests.clone(), read).unwrap();
        assert_eq!(sends.answered(), 39);
        for (number, (request, answer)) in requests.iter().zip(&sends.answers).enumerate() {
            let said = answer.as_ref().map(|(said, _)| said.clone());
            let own = (number != 7).then(|| (200, true, String::from_utf8(request.clone()).unwrap()));
            assert_eq!(said, own, "{number}");
        }
        assert!(sends.percentile(1.0) >= sends.percentile(0.5));
    }
}
