use super::super::listener::{Asked, Listener};
use super::*;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;

/// In every address, header and body here, and in no failure's words.
const SECRET: &str = "s3cr3t";

fn terms() -> Terms {
    let allow = vec!["127.0.0.0/8".parse().expect("a network")];
    Terms { name_server: None, webhook_allow: allow, roots: Roots::public(), patience: Patience::USUAL }
}

/// For what never comes; the rest has all its time, so that a slow machine changes nothing.
const SHORT: Duration = Duration::from_millis(300);

fn open(terms: &Terms) -> Client {
    Client::open(terms).expect("a thread")
}

fn post(url: String, reach: Reach) -> Call {
    let headers = vec![("Authorization".to_owned(), format!("Bearer {SECRET}"))];
    Call { method: Method::Post, url, headers, body: format!("{{\"key\":\"{SECRET}\"}}").into_bytes(), reach }
}

fn run<T>(what: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(what)
}

fn call(client: &Client, listener: &Listener) -> Result<Reply, CallFailure> {
    run(client.call(post(listener.url(&format!("/{SECRET}?key={SECRET}")), Reach::Operator)))
}

#[track_caller]
fn failed(terms: &Terms, listener: &Listener) -> CallFailure {
    let failure = call(&open(terms), listener).expect_err("no answer");
    assert!(!format!("{failure} {failure:?}").contains(SECRET), "{failure:?}");
    failure
}

#[test]
fn a_call_arrives_as_it_was_made_and_its_answer_comes_back() {
    let (send, asked) = mpsc::channel();
    let listener = Listener::start(move |mut stream| {
        let Some(request) = Asked::read(&mut stream) else { return };
        send.send(request).expect("the test waits");
        let answer = "HTTP/1.1 202 Accepted\r\nX-Trace: a\r\nx-trace: b\r\ncontent-length: 2\r\n\r\nok";
        stream.write_all(answer.as_bytes()).expect("it listens");
    });
    let client = open(&terms());
    let reply = run(client.call(post(listener.url("/v1/hook?a=%20b#c"), Reach::Public))).expect("an answer");
    let asked_for = asked.recv().expect("asked");
    assert_eq!(asked_for.line, "POST /v1/hook?a=%20b HTTP/1.1");
    assert_eq!(asked_for.header("host"), Some(&*listener.address.to_string()));
    assert_eq!(asked_for.header("authorization"), Some(&*format!("Bearer {SECRET}")));
    assert_eq!(asked_for.header("user-agent"), Some(USER_AGENT));
    assert_eq!(asked_for.body, format!("{{\"key\":\"{SECRET}\"}}").as_bytes());
    assert_eq!((reply.status, reply.body.as_slice(), reply.is_cut), (202, b"ok".as_slice(), false));
    let traces: Vec<&str> = reply.headers.iter().filter(|(name, _)| name == "x-trace").map(|(_, v)| &**v).collect();
    assert_eq!(traces, ["a", "b"]);

    let get = Call {
        method: Method::Get,
        headers: vec![("user-agent".into(), "other".into())],
        body: Vec::new(),
        ..post(listener.url(""), Reach::Operator)
    };
    assert_eq!(run(client.call(get)).expect("an answer").status, 202);
    let asked_for = asked.recv().expect("asked");
    assert_eq!((&*asked_for.line, asked_for.header("user-agent")), ("GET / HTTP/1.1", Some("other")));
    assert_eq!((asked_for.header("content-length"), asked_for.header("cookie")), (None, None));
}

#[test]
fn a_header_that_is_the_clients_own_or_malformed_is_refused_by_its_name() {
    let listener = Listener::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = open(&terms());
    for (name, value) in [
        ("Host", "127.0.0.1"),
        ("content-length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("connection", "close"),
        ("upgrade", "h2c"),
        ("a b", "c"),
        ("", "c"),
        ("x-key", "a\r\nhost: b"),
        ("x-key", "a\0"),
    ] {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let refused = run(client.call(Call { headers, ..post(listener.url("/"), Reach::Operator) }));
        assert_eq!(refused, Err(CallFailure::BadHeader(name.to_owned())), "{name}: {value:?}");
    }
    assert_eq!(listener.connections(), 0);
}

/// Tells which request of its connection it was.
fn counting() -> Listener {
    Listener::start(|mut stream| {
        let mut number = 0;
        while Asked::read(&mut stream).is_some() {
            number += 1;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{number}", number.to_string().len());
            stream.write_all(answer.as_bytes()).expect("it listens");
        }
    })
}

#[test]
fn a_connection_is_used_again_and_never_by_the_other_reach() {
    let (listener, client) = (counting(), open(&terms()));
    let number = |reach| {
        let reply = run(client.call(post(listener.url("/"), reach))).expect("an answer");
        String::from_utf8(reply.body).expect("a number")
    };
    // Whether the last connection is back in time for the next call nobody promises, so several may be made.
    assert!((0..100).any(|_| number(Reach::Operator) != "1"), "none was used again");
    assert_eq!(number(Reach::Public), "1");
    assert!((0..100).any(|_| number(Reach::Public) != "1"), "none was used again");
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let other = Listener::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let url = other.url("/metadata");
    let redirect = format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {url}\r\ncontent-length: 0\r\n\r\n");
    let reply = call(&open(&terms()), &Listener::answering(redirect)).expect("an answer");
    assert_eq!((reply.status, reply.header("location")), (307, Some(&*url)));
    assert_eq!(other.connections(), 0);
}

#[test]
fn of_an_answer_of_a_hundred_megabytes_only_its_beginning_is_read() {
    const WHOLE: usize = 100 << 20;
    let (send, written) = mpsc::channel();
    let listener = Listener::start(move |mut stream| {
        Asked::read(&mut stream).expect("a request");
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {WHOLE}\r\n\r\n").expect("it listens");
        let (part, mut sent) = (vec![b'x'; 64 << 10], 0);
        while sent < WHOLE && stream.write_all(&part).is_ok() {
            sent += part.len();
        }
        send.send(sent).expect("the test waits");
    });
    let reply = call(&open(&terms()), &listener).expect("an answer");
    assert_eq!((reply.status, reply.body.len(), reply.is_cut), (200, MAX_BODY, true));
    let written = written.recv().expect("it ends");
    assert!(written < WHOLE / 4, "{written} bytes were taken, the sockets' own buffers hold a few megabytes");
}

#[test]
fn an_answer_just_as_long_as_is_kept_is_whole() {
    for (length, is_cut) in [(MAX_BODY, false), (MAX_BODY + 1, true)] {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + length, b'x');
        let reply = call(&open(&terms()), &Listener::answering(answer)).expect("an answer");
        assert_eq!((reply.body.len(), reply.is_cut), (MAX_BODY, is_cut));
    }
}

