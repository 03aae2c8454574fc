//! A small HTTP/1.1 client on one blocking connection, which says exactly how far an answer came before it broke.

use std::io::{Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The server ends the connection after this.
    pub last: bool,
}

/// An answer that did not come whole.
#[derive(Debug)]
pub struct Cut {
    /// Bytes of it that came; 0: none, as of a connection that the server had closed before it read the request.
    pub bytes: usize,
    pub error: Error,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

impl Connection {
    pub fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// `headers` are whole lines with their ends.
    pub fn get(&mut self, path: &str, headers: &str) -> Result<Answer, Cut> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        self.send(request.as_bytes())
    }

    pub fn send(&mut self, request: &[u8]) -> Result<Answer, Cut> {
        self.buffer.clear();
        let written = self.stream.write_all(request);
        // What was answered before the write failed is read all the same.
        match (self.read(), written) {
            (Ok(answer), _) => Ok(answer),
            (Err(error), Ok(())) | (Err(_), Err(error)) => Err(Cut { bytes: self.buffer.len(), error }),
        }
    }

    fn read(&mut self) -> std::io::Result<Answer> {
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            self.more()?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or(ErrorKind::InvalidData)?;
        let mut answer = Answer { status, head, body: String::new(), last: false };
        answer.last = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let start = end + 4;
        let chunked = answer.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
        let body = if chunked {
            self.chunks(start)?
        } else {
            let length =
                answer.header("content-length").map_or(Ok(0), str::parse).map_err(|_| ErrorKind::InvalidData)?;
            while self.buffer.len() < start + length {
                self.more()?;
            }
            self.buffer[start..start + length].to_vec()
        };
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    fn chunks(&mut self, mut at: usize) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                match find(&self.buffer[at..], b"\r\n") {
                    Some(end) => break end,
                    None => self.more()?,
                }
            };
            let size =
                std::str::from_utf8(&self.buffer[at..at + line]).ok().and_then(|t| usize::from_str_radix(t, 16).ok());
            let size = size.ok_or(ErrorKind::InvalidData)?;
            at += line + 2;
            while self.buffer.len() < at + size + 2 {
                self.more()?;
            }
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[at..at + size]);
            at += size + 2;
        }
    }

    fn more(&mut self) -> std::io::Result<()> {
        let mut bytes = [0; 16 * 1024];
        let count = self.stream.read(&mut bytes)?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(())
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn answered(bytes: &'static [u8]) -> Result<Answer, Cut> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(bytes).unwrap();
        });
        let answer = Connection::open(address).unwrap().get("/", "");
        server.join().unwrap();
        answer
    }

    #[test]
    fn an_answer_is_read_by_its_length_or_its_chunks() {
        let answer = answered(b"HTTP/1.1 302 Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").unwrap();
        assert_eq!((answer.status, answer.body.as_str(), answer.last), (302, "ok", true));
        let answer =
            answered(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").unwrap();
        assert_eq!(answer.body, "abcde");
    }

    #[test]
    fn an_answer_that_breaks_says_how_far_it_came() {
        assert_eq!(answered(b"HTTP/1.1 302 Fo").unwrap_err().bytes, 15);
    }
}
