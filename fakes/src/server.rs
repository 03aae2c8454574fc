//! A small HTTP/1.1 server on loopback: a thread for each connection, which stays open from request to request.

use crate::answer::Deed;
use crate::request::Request;
use std::collections::HashMap;
use std::io::{self, BufReader};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) type Serve = dyn Fn(Request) -> Deed + Send + Sync;

/// Listens until it is dropped; then every connection is closed.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    open: Arc<Open>,
}

#[derive(Default)]
struct Open {
    is_closing: AtomicBool,
    streams: Mutex<HashMap<u64, TcpStream>>,
}

impl Open {
    fn streams(&self) -> std::sync::MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    pub(crate) fn start(at: SocketAddr, serve: Arc<Serve>) -> io::Result<Self> {
        let listener = TcpListener::bind(at)?;
        let address = listener.local_addr()?;
        let open = Arc::new(Open::default());
        let taken = Arc::clone(&open);
        std::thread::Builder::new().name("fake".to_owned()).spawn(move || {
            for (number, stream) in (0_u64..).zip(listener.incoming()) {
                if taken.is_closing.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), serve, open) = (stream, Arc::clone(&serve), Arc::clone(&taken)) else { continue };
                let talk = move || {
                    if let Ok(own) = stream.try_clone() {
                        open.streams().insert(number, own);
                        if !open.is_closing.load(Ordering::SeqCst) {
                            // One who hangs up in the middle is what the tests are about.
                            let _ = converse(&stream, &*serve);
                        }
                        open.streams().remove(&number);
                    }
                    let _ = stream.shutdown(Shutdown::Both);
                };
                let started = std::thread::Builder::new().name("fake-talk".to_owned()).spawn(talk);
                started.expect("a thread for a connection");
            }
        })?;
        Ok(Self { address, open })
    }
}

fn converse(stream: &TcpStream, serve: &Serve) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        let ends = request.wants_the_end();
        let goes_on = serve(request).done(&mut &*stream)?;
        if ends || !goes_on {
            break;
        }
    }
    Ok(())
}

impl Drop for Server {
    fn drop(&mut self) {
        self.open.is_closing.store(true, Ordering::SeqCst);
        // Wakes the thread that takes connections.
        let _ = TcpStream::connect(self.address);
        for stream in self.open.streams().values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
