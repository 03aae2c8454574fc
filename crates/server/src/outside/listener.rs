//! For tests: a server on loopback that does as it is told with each connection and counts them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Listener {
    pub address: SocketAddr,
    taken: Arc<AtomicUsize>,
    /// Of these, our own.
    probes: AtomicUsize,
}

impl Listener {
    /// Each connection on a thread of its own, until the test's process ends.
    pub fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::at((Ipv4Addr::LOCALHOST, 0), serve)
    }

    pub fn at(at: impl Into<SocketAddr>, serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(at.into()).expect("an address");
        let (address, serve) = (listener.local_addr().expect("bound"), Arc::new(serve));
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counter.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || serve(stream));
            }
        });
        Self { address, taken, probes: AtomicUsize::new(0) }
    }

    /// The same bytes to every request.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| {
            if Asked::read(&mut stream).is_some() {
                // One who has read enough hangs up, and that is no fault.
                let _ = stream.write_all(&answer);
            }
        })
    }

    /// How many connections came. Connections are taken in the order they came, so one of our own ends the count.
    pub fn connections(&self) -> usize {
        let mut own = TcpStream::connect(self.address).expect("it listens");
        let _ = own.shutdown(std::net::Shutdown::Write);
        let _ = own.read_to_end(&mut Vec::new());
        let probes = self.probes.fetch_add(1, Ordering::SeqCst) + 1;
        self.taken.load(Ordering::SeqCst) - probes
    }

    pub fn url(&self, path: &str) -> String {
        self.url_of(self.address.ip(), path)
    }

    pub fn url_of(&self, ip: IpAddr, path: &str) -> String {
        format!("http://{}{path}", SocketAddr::new(ip, self.address.port()))
    }
}

/// A request as it came.
#[derive(Debug)]
pub struct Asked {
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    /// None: the connection ended before the request did.
    pub fn read(stream: &mut impl Read) -> Option<Self> {
        let mut reader = BufReader::with_capacity(1, stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let headers: Vec<_> = lines[1..]
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length").map_or("0", |(_, value)| value);
        let mut body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        Some(Self { line: lines.swap_remove(0), headers, body })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
