//! A small HTTP client that sends exactly the bytes it is told, also those that a decent client would not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A request, built up.
pub struct Request {
    head: Vec<u8>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

pub fn get(target: &str) -> Request {
    Request::new("GET", target.as_bytes())
}

pub fn post(target: &str) -> Request {
    Request::new("POST", target.as_bytes())
}

pub fn patch(target: &str) -> Request {
    Request::new("PATCH", target.as_bytes())
}

impl Request {
    /// The target goes on the wire as it is.
    pub fn new(method: &str, target: &[u8]) -> Self {
        let head = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\nConnection: close\r\n"].concat();
        Self { head, body: Vec::new() }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        self
    }

    /// A header of any bytes.
    #[must_use]
    pub fn raw_header(mut self, name: &str, value: &[u8]) -> Self {
        self.head.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
        self
    }

    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// A browser of a phone, so that a visit is a person's.
    #[must_use]
    pub fn phone(self) -> Self {
        self.header(
            "User-Agent",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        )
        .header("Accept-Language", "id-ID,id;q=0.9,en;q=0.8")
    }

    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body("application/json", &body.to_string())
    }

    #[must_use]
    pub fn body(self, kind: &str, text: &str) -> Self {
        self.bytes(kind, text.as_bytes().to_vec())
    }

    #[must_use]
    pub fn bytes(mut self, kind: &str, bytes: Vec<u8>) -> Self {
        self.body = bytes;
        self.header("Content-Type", kind)
    }

    pub fn send(self, to: SocketAddr) -> Answer {
        self.try_send(to).expect("the server answers")
    }

    pub fn try_send(mut self, to: SocketAddr) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&to, Duration::from_secs(10))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        if !self.head.windows(7).any(|w| w.eq_ignore_ascii_case(b"\nHost: ")) {
            self.head.extend_from_slice(format!("Host: localhost:{}\r\n", to.port()).as_bytes());
        }
        self.head.extend_from_slice(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
        stream.write_all(&self.head)?;
        stream.write_all(&self.body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Answer::read(&bytes).ok_or_else(|| std::io::Error::other("not an HTTP answer"))
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let rest = &bytes[end + 4..];
        let answer = Self { status, head, body: String::new() };
        let chunked = answer.header("transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked"));
        let body = if chunked { unchunk(rest)? } else { rest.to_vec() };
        Some(Self { body: String::from_utf8_lossy(&body).into_owned(), ..answer })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).first().copied()
    }

    /// Every value of a header, in order.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }

    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// `name=value` of a cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.headers("set-cookie")
            .into_iter()
            .filter_map(|cookie| cookie.split(';').next())
            .find(|pair| pair.split_once('=').is_some_and(|(key, _)| key == name))
            .map(str::to_owned)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
