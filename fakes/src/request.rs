//! A request as it came, read from a connection: with a length, or in chunks.

use serde_json::Value;
use std::io::{self, BufRead, Read};

/// Larger heads and bodies end the connection.
const LONGEST_HEAD: usize = 64 * 1024;
const LONGEST_BODY: usize = 64 * 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Decoded, in its order.
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// None: the body is no JSON.
    pub json: Option<Value>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The token behind `Authorization: Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The body as a form.
    pub fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    pub(crate) fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.split(';').next() == Some("application/json"))
    }

    pub(crate) fn wants_the_end(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    /// None: the connection ended between two requests. Errors: it ended within one, or what came is no HTTP.
    pub(crate) fn read(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(first) = line(stream)? else { return Ok(None) };
        let mut parts = first.split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1")) = (parts.next(), parts.next(), parts.next()) else {
            return Err(broken("no request line"));
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: Vec::new(),
            body: Vec::new(),
            json: None,
        };
        let mut length = first.len();
        loop {
            let line = line(stream)?.ok_or_else(|| broken("the head ended early"))?;
            length += line.len();
            match line.split_once(':') {
                _ if line.is_empty() => break,
                _ if length > LONGEST_HEAD => return Err(broken("a long head")),
                Some((name, value)) => {
                    request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
                }
                None => return Err(broken("no header")),
            }
        }
        request.body = body(stream, &request)?;
        request.json = serde_json::from_slice(&request.body).ok();
        Ok(Some(request))
    }
}

fn body(stream: &mut impl BufRead, request: &Request) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if request.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = line(stream)?.ok_or_else(|| broken("a chunk ended early"))?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)
                .map_err(|_| broken("no size of a chunk"))?;
            take(stream, size, &mut body)?;
            line(stream)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = request.header("content-length").unwrap_or("0").parse().map_err(|_| broken("no length"))?;
    take(stream, length, &mut body)?;
    Ok(body)
}

fn take(stream: &mut impl BufRead, size: usize, body: &mut Vec<u8>) -> io::Result<()> {
    if size.saturating_add(body.len()) > LONGEST_BODY {
        return Err(broken("a long body"));
    }
    let from = body.len();
    body.resize(from + size, 0);
    stream.read_exact(&mut body[from..])
}

/// Without its end; none: there was no more.
fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    stream.take(LONGEST_HEAD as u64).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8(line).map_err(|_| broken("no text"))?;
    let text = text.strip_suffix('\n').ok_or_else(|| broken("the head ended early"))?;
    Ok(Some(text.strip_suffix('\r').unwrap_or(text).to_owned()))
}

fn broken(words: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}
