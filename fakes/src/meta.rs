//! Meta's Conversions API: `POST /{version}/{dataset}/events`, whole batches or nothing, and the dataset itself for
//! those who look whether they may.

mod event;

use crate::answer::Answer;
use crate::behave::Door;
use crate::fake::{Counted, Fake};
use crate::look::Wrong;
use crate::proof;
use crate::request::Request;
use crate::rules::{Round, Rules};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub const TOKEN: &str = "EAAfakeMetaSystemUserToken0123456789";
pub const APP_SECRET: &str = "fake-app-secret";
/// Of a website.
pub const DATASET: &str = "1000000000000001";
/// Of the WhatsApp account.
pub const MESSAGING_DATASET: &str = "1000000000000002";
pub const WABA: &str = "1000000000000003";
pub const PAGE: &str = "1000000000000004";

const MOST: usize = 1_000;
const DUPLICATE: i64 = 48 * 3_600_000_000;
/// The day on which each version ends, as the changelog has it; the newest has none yet.
const VERSIONS: [(&str, &str); 6] = [
    ("v21.0", "2027-01-21"),
    ("v22.0", "2027-05-20"),
    ("v23.0", "2027-10-08"),
    ("v24.0", "2028-02-18"),
    ("v25.0", "2028-07-29"),
    ("v26.0", "2099-12-31"),
];

/// A running fake of Meta.
pub struct Meta {
    fake: Fake,
    rules: Arc<Graph>,
}

#[derive(Default)]
struct Graph {
    asks_for_proof: AtomicBool,
    names_the_bad: AtomicBool,
}

impl Meta {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        let rules = Arc::new(Graph::default());
        Ok(Self { fake: Fake::start(Arc::clone(&rules) as Arc<dyn Rules>, address)?, rules })
    }

    /// From now on each call needs an `appsecret_proof`, as apps can be set to.
    pub fn asks_for_proof(&self) {
        self.rules.asks_for_proof.store(true, Ordering::SeqCst);
    }

    /// From now on a refusal says which events are bad (`error_data.blame_field_specs`); most of Meta's do not.
    pub fn names_the_bad(&self) {
        self.rules.names_the_bad.store(true, Ordering::SeqCst);
    }
}

impl Deref for Meta {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

/// `(version, dataset, is for events)`
fn path(request: &Request) -> Option<(&str, &str, bool)> {
    let parts: Vec<&str> = request.path.strip_prefix('/')?.split('/').collect();
    match parts[..] {
        [version, dataset] => Some((version, dataset, false)),
        [version, dataset, "events"] => Some((version, dataset, true)),
        _ => None,
    }
}

fn error(status: u16, code: i64, subcode: Option<i64>, message: &str) -> Answer {
    let mut error = json!({ "message": message, "type": "OAuthException", "code": code, "is_transient": false,
        "fbtrace_id": "AfakeTrace0000000000001" });
    if let Some(subcode) = subcode {
        error["error_subcode"] = json!(subcode);
    }
    Answer::json(status, &json!({ "error": error }))
}

impl Rules for Graph {
    fn door(&self, request: &Request) -> Door {
        if request.path.ends_with("/events") { Door::Events } else { Door::Other }
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        let Some((version, dataset, is_events)) = path(request) else {
            round.fault(format!("{}: no such path", request.path));
            return error(404, 2500, None, "Unknown path components");
        };
        if let Err(answer) = self.lets_in(request, version, dataset, round) {
            return answer;
        }
        match (request.method.as_str(), is_events) {
            ("POST", true) => self.events(request, dataset, round),
            ("GET", false) => Answer::json(200, &json!({ "id": dataset, "name": "Fake dataset" })),
            _ => {
                round.fault(format!("{} {}: the wrong method", request.method, request.path));
                error(400, 100, None, "Unsupported request. Please read the Graph API documentation")
            }
        }
    }

    fn expired(&self) -> Answer {
        error(401, 190, Some(463), "Error validating access token: Session has expired.")
    }

    fn forbidden(&self) -> Answer {
        error(403, 200, None, "(#200) The user has not granted the permission ads_management")
    }

