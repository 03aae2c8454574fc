//! TikTok's Events API 2.0: `POST /open_api/v1.3/event/track/`. The status is nearly always 200, and the `code` decides.

mod event;

use crate::answer::Answer;
use crate::behave::Door;
use crate::fake::{Counted, Fake};
use crate::look::Wrong;
use crate::request::Request;
use crate::rules::{Round, Rules};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub const TOKEN: &str = "fake0tiktok0access0token0123456789abcdef";
pub const PIXEL: &str = "CFAKE00PIXEL00CODE00";

const PATH: &str = "/open_api/v1.3/event/track/";
const MOST: usize = 1_000;
const DUPLICATE: i64 = 48 * 3_600_000_000;

/// A running fake of TikTok.
pub struct Tiktok {
    fake: Fake,
    rules: Arc<Api>,
}

#[derive(Default)]
struct Api {
    says_duplicate: AtomicBool,
}

impl Tiktok {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        let rules = Arc::new(Api::default());
        Ok(Self { fake: Fake::start(Arc::clone(&rules) as Arc<dyn Rules>, address)?, rules })
    }

    /// From now on a request of which it knows every event is told so (40050); else duplicates are merged in silence.
    pub fn says_duplicate(&self) {
        self.rules.says_duplicate.store(true, Ordering::SeqCst);
    }
}

impl Deref for Tiktok {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

fn says(code: i64, message: &str) -> Answer {
    let id = "202611260000000000000000000000000F";
    Answer::json(200, &json!({ "code": code, "message": message, "request_id": id, "data": {} }))
}

impl Rules for Api {
    fn door(&self, request: &Request) -> Door {
        if request.path.contains("/event/track") { Door::Events } else { Door::Other }
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        if request.path != PATH || request.method != "POST" {
            round.fault(format!("{} {}: no such path", request.method, request.path));
            return says(40_000, "The request path or method is not supported");
        }
        match request.header("access-token") {
            Some(TOKEN) => {}
            None => {
                round.fault("Access-Token is missing");
                return says(40_104, "Access token is empty");
            }
            Some(_) => {
                round.fault("Access-Token is wrong");
                return says(40_105, "Access token is incorrect or has been revoked");
            }
        }
        let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
            round.fault("the body is no JSON object");
            return says(40_002, "Invalid JSON");
        };
        let data = body["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        if data.is_empty() {
            round.fault("data: is empty");
            return says(40_002, "data: Missing data for required field.");
        }
        if data.len() > MOST {
            round.fault(format!("data: {} events, and {MOST} is the most", data.len()));
            return says(40_061, "Batch size exceeds the limit of 1000");
        }
        let wrongs = round.judge("", event::envelope(body));
        if let Some(wrong) = wrongs.first() {
            return says(40_002, &format!("{}: {}", wrong.at, wrong.words));
        }
        if body["event_source_id"] != PIXEL {
            round.fault("event_source_id is not known");
            return says(40_001, "No permission to operate the pixel");
        }
        self.events(body, data, round)
    }

    fn expired(&self) -> Answer {
        says(40_102, "Access token is expired")
    }

    fn forbidden(&self) -> Answer {
        says(40_001, "No permission to operate the pixel")
    }

    fn trouble(&self, status: u16) -> Answer {
        let (code, message) =
            if status == 429 { (40_100, "Requests made too frequently") } else { (50_000, "System error") };
        Answer { status, ..says(code, message) }
    }
}

impl Api {
    /// A fault of form turns the whole request away; what the test refuses is left out of it (20001).
    fn events(&self, body: &Value, data: &[Value], round: &mut Round<'_>) -> Answer {
        let mut bad: Vec<(usize, Wrong)> = Vec::new();
        for (at, event) in data.iter().enumerate() {
            let wrongs = event::check(event, &body["event_source"], round);
            bad.extend(round.judge(&format!("Batch.{at}"), wrongs).into_iter().map(|wrong| (at, wrong)));
        }
        if let Some((at, first)) = bad.first() {
            let code = first.code.parse().unwrap_or(40_002);
            return says(code, &format!("Batch.{at}{}: {}", first.at, first.words));
        }
        let refused: Vec<usize> = (0..data.len()).filter(|at| round.refuses(&data[*at]).is_some()).collect();
        if refused.len() == data.len() {
            let code =
                data.first().and_then(|event| round.refuses(event)).map_or("40002", |refuse| refuse.code_or("40002"));
            return says(code.parse().unwrap_or(40_002), "Batch.0.event: was refused because the test says so");
        }
        let scope = body["event_source_id"].as_str().unwrap_or_default();
        let is_test = body["test_event_code"].as_str().is_some_and(|code| !code.is_empty());
        let mut are_known = true;
        for (_, event) in data.iter().enumerate().filter(|(at, _)| !refused.contains(at)) {
            let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            let counted = Counted { name: text("event"), id: text("event_id"), event: event.clone() };
            if is_test {
                round.state.test(counted);
                are_known = false;
            } else {
                are_known &= !round.state.count(scope, counted, round.now, Some(DUPLICATE));
            }
        }
        if !refused.is_empty() {
            let words: Vec<String> =
                refused.iter().map(|at| format!("Batch.{at}.event: was refused because the test says so")).collect();
            return says(20_001, &format!("Partial success. {}", words.join("; ")));
        }
        if are_known && self.says_duplicate.load(Ordering::SeqCst) {
            return says(40_050, "Duplicate request");
        }
        says(0, "OK")
    }
}
