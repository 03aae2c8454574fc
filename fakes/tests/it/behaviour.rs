//! Bad days: what every fake can do besides answering well.

use crate::client::*;
use giliran_fakes::meta::DATASET;
use giliran_fakes::{Behave, Meta, Tiktok, tiktok};
use serde_json::{Value, json};
use std::io::{BufReader, Read};
use std::net::TcpStream;
use std::time::Duration;

const BEARER: (&str, &str) = ("authorization", "Bearer EAAfakeMetaSystemUserToken0123456789");
const TYPE: (&str, &str) = ("content-type", "application/json");

fn start() -> Meta {
    let meta = Meta::start();
    meta.now_is(Some(NOW));
    meta
}

fn body(id: &str) -> Vec<u8> {
    let user = json!({ "client_user_agent": "Mozilla", "client_ip_address": "203.0.113.5" });
    json!({ "data": [{ "event_name": "Lead", "event_time": NOW / SECOND, "event_id": id, "action_source": "website",
        "event_source_url": "https://a.example/", "user_data": user }] })
    .to_string()
    .into_bytes()
}

fn target() -> String {
    format!("/v26.0/{DATASET}/events")
}

fn events(meta: &Meta, id: &str) -> std::io::Result<Reply> {
    send(meta, "POST", &target(), &[BEARER, TYPE], &body(id))
}

#[test]
fn each_bad_day_is_had_once_and_nothing_is_counted() {
    let meta = start();
    for (behave, status, retry_after) in [
        (Behave::Status(429, Some(7)), 429, Some("7")),
        (Behave::Status(429, None), 429, None),
        (Behave::Status(500, None), 500, None),
        (Behave::Status(503, Some(1)), 503, Some("1")),
        (Behave::Html(502), 502, None),
        (Behave::TokenExpired, 401, None),
        (Behave::Forbidden, 403, None),
        (Behave::NotJson, 200, None),
    ] {
        meta.next(behave.clone());
        let reply = events(&meta, "a").unwrap();
        assert_eq!((reply.status, reply.header("retry-after")), (status, retry_after), "{behave:?}");
        let is_json = serde_json::from_slice::<Value>(&reply.body).is_ok();
        assert_eq!(is_json, !matches!(behave, Behave::Html(_) | Behave::NotJson), "{behave:?}");
    }
    meta.next(Behave::Drop);
    assert!(events(&meta, "a").is_err());
    assert!(meta.counted().is_empty());
    assert_eq!(events(&meta, "a").unwrap().status, 200);
    assert_eq!((meta.counted().len(), meta.totals().requests), (1, 10));
    assert_eq!(meta.faults(), Vec::<String>::new());
}

#[test]
fn an_answer_may_be_lost_although_the_events_count() {
    let meta = start();
    meta.next(Behave::Lose);
    assert!(events(&meta, "a").is_err());
    assert_eq!(events(&meta, "a").unwrap().status, 200);
    assert_eq!((meta.counted().len(), meta.duplicates().len()), (1, 1));
}

#[test]
fn standing_behaviour_stands_and_what_is_queued_comes_first() {
    let meta = start();
    meta.always(Behave::EverySecond(500));
    let status = |meta: &Meta| events(meta, "a").unwrap().status;
    assert_eq!([status(&meta), status(&meta), status(&meta), status(&meta)], [500, 200, 500, 200]);
    meta.next(Behave::Status(429, None));
    assert_eq!([status(&meta), status(&meta), status(&meta)], [429, 500, 200]);
    meta.always(Behave::Well);
    assert_eq!([status(&meta), status(&meta)], [200, 200]);
    // Another door has behaviour of its own.
    meta.always(Behave::Drop);
    let dataset = send(&meta, "GET", &format!("/v26.0/{DATASET}"), &[BEARER], b"").unwrap();
    assert_eq!(dataset.status, 200);
}

