//! The Data Manager API: `events:ingest` takes a request whole or not at all, and says later, by counts alone, what became
//! of its events.

mod event;

use super::error;
use super::{CUSTOMER, MANAGER};
use crate::answer::Answer;
use crate::fake::Counted;
use crate::look::Wrong;
use crate::request::Request;
use crate::rules::Round;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

const MOST: usize = 2_000;

/// Requests that were taken.
#[derive(Default)]
pub(super) struct Requests {
    held: Mutex<Held>,
}

struct Held {
    taken: HashMap<String, Taken>,
    judges_after: u32,
}

impl Default for Held {
    fn default() -> Self {
        Self { taken: HashMap::new(), judges_after: 1 }
    }
}

struct Taken {
    destination: Value,
    events: usize,
    looks: u32,
    /// How many failed for which reason.
    failed: BTreeMap<&'static str, usize>,
}

impl Requests {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn judges_after(&self, looks: u32) {
        self.held().judges_after = looks;
    }
}

pub(super) fn serve(request: &Request, requests: &Requests, round: &mut Round<'_>) -> Answer {
    let lists = format!("/v1/accountTypes/GOOGLE_ADS/accounts/{CUSTOMER}/userLists");
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/v1/events:ingest") => ingest(request, requests, round),
        ("GET", "/v1/requestStatus:retrieve") => status(request, requests, round),
        ("GET", path) if path == lists => user_lists(request, round),
        ("GET", path) if path.ends_with("/userLists") => {
            round.fault(format!("{path}: the account is not known"));
            error::of(403, "PERMISSION_DENIED", "The caller does not have permission", &["PERMISSION_DENIED"])
        }
        (method, path) => {
            round.fault(format!("{method} {path}: no such path"));
            error::of(404, "NOT_FOUND", "Method not found.", &[])
        }
    }
}

fn user_lists(request: &Request, round: &mut Round<'_>) -> Answer {
    let manager = format!("accountTypes/GOOGLE_ADS/accounts/{MANAGER}");
    if request.header("login-account").is_some_and(|login| login != manager) {
        round.fault("login-account is not known");
        return error::of(403, "PERMISSION_DENIED", "The caller does not have permission", &["PERMISSION_DENIED"]);
    }
    Answer::json(200, &json!({}))
}

fn ingest(request: &Request, requests: &Requests, round: &mut Round<'_>) -> Answer {
    let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
        round.fault("the body is no JSON object");
        return error::of(400, "INVALID_ARGUMENT", "Invalid JSON payload received.", &["INVALID_ARGUMENT"]);
    };
    let mut bad: Vec<(String, Wrong)> = Vec::new();
    bad.extend(round.judge("", event::envelope(body)).into_iter().map(|wrong| (String::new(), wrong)));
    let events = body["events"].as_array().map(Vec::as_slice).unwrap_or_default();
    if events.is_empty() || events.len() > MOST {
        round.fault(format!("events: {}, and it must be 1 to {MOST}", events.len()));
        let reason = if events.is_empty() { "REQUIRED_FIELD_MISSING" } else { "TOO_MANY_EVENTS" };
        return error::of(400, "INVALID_ARGUMENT", "The number of events is out of range.", &[reason]);
    }
    for (n, event) in events.iter().enumerate() {
        let at = format!("events[{n}]");
        let wrongs = event::check(event, body, round);
        bad.extend(round.judge(&at, wrongs).into_iter().map(|wrong| (at.clone(), wrong)));
        if let Some(refuse) = round.refuses(event) {
            let words = "was refused because the test says so".to_owned();
            let code = refuse.code_or("INVALID_EVENT");
            bad.push((at, Wrong { code, at: String::new(), words, is_refused: true }));
        }
    }
    if !bad.is_empty() {
        return error::fields(&bad);
    }
    if body["validateOnly"] == true {
        for event in events {
            round.state.test(counted(event, body));
        }
        return Answer::json(200, &json!({}));
    }
    let mut failed = BTreeMap::new();
    for event in events {
        if let Some(reason) = later(event, body, round) {
            *failed.entry(reason).or_default() += 1;
        }
    }
    let mut held = requests.held();
    let id = format!("fakeDataManager{:08}", held.taken.len() + 1);
    let taken = Taken { destination: body["destinations"][0].clone(), events: events.len(), looks: 0, failed };
    held.taken.insert(id.clone(), taken);
    Answer::json(200, &json!({ "requestId": id }))
}

fn counted(event: &Value, body: &Value) -> Counted {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = text(&body["destinations"][0]["productDestinationId"]);
    Counted { name, id: text(&event["transactionId"]), event: event.clone() }
}

/// What is found out after the request was taken; none: the event counts. Transaction ids are for ever, within an action.
fn later(event: &Value, body: &Value, round: &mut Round<'_>) -> Option<&'static str> {
    if let Some(refuse) = round.later.as_ref().filter(|refuse| refuse.picks(event)) {
        return Some(refuse.code_or("PROCESSING_ERROR_REASON_INVALID_GCLID"));
    }
    if let Some(reason) = event::found_later(event, round.now) {
        round.fault(format!("{}: {reason}", event["transactionId"]));
        return Some(reason);
    }
    let counted = counted(event, body);
    if counted.id.is_empty() {
        return None;
    }
    let is_new = round.state.count("", counted, round.now, None);
    (!is_new).then_some("PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID")
}

/// For each destination; an answer can be had only of requests that were taken and not `validateOnly`.
fn status(request: &Request, requests: &Requests, round: &mut Round<'_>) -> Answer {
    let mut held = requests.held();
    let judges_after = held.judges_after;
    let Some(taken) = request.query("requestId").and_then(|id| held.taken.get_mut(id)) else {
        round.fault("requestId is not known");
        return error::of(400, "INVALID_ARGUMENT", "The request ID is not valid.", &["INVALID_REQUEST_ID"]);
    };
    taken.looks += 1;
    let failed: usize = taken.failed.values().sum();
    let state = match failed {
        _ if taken.looks <= judges_after => "PROCESSING",
        0 => "SUCCESS",
        failed if failed >= taken.events => "FAILED",
        _ => "PARTIAL_SUCCESS",
    };
    let mut one = json!({ "destination": taken.destination, "requestStatus": state,
        "eventsIngestionStatus": { "recordCount": taken.events.to_string() } });
    if matches!(state, "FAILED" | "PARTIAL_SUCCESS") {
        let counts: Vec<Value> = taken
            .failed
            .iter()
            .map(|(reason, count)| json!({ "reason": reason, "recordCount": count.to_string() }))
            .collect();
        one["errorInfo"] = json!({ "errorCounts": counts });
    }
    Answer::json(200, &json!({ "requestStatusPerDestination": [one] }))
}