/// Writes the part again and again, a hundredth of a second between, until the caller is gone.
fn trickle(mut stream: TcpStream, head: &str, part: &str) {
    if Asked::read(&mut stream).is_none() {
        return;
    }
    stream.set_read_timeout(Some(Duration::from_millis(10))).expect("a time");
    let mut more = stream.write_all(head.as_bytes());
    while more.is_ok() {
        // Nothing comes: this is the hundredth of a second, or the end.
        if matches!(stream.read(&mut [0]), Ok(0)) {
            break;
        }
        more = stream.write_all(part.as_bytes());
    }
}

#[test]
fn an_answer_that_never_ends_or_never_begins_has_its_time() {
    let head = "HTTP/1.1 200 OK\r\n";
    let hasty = Terms { patience: Patience { whole: SHORT, ..Patience::USUAL }, ..terms() };
    for (head, part) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "x"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        (head, "x"),
        ("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
        ("", ""),
    ] {
        let listener = Listener::start(move |stream| trickle(stream, head, part));
        let failure = failed(&hasty, &listener);
        assert_eq!((&failure, failure.may_have_arrived()), (&CallFailure::TimedOut, true), "{head:?} {part:?}");
    }
}

#[test]
fn a_head_beyond_the_bounds_is_refused() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(MAX_HEADERS + 1));
    let long = format!("HTTP/1.1 200 OK\r\na: {}", "b".repeat(2 * MAX_HEAD));
    for answer in [many, long] {
        assert_eq!(failed(&terms(), &Listener::answering(answer)), CallFailure::TooLarge);
    }
}

#[test]
fn what_is_no_whole_answer_is_broken_and_the_request_may_have_arrived() {
    for answer in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n",
    ] {
        let failure = failed(&terms(), &Listener::answering(answer));
        assert_eq!((failure.code(), failure.may_have_arrived()), ("broken", true), "{answer:?}: {failure}");
    }
    // Nothing is read, so closing resets the connection.
    let rude = Listener::start(drop);
    let failure = failed(&terms(), &rude);
    assert_eq!(failure.code(), "broken", "{failure}");
}

#[test]
fn nobody_there_is_told_from_one_who_does_not_answer() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let refused = run(open(&terms()).call(post(format!("http://{free}/"), Reach::Operator))).expect_err("nobody");
    assert_eq!((&refused, refused.may_have_arrived()), (&CallFailure::Refused, false));
    // Takes the connection and never shakes hands.
    let silent = Listener::start(|mut stream| drop(stream.read_to_end(&mut Vec::new())));
    let url = silent.url("/").replace("http:", "https:");
    let hasty = Terms { patience: Patience { connect: SHORT, ..Patience::USUAL }, ..terms() };
    let late = run(open(&hasty).call(post(url, Reach::Operator))).expect_err("silence");
    assert_eq!((&late, late.may_have_arrived()), (&CallFailure::ConnectTimedOut, false));
}

#[test]
fn a_call_that_is_given_up_hangs_up() {
    let (send, ended) = mpsc::channel();
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let listener = Listener::start(move |mut stream| {
        Asked::read(&mut stream).expect("a request");
        begun.send(()).expect("the test waits");
        send.send(stream.read(&mut [0]).unwrap_or(0)).expect("the test waits");
        let _ = stream.shutdown(Shutdown::Both);
    });
    let client = open(&terms());
    run(async {
        tokio::select! {
            reply = client.call(post(listener.url("/"), Reach::Operator)) => panic!("{reply:?}"),
            _ = has_begun.recv() => {}
        }
    });
    assert_eq!(ended.recv_timeout(Duration::from_secs(10)), Ok(0));
}

#[test]
fn whatever_can_be_called_can_be_asked_for() {
    for text in
        ["http://a.example/\"{}|^`[]\\~'<>?\"{}|^`[]\\'<>é", "https://[::ffff:10.0.0.1]:1/%", "http://n8n_1/ü?ü"]
    {
        let request = request(post(text.to_owned(), Reach::Operator)).expect(text);
        let endpoint = endpoint::parse(text).expect(text);
        assert_eq!(request.uri().to_string(), endpoint.url());
        assert_eq!(request.uri().authority().map(ToString::to_string), Some(endpoint.authority()));
    }
}
