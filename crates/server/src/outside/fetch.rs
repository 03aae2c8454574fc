//! One GET over plain HTTP: to the address that was judged, with the name only in the Host header, within a few
//! seconds and a few kilobytes.

use engine::outside::{Fetched, Silence};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::fmt::Display;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// From the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is looked for is one line.
const MOST: usize = 4 * 1024;

/// Errors: nobody takes the connection, answers in time, or speaks HTTP. An answer that is too long is one with no text.
pub async fn get(address: SocketAddr, host: &str, path: &str) -> Result<Fetched, Silence> {
    match tokio::time::timeout(PATIENCE, ask(address, host, path)).await {
        Ok(answered) => answered,
        Err(_) => Err(Silence(format!("{address} did not answer within {} s", PATIENCE.as_secs()))),
    }
}

async fn ask(address: SocketAddr, host: &str, path: &str) -> Result<Fetched, Silence> {
    let stream = TcpStream::connect(address).await.map_err(silent)?;
    let (mut send, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(silent)?;
    let request = http::Request::get(path)
        .header(http::header::HOST, host)
        .header(http::header::USER_AGENT, concat!("Giliran/", env!("CARGO_PKG_VERSION"), " (domain check)"))
        .header(http::header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(silent)?;
    let answered = async {
        let answer = send.send_request(request).await.map_err(silent)?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), MOST).collect().await;
        let bytes = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Ok(Fetched { status, text: String::from_utf8_lossy(&bytes).into_owned() })
    };
    // The connection moves the bytes; it ends with the answer, or before it.
    tokio::pin!(answered);
    tokio::select! {
        answer = &mut answered => answer,
        ended = connection => {
            ended.map_err(silent)?;
            answered.await
        }
    }
}

fn silent(error: impl Display) -> Silence {
    Silence(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    /// A server for one request: what it was asked, and what came of it.
    fn exchange(answer: &'static [u8]) -> (Vec<String>, Result<Fetched, Silence>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a caller");
            let lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let head = lines.take_while(|line| !line.is_empty()).collect();
            // One who has read enough hangs up, and that is no fault.
            let _ = stream.write_all(answer);
            head
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let fetched = runtime.block_on(get(address, "go.brand.example", "/.well-known/giliran/abc"));
        (server.join().expect("no panic"), fetched)
    }

    #[test]
    fn the_name_goes_into_the_host_header_and_the_connection_to_the_address() {
        let (head, fetched) = exchange(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello\n");
        assert_eq!(head[0], "GET /.well-known/giliran/abc HTTP/1.1");
        assert!(head.iter().any(|line| line.eq_ignore_ascii_case("host: go.brand.example")), "{head:?}");
        assert_eq!(fetched, Ok(Fetched { status: 200, text: "hello\n".into() }));
    }

    #[test]
    fn an_answer_without_a_length_ends_with_its_connection() {
        let (_, fetched) = exchange(b"HTTP/1.0 200 OK\r\n\r\nhello");
        assert_eq!(fetched, Ok(Fetched { status: 200, text: "hello".into() }));
    }

    #[test]
    fn a_redirect_is_an_answer_and_is_not_followed() {
        let answer = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(exchange(answer).1, Ok(Fetched { status: 302, text: String::new() }));
    }

    #[test]
    fn more_than_a_line_is_not_read_into_memory() {
        static LONG: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
            let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            answer.resize(1 << 20, b'x');
            answer
        });
        assert_eq!(exchange(&LONG).1, Ok(Fetched { status: 200, text: String::new() }));
    }

    #[test]
    fn what_is_no_http_is_no_answer() {
        assert!(exchange(b"SSH-2.0-OpenSSH_9.2\r\n").1.is_err());
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        assert!(runtime.block_on(get(free, "go.brand.example", "/")).is_err(), "nobody listens there any more");
    }
}