    fn trouble(&self, status: u16) -> Answer {
        let (code, message) = match status {
            429 => (4, "(#4) Application request limit reached"),
            503 => (2, "Service temporarily unavailable"),
            _ => (1, "An unknown error occurred"),
        };
        error(status, code, None, message)
    }
}

impl Graph {
    fn lets_in(&self, request: &Request, version: &str, dataset: &str, round: &mut Round<'_>) -> Result<(), Answer> {
        let today = jiff::Timestamp::from_microsecond(round.now).expect("a moment of the calendar").to_string();
        if !VERSIONS.iter().any(|(known, ends)| *known == version && today.as_str() < *ends) {
            round.fault(format!("{version} is no version that is served"));
            return Err(error(400, 2635, None, "(#2635) You are calling a deprecated version of the Ads API."));
        }
        let given = request.bearer().or_else(|| request.query("access_token"));
        let given = given.or_else(|| request.json.as_ref()?.get("access_token")?.as_str());
        if given != Some(TOKEN) {
            round.fault("the token is missing or wrong");
            return Err(error(401, 190, None, "Invalid OAuth access token - Cannot parse access token"));
        }
        let right = proof::hex(&proof::hmac(APP_SECRET.as_bytes(), TOKEN.as_bytes()));
        let proof = request.query("appsecret_proof");
        let proof = proof.or_else(|| request.json.as_ref()?.get("appsecret_proof")?.as_str());
        let is_good = match proof {
            Some(proof) => proof == right,
            None => !self.asks_for_proof.load(Ordering::SeqCst),
        };
        if !is_good {
            round.fault("appsecret_proof is missing or wrong");
            return Err(error(400, 100, None, "Invalid appsecret_proof provided in the API argument"));
        }
        if dataset != DATASET && dataset != MESSAGING_DATASET {
            round.fault(format!("dataset {dataset} is not known"));
            let message = format!("Unsupported request. Object with ID '{dataset}' does not exist or cannot be loaded");
            return Err(error(400, 100, Some(33), &message));
        }
        Ok(())
    }

    fn events(&self, request: &Request, dataset: &str, round: &mut Round<'_>) -> Answer {
        let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
            round.fault("the body is no JSON object");
            return error(400, 100, None, "(#100) param data must be non-empty.");
        };
        let known = [
            "data",
            "test_event_code",
            "partner_agent",
            "namespace_id",
            "upload_id",
            "upload_tag",
            "upload_source",
            "access_token",
            "appsecret_proof",
        ];
        for name in body.as_object().into_iter().flatten().map(|(name, _)| name) {
            if !known.contains(&name.as_str()) {
                round.fault(format!("{name}: is no field of a request"));
            }
        }
        let data = body["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        if data.is_empty() || data.len() > MOST {
            round.fault(format!("data: {} events, and it must be 1 to {MOST}", data.len()));
            return error(400, 100, None, "(#100) param data must be non-empty and hold no more than 1000 events.");
        }
        let mut bad: Vec<(usize, Wrong)> = Vec::new();
        for (at, event) in data.iter().enumerate() {
            let wrongs = event::check(event, dataset, round);
            bad.extend(round.judge(&format!("data[{at}]"), wrongs).into_iter().map(|wrong| (at, wrong)));
            if let Some(refuse) = round.refuses(event) {
                let code = refuse.code_or("");
                let words = "was refused because the test says so".to_owned();
                bad.push((at, Wrong { code, at: String::new(), words, is_refused: true }));
            }
        }
        match bad.first() {
            Some(first) => self.refused(first, &bad),
            None => taken(data, dataset, body, round),
        }
    }

    /// Of all faults the first is told.
    fn refused(&self, (_, first): &(usize, Wrong), bad: &[(usize, Wrong)]) -> Answer {
        let mut error = json!({ "message": "Invalid parameter", "type": "OAuthException", "code": 100,
            "is_transient": false, "error_user_title": "Invalid Event Data",
            "error_user_msg": format!("The field {}", first.words), "fbtrace_id": "AfakeTrace0000000000002" });
        if let Ok(subcode) = first.code.parse::<i64>() {
            error["error_subcode"] = json!(subcode);
        }
        if self.names_the_bad.load(Ordering::SeqCst) {
            let specs: Vec<Value> = bad.iter().map(|(at, _)| json!(["data", at])).collect();
            error["error_data"] = json!({ "blame_field_specs": specs });
        }
        Answer::json(400, &json!({ "error": error }))
    }
}

fn taken(data: &[Value], dataset: &str, body: &Value, round: &mut Round<'_>) -> Answer {
    let is_test = body["test_event_code"].as_str().is_some_and(|code| !code.is_empty());
    for event in data {
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let counted = Counted { name: text("event_name"), id: text("event_id"), event: event.clone() };
        if is_test {
            round.state.test(counted);
        } else {
            round.state.count(dataset, counted, round.now, Some(DUPLICATE));
        }
    }
    let reply = json!({ "events_received": data.len(), "messages": [], "fbtrace_id": "AfakeTrace0000000000000" });
    Answer::json(200, &reply)
}
