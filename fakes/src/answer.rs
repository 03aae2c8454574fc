//! What goes back over the wire: an answer, or something that is none.

use crate::behave::Saying;
use serde_json::Value;
use std::io::{self, Write};
use std::time::Duration;

/// Of a good answer whose body comes in chunks.
pub(crate) const GOOD_HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
/// Between two bytes of an answer that dribbles.
const NOW_AND_THEN: Duration = Duration::from_millis(20);

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// What becomes of a request on its connection.
pub(crate) enum Deed {
    Answer(Answer),
    /// The connection is closed without a word.
    Close,
    /// A body that goes on until the other side has enough.
    Endless,
    /// This beginning, and then a byte now and then until the other side has enough.
    Dribble(&'static str),
    /// A good status and a body of so many bytes.
    Huge(u64),
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=UTF-8".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// As a proxy before the platform says it.
    pub(crate) fn html(status: u16) -> Self {
        let page = format!(
            "<!doctype html><html><head><title>{status}</title></head><body><h1>{status} Bad Gateway</h1>\
             <hr><center>nginx</center></body></html>"
        );
        Self { status, headers: vec![("content-type", "text/html".to_owned())], body: page.into_bytes() }
    }

    /// A good status with a body that was cut.
    pub(crate) fn not_json() -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status: 200, headers, body: br#"{"events_received": 1, "mess"#.to_vec() }
    }

    pub(crate) fn says(saying: Saying) -> Self {
        let Saying { status, kind, body } = saying;
        let headers = if kind.is_empty() { Vec::new() } else { vec![("content-type", kind.to_owned())] };
        Self { status, headers, body }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, phrase(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        let mut whole = (head + "\r\n").into_bytes();
        whole.extend_from_slice(&self.body);
        stream.write_all(&whole)
    }
}

impl Deed {
    /// Whether the connection may go on.
    pub(crate) fn done(&self, stream: &mut impl Write) -> io::Result<bool> {
        let piece = [b' '; 64 * 1024];
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        match self {
            Self::Answer(answer) => answer.write(stream).map(|()| true),
            Self::Close => Ok(false),
            Self::Endless => {
                stream.write_all(GOOD_HEAD.as_bytes())?;
                loop {
                    stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
                    stream.write_all(&piece)?;
                    stream.write_all(b"\r\n")?;
                }
            }
            Self::Dribble(head) => {
                stream.write_all(head.as_bytes())?;
                loop {
                    // Chunks of one byte; in a head the same letters are a header's value.
                    let byte: &[u8] = if *head == GOOD_HEAD { b"1\r\nx\r\n" } else { b"x" };
                    stream.write_all(byte)?;
                    std::thread::sleep(NOW_AND_THEN);
                }
            }
            Self::Huge(bytes) => {
                stream.write_all(format!("{head}content-length: {bytes}\r\n\r\n").as_bytes())?;
                let mut left = *bytes;
                while left > 0 {
                    let now = left.min(piece.len() as u64);
                    stream.write_all(&piece[..now as usize])?;
                    left -= now;
                }
                Ok(true)
            }
        }
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500.. => "Server Error",
        _ => "Other",
    }
}
