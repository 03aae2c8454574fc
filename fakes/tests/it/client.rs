//! A client of a few lines, and bad requests as changes of a good one.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giliran_fakes::{Fake, Person};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// 2026-11-26 12:00:00 UTC.
pub const NOW: i64 = 1_795_694_400_000_000;
pub const SECOND: i64 = 1_000_000;
pub const DAY: i64 = 86_400 * SECOND;

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// Errors: the connection ended before the answer did.
pub fn send(fake: &Fake, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(fake.socket())?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    ask(&mut stream, method, target, headers, body)?;
    read(&mut BufReader::new(stream))
}

pub fn ask(
    stream: &mut impl Write,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<()> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut whole = (head + "\r\n").into_bytes();
    whole.extend_from_slice(body);
    stream.write_all(&whole)
}

pub fn read(stream: &mut impl BufRead) -> io::Result<Reply> {
    let line = |stream: &mut dyn BufRead| {
        let mut line = String::new();
        match stream.read_line(&mut line)? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            _ => Ok(line.trim_end().to_owned()),
        }
    };
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Reply { status, headers, body })
}

/// JSON by POST.
pub fn post(fake: &Fake, target: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
    send(fake, "POST", target, &headers, body.to_string().as_bytes()).unwrap()
}

/// The same value with something else at the place; null is as good as nothing.
pub fn with(value: &Value, place: &str, other: Value) -> Value {
    let mut value = value.clone();
    let (parent, key) = place.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = other,
        map => map[key] = other,
    }
    value
}

/// The faults that came since the last look.
pub struct Faults<'f> {
    fake: &'f Fake,
    seen: usize,
}

impl<'f> Faults<'f> {
    pub fn of(fake: &'f Fake) -> Self {
        Self { fake, seen: 0 }
    }

    pub fn new_ones(&mut self) -> Vec<String> {
        let all = self.fake.faults();
        let new = all[self.seen..].to_vec();
        self.seen = all.len();
        new
    }

    /// Exactly one new fault, at the place.
    pub fn are_at(&mut self, place: &str) {
        let new = self.new_ones();
        assert!(!new.is_empty() && new.iter().all(|fault| fault.contains(place)), "{place}: {new:?}");
    }
}

pub fn budi() -> Person {
    Person {
        phone: "+6281234567890".into(),
        email: "Budi.Santoso+promo@gmail.com".into(),
        first_name: "Budi".into(),
        last_name: "Santoso".into(),
        ..Person::default()
    }
}

pub const BUDI_DIGITS: &str = "6281234567890";
pub const BUDI_E164: &str = "+6281234567890";
pub const BUDI_EMAIL: &str = "budi.santoso+promo@gmail.com";
pub const BUDI_GOOGLE: &str = "budisantoso@gmail.com";

pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}
