//! A shop on a running server: its link, what the server says of itself, and its visits as the API lists them.

use crate::house::Running;
use crate::http::{Answer, Request, get, post};
use serde_json::{Value, json};

pub const COOKIE: &str = "giliran_visitor";

/// A link `promo` on these numbers, in equal turns.
pub fn link(message: &str, numbers: &[&str]) -> Value {
    let members: Vec<Value> = numbers
        .iter()
        .zip(["Sari", "Budi", "Citra", "Dewi"])
        .map(|(number, name)| json!({"name": name, "number": number, "weight": 100, "active": true}))
        .collect();
    json!({"slug": "promo", "name": "Promo", "message": message, "pool": {"method": "round_robin", "members": members}})
}

pub fn make(running: &Running, token: &str, link: &Value) -> Value {
    let made = running.send(post("/api/v1/links").bearer(token).json(link));
    assert_eq!(made.status, 201, "{made:?}");
    made.json()
}

/// What nobody outside should ever get to read.
pub fn no_stack_trace(answer: &Answer) {
    for word in ["panicked", "stack backtrace", ".rs:", "RUST_BACKTRACE", "SQLITE_", "rusqlite"] {
        assert!(!answer.body.contains(word), "{word:?} is in {answer:?}");
    }
}

/// Sends it and sees to it that the answer is no fault of ours.
pub fn fairly(running: &Running, request: Request) -> Answer {
    let answer = running.send(request);
    assert_ne!(answer.status, 500, "{answer:?}");
    no_stack_trace(&answer);
    answer
}

/// One of the server's own figures.
pub fn figure(running: &Running, name: &str) -> i64 {
    let metrics = running.send(get("/metrics"));
    let line = metrics.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} is not in {metrics:?}")).parse().unwrap()
}

/// Waits until what is durable stands in the store, too.
pub fn projected(running: &Running) {
    running.until("the journal is drained", |running| (figure(running, "giliran_journal_backlog") == 0).then_some(()));
}

/// Every visit that fits the filter (`kind=human`), newest first.
pub fn visits(running: &Running, token: &str, filter: &str) -> Vec<Value> {
    projected(running);
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = running.send(get(&format!("/api/v1/visits?limit=200&{filter}{cursor}")).bearer(token));
        assert_eq!(page.status, 200, "{page:?}");
        let page = page.json();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

/// The one visit whose utm_content is that.
pub fn visit(running: &Running, token: &str, content: &str) -> Value {
    let mut found = visits(running, token, "");
    found.retain(|visit| visit["utm"]["content"] == content);
    assert_eq!(found.len(), 1, "{content}");
    found.remove(0)
}

/// The digits of `https://wa.me/{digits}?text=…`.
pub fn digits(answer: &Answer) -> &str {
    assert_eq!(answer.status, 302, "{answer:?}");
    let rest = answer.location().strip_prefix("https://wa.me/").unwrap_or_else(|| panic!("{answer:?}"));
    rest.split('?').next().unwrap()
}

/// What a browser would show of an encoded text.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

/// A text as it may stand in a query.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A cookie of the desk for the owner.
pub fn signed_in(running: &Running) -> String {
    let entered = running.send(post("/app/sign-in").body(
        "application/x-www-form-urlencoded",
        &format!("email={}&password={}", encoded("owner@example.com"), encoded("a long enough password")),
    ));
    assert_eq!(entered.status, 303, "{entered:?}");
    entered.cookie("giliran_session").unwrap()
}