#[test]
fn one_who_stalls_goes_on_when_released() {
    let meta = start();
    meta.next(Behave::Stall(None));
    std::thread::scope(|scope| {
        let stalled = scope.spawn(|| events(&meta, "a"));
        assert!(meta.await_stalled(1));
        assert!(meta.counted().is_empty());
        assert_eq!(events(&meta, "b").unwrap().status, 200, "others are answered meanwhile");
        meta.release();
        assert_eq!(stalled.join().unwrap().unwrap().status, 200);
    });
    assert!(meta.await_counted(2) && meta.await_requests(2));
    meta.next(Behave::Stall(Some(Duration::from_millis(1))));
    assert_eq!(events(&meta, "c").unwrap().status, 200);
}

#[test]
fn one_who_stalls_is_let_go_when_the_fake_ends() {
    let meta = start();
    let address = meta.socket();
    meta.next(Behave::Stall(None));
    let talk = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(address)?;
        ask(&mut stream, "POST", &target(), &[BEARER, TYPE], &body("a"))?;
        read(&mut BufReader::new(stream))
    });
    let mut silent = TcpStream::connect(address).unwrap();
    assert!(meta.await_stalled(1));
    drop(meta);
    // With an answer or without one: it ended.
    let _ = talk.join().unwrap();
    assert!(!matches!(silent.read(&mut [0]), Ok(1..)), "and so do those that had said nothing");
}

#[test]
fn bodies_may_have_no_end_or_a_far_one() {
    let meta = start();
    for (behave, least) in [(Behave::Huge, 100 * 1024 * 1024), (Behave::EndlessBody, 120 * 1024 * 1024)] {
        meta.next(behave);
        let mut stream = TcpStream::connect(meta.socket()).unwrap();
        ask(&mut stream, "POST", &target(), &[BEARER, TYPE], &body("a")).unwrap();
        let (mut piece, mut bytes) = (vec![0; 1024 * 1024], 0);
        while bytes < least {
            bytes += stream.read(&mut piece).unwrap();
        }
    }
    assert!(meta.counted().is_empty());
}

#[test]
fn a_connection_carries_many_requests_and_chunked_ones() {
    let meta = start();
    let mut stream = TcpStream::connect(meta.socket()).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for id in ["a", "b"] {
        ask(&mut stream, "POST", &target(), &[BEARER, TYPE], &body(id)).unwrap();
        assert_eq!(read(&mut reader).unwrap().status, 200);
    }
    let (body, bearer) = (body("c"), BEARER.1);
    let (first, second) = body.split_at(9);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let whole = format!(
        "POST {} HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
         {:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        target(),
        first.len(),
        text(first),
        second.len(),
        text(second)
    );
    std::io::Write::write_all(&mut stream, whole.as_bytes()).unwrap();
    assert_eq!(read(&mut reader).unwrap().status, 200);
    assert_eq!(meta.counted().len(), 3);
}

#[test]
fn troubles_have_the_platforms_own_words_and_little_is_kept_where_that_is_wanted() {
    let tiktok = Tiktok::start();
    tiktok.keeps(1);
    tiktok.trusts_everybody();
    let event = |id: u32| {
        json!({ "event": "Lead", "event_time": now() / SECOND, "event_id": id.to_string(),
        "page": { "url": "https://a.example/" }, "user": { "email": sha256("any@body.example") } })
    };
    let status = |id: u32| {
        let body = json!({ "event_source": "web", "event_source_id": tiktok::PIXEL, "data": [event(id)] });
        let reply = post(&tiktok, "/open_api/v1.3/event/track/", &[("access-token", tiktok::TOKEN)], &body);
        (reply.status, reply.json()["code"].as_i64().unwrap())
    };
    tiktok.next(Behave::Status(429, None));
    tiktok.next(Behave::TokenExpired);
    tiktok.next(Behave::Forbidden);
    assert_eq!([status(1), status(2), status(3)], [(429, 40_100), (200, 40_102), (200, 40_001)]);
    assert_eq!([status(4), status(5), status(5)], [(200, 0); 3]);
    let totals = tiktok.totals();
    assert_eq!((totals.requests, totals.counted, totals.duplicates), (6, 2, 1));
    assert_eq!((tiktok.requests().len(), tiktok.counted().len()), (1, 1));
    assert_eq!(tiktok.faults(), Vec::<String>::new());
}
