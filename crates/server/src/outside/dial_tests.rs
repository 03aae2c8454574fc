//! Where a call with an address that a person typed in may lead, and to whom it speaks over TLS.

use super::super::client::{Client, Patience, Terms};
use super::super::listener::{Asked, Listener};
use super::super::tls::Roots;
use super::*;
use engine::outside::{Call, Method, Reach, Reply};
use std::io::Write;
use std::net::{Ipv4Addr, UdpSocket};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

#[path = "../../tests/it/name_server.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the tests of the binary ask it for more")]
mod name_server;

use name_server::NameServer;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

fn terms(names: &NameServer, allow: &[&str]) -> Terms {
    Terms {
        name_server: Some(names.address),
        webhook_allow: allow.iter().map(|net| net.parse().expect("a network")).collect(),
        roots: Roots::public(),
        patience: Patience::USUAL,
    }
}

fn call(client: &Client, url: &str, reach: Reach) -> Result<Reply, CallFailure> {
    let call = Call { method: Method::Post, url: url.to_owned(), headers: Vec::new(), body: b"{}".to_vec(), reach };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(client.call(call))
}

fn open(terms: &Terms) -> Client {
    Client::open(terms).expect("a thread")
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn no_notation_of_a_forbidden_address_is_connected_to() {
    let (listener, names) = (Listener::answering(OK), NameServer::start());
    let client = open(&terms(&names, &[]));
    let port = listener.address.port();
    for (host, address) in [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("%31%32%37.0.0.1", "127.0.0.1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("127。0。0。1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("LocalHost.", "127.0.0.1"),
        ("a.localhost", "127.0.0.1"),
        ("127.255.255.254", "127.255.255.254"),
        ("0.0.0.0", "0.0.0.0"),
        ("0", "0.0.0.0"),
        ("10.0.0.1", "10.0.0.1"),
        ("100.64.0.1", "100.64.0.1"),
        ("100.100.100.200", "100.100.100.200"),
        ("168.63.129.16", "168.63.129.16"),
        ("169.254.169.254", "169.254.169.254"),
        ("0xa9fea9fe", "169.254.169.254"),
        ("2852039166", "169.254.169.254"),
        ("172.16.0.1", "172.16.0.1"),
        ("192.0.0.1", "192.0.0.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("192.88.99.1", "192.88.99.1"),
        ("192.168.1.1", "192.168.1.1"),
        ("198.18.0.1", "198.18.0.1"),
        ("203.0.113.1", "203.0.113.1"),
        ("224.0.0.1", "224.0.0.1"),
        ("255.255.255.255", "255.255.255.255"),
        ("[::]", "::"),
        ("[::1]", "::1"),
        ("[0:0::1]", "::1"),
        ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
        ("[::ffff:7f00:1]", "::ffff:127.0.0.1"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"),
        ("[::127.0.0.1]", "::127.0.0.1"),
        ("[64:ff9b::127.0.0.1]", "64:ff9b::127.0.0.1"),
        ("[64:ff9b:1::1]", "64:ff9b:1::1"),
        ("[100::1]", "100::1"),
        ("[2001:0:7f00:1::]", "2001:0:7f00:1::"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2002:7f00:1::]", "2002:7f00:1::"),
        ("[fc00::1]", "fc00::1"),
        ("[fd00:ec2::254]", "fd00:ec2::254"),
        ("[fe80::1]", "fe80::1"),
        ("[fec0::1]", "fec0::1"),
        ("[ff02::1]", "ff02::1"),
    ] {
        for scheme in ["http", "https"] {
            let refused = call(&client, &format!("{scheme}://{host}:{port}/x"), Reach::Public);
            assert_eq!(refused, Err(CallFailure::ForbiddenAddress(ip(address))), "{scheme}://{host}");
        }
    }
    for host in ["hooks.example@127.0.0.1", "user:password@localhost", "[fe80::1%25eth0]", "[::1", "127.0.0.1\0"] {
        let refused = call(&client, &format!("http://{host}:{port}/x"), Reach::Public).expect_err(host);
        assert_eq!(refused.code(), "bad_address", "{host}");
    }
    assert_eq!(listener.connections(), 0);
}

#[test]
fn a_name_is_refused_for_any_forbidden_address_that_it_has() {
    let (listener, names) = (Listener::answering(OK), NameServer::start());
    let client = open(&terms(&names, &["127.0.0.0/24"]));
    for (addresses, forbidden) in [
        (vec!["10.9.9.9"], "10.9.9.9"),
        (vec!["127.0.0.1", "10.9.9.9"], "10.9.9.9"),
        (vec!["10.9.9.9", "127.0.0.1"], "10.9.9.9"),
        (vec!["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "10.9.9.9"], "10.9.9.9"),
        (vec!["127.0.0.1", "::1"], "::1"),
        (vec!["127.0.0.1", "fd00::9"], "fd00::9"),
        (vec!["127.0.0.1", "::ffff:10.9.9.9"], "::ffff:10.9.9.9"),
        (vec!["127.0.0.1", "2002:7f00:1::"], "2002:7f00:1::"),
    ] {
        names.addresses("hooks.example", &addresses.iter().map(|address| ip(address)).collect::<Vec<_>>());
        let refused = call(&client, &format!("http://hooks.example:{}/", listener.address.port()), Reach::Public);
        assert_eq!(refused, Err(CallFailure::ForbiddenAddress(ip(forbidden))), "{addresses:?}");
    }
    assert_eq!(listener.connections(), 0);
    names.addresses("hooks.example", &[ip("127.0.0.1")]);
    let url = format!("http://hooks.example:{}/", listener.address.port());
    assert_eq!(call(&client, &url, Reach::Public).map(|reply| reply.status), Ok(200));
    assert_eq!(listener.connections(), 1);
}

#[test]
fn a_name_that_leads_elsewhere_the_second_time_never_leads_there() {
    let names = NameServer::start();
    let (judged, private) = (Ipv4Addr::new(127, 0, 77, 1), Ipv4Addr::LOCALHOST);
    let inside = Listener::answering(OK);
    let outside = Listener::at((judged, inside.address.port()), |mut stream| {
        if Asked::read(&mut stream).is_some() {
            let _ = stream.write_all(OK.as_bytes());
        }
    });
    let client = open(&terms(&names, &["127.0.77.0/24"]));
    let url = format!("http://rebind.example:{}/", inside.address.port());
    names.turns("rebind.example", &[judged, private, judged, private]);
    for turn in 0..2 {
        assert_eq!(call(&client, &url, Reach::Public).map(|reply| reply.status), Ok(200), "{turn}");
        assert_eq!(names.asked("rebind.example"), 2 * turn + 1, "a call asks once");
        let refused = call(&client, &url, Reach::Public);
        assert_eq!(refused, Err(CallFailure::ForbiddenAddress(private.into())), "{turn}");
    }
    assert_eq!((outside.connections(), inside.connections()), (2, 0));
}

#[test]
fn what_the_operator_allows_or_names_is_reached() {
    let (listener, names) = (Listener::answering(OK), NameServer::start());
    names.a("n8n", Ipv4Addr::LOCALHOST);
    let port = listener.address.port();
    let allowed = open(&terms(&names, &["127.0.0.0/8", "::1/128"]));
    let strict = open(&terms(&names, &[]));
    for host in ["127.0.0.1", "0x7f.1", "localhost", "n8n", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{port}/");
        assert_eq!(call(&allowed, &url, Reach::Public).map(|reply| reply.status), Ok(200), "{host}");
        assert_eq!(call(&strict, &url, Reach::Operator).map(|reply| reply.status), Ok(200), "{host}");
        let refused = call(&strict, &url, Reach::Public).map_err(|failure| failure.code());
        assert_eq!(refused, Err("forbidden_address"), "{host}");
    }
    assert_eq!(listener.connections(), 10);
}

#[test]
fn a_name_without_an_address_is_told_from_a_name_server_without_a_word() {
    let names = NameServer::start();
    names.addresses("empty.example", &[]);
    for name in ["none.example", "empty.example"] {
        let nobody = call(&open(&terms(&names, &[])), &format!("http://{name}/"), Reach::Public).expect_err(name);
        assert_eq!((&nobody, nobody.may_have_arrived()), (&CallFailure::NoSuchHost, false), "{name}");
    }
    // Bound and silent.
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let short = Duration::from_millis(300);
    let patience = Patience { look_up: short, ..Patience::USUAL };
    let terms = Terms { name_server: silent.local_addr().ok(), patience, ..terms(&names, &[]) };
    let unknown = call(&open(&terms), "http://hooks.example/", Reach::Public).expect_err("silence");
    assert_eq!((unknown.code(), unknown.may_have_arrived()), ("no_name_server", false));
}

/// A server with a certificate of its own for this name, and the certificate.
fn certified(name: &str) -> (Listener, String) {
    let own = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key))
        .expect("a server's configuration");
    let config = Arc::new(config);
    let listener = Listener::start(move |stream| {
        let tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        let mut stream = StreamOwned::new(tls, stream);
        if Asked::read(&mut stream).is_some() {
            let _ = stream.write_all(OK.as_bytes());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (listener, own.cert.pem())
}

#[test]
fn only_who_is_certified_by_a_root_is_spoken_to() {
    let names = NameServer::start();
    for host in ["hooks.example", "other.example"] {
        names.a(host, Ipv4Addr::LOCALHOST);
    }
    let strict = terms(&names, &["127.0.0.0/8"]);
    let (listener, pem) = certified("hooks.example");
    let trusting = Terms { roots: Roots::public().and_of(pem.as_bytes()).expect("a root"), ..strict.clone() };
    let url = |host: &str| format!("https://{host}:{}/", listener.address.port());
    for reach in [Reach::Operator, Reach::Public] {
        let unknown = call(&open(&strict), &url("hooks.example"), reach).expect_err("nobody's certificate");
        assert_eq!((unknown.code(), unknown.may_have_arrived()), ("tls", false), "{unknown}");
        let reply = call(&open(&trusting), &url("hooks.example"), reach).expect("a trusted one");
        assert_eq!((reply.status, reply.body.as_slice()), (200, b"ok".as_slice()));
        for host in ["other.example", "127.0.0.1"] {
            let other = call(&open(&trusting), &url(host), reach).expect_err("another's certificate");
            assert_eq!(other.code(), "tls", "{other}");
        }
    }
    let plain = Listener::answering(OK);
    let port = plain.address.port();
    let unsealed = call(&open(&trusting), &format!("https://hooks.example:{port}/"), Reach::Public);
    assert!(unsealed.is_err_and(|failure| !failure.may_have_arrived()));
}

#[test]
fn an_address_may_be_certified_itself() {
    let names = NameServer::start();
    let (listener, pem) = certified("127.0.0.1");
    let roots = Roots::public().and_of(pem.as_bytes()).expect("a root");
    let client = open(&Terms { roots, ..terms(&names, &[]) });
    let url = listener.url("/").replace("http:", "https:");
    assert_eq!(call(&client, &url, Reach::Operator).map(|reply| reply.status), Ok(200));
}

#[test]
fn an_address_that_is_silent_does_not_hold_up_one_that_answers() {
    let listener = Listener::answering(OK);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|bound| bound.local_addr()).expect("a port");
    let stream = runtime.block_on(race(vec![free, listener.address])).expect("the second");
    assert_eq!(stream.peer_addr().ok(), Some(listener.address));
    assert_eq!(runtime.block_on(race(vec![free, free])).err(), Some(CallFailure::Refused));
}
