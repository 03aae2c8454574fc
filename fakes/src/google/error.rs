//! Google's faults: `google.rpc.Status` in JSON.

use crate::answer::Answer;
use crate::look::Wrong;
use serde_json::{Value, json};

const REQUEST: &str = "fakeGoogleRequest0000001";

pub(super) fn of(code: u16, status: &str, message: &str, reasons: &[&str]) -> Answer {
    let details: Vec<Value> = reasons.iter().map(|reason| info(reason)).collect();
    whole(code, status, message, details)
}

pub(super) fn unauthenticated() -> Answer {
    let message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other \
        valid authentication credential.";
    of(401, "UNAUTHENTICATED", message, &["ACCESS_TOKEN_EXPIRED"])
}

/// Fields that are wrong, each with its reason.
pub(super) fn fields(wrongs: &[(String, Wrong)]) -> Answer {
    let violations: Vec<Value> = wrongs
        .iter()
        .map(|(at, wrong)| json!({ "field": format!("{at}{}", wrong.at), "description": wrong.words, "reason": wrong.code }))
        .collect();
    let reason = wrongs.first().map_or("INVALID_ARGUMENT", |(_, wrong)| wrong.code);
    let details = vec![
        info(reason),
        json!({ "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations }),
    ];
    whole(400, "INVALID_ARGUMENT", "There was a problem with the request.", details)
}

fn info(reason: &str) -> Value {
    json!({ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "datamanager.googleapis.com" })
}

fn whole(code: u16, status: &str, message: &str, mut details: Vec<Value>) -> Answer {
    details.push(json!({ "@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": REQUEST }));
    Answer::json(code, &json!({ "error": { "code": code, "message": message, "status": status, "details": details } }))
}
