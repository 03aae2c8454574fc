//! The older upload: `POST /v{NN}/customers/{id}:uploadClickConversions`. Each row has its own verdict, by its place.

mod row;

use super::error;
use super::{CUSTOMER, DEVELOPER_TOKEN, MANAGER};
use crate::answer::Answer;
use crate::fake::Counted;
use crate::look::Wrong;
use crate::request::Request;
use crate::rules::Round;
use serde_json::{Value, json};

const MOST: usize = 2_000;
const SERVED: [&str; 4] = ["v23", "v24", "v25", "v26"];
const REQUEST: &str = "fakeGoogleAdsRequest00001";

pub(super) fn serve(request: &Request, is_allowed: bool, round: &mut Round<'_>) -> Answer {
    let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    let [version, "customers", rest @ ..] = &parts[..] else {
        round.fault(format!("{}: no such path", request.path));
        return error::of(404, "NOT_FOUND", "Method not found.", &[]);
    };
    if !SERVED.contains(version) {
        round.fault(format!("{version} is no version that is served"));
        return fault(version, 400, "requestError", "UNSUPPORTED_VERSION", "Version is deprecated.");
    }
    if request.header("developer-token") != Some(DEVELOPER_TOKEN) {
        round.fault("developer-token is missing or wrong");
        return fault(
            version,
            401,
            "authenticationError",
            "DEVELOPER_TOKEN_INVALID",
            "The developer token is not valid.",
        );
    }
    if request.header("login-customer-id").is_some_and(|id| id != MANAGER) {
        round.fault("login-customer-id is not the manager's digits");
        let words = "User doesn't have permission to access customer.";
        return fault(version, 403, "authorizationError", "USER_PERMISSION_DENIED", words);
    }
    match (request.method.as_str(), rest) {
        ("POST", [verb]) if *verb == format!("{CUSTOMER}:uploadClickConversions") => {
            upload(request, version, is_allowed, round)
        }
        ("POST", [customer, "googleAds:search"]) if *customer == CUSTOMER => search(request, version, round),
        (method, _) => {
            round.fault(format!("{method} {}: no such path, or an account that is not known", request.path));
            let words = "User doesn't have permission to access customer.";
            fault(version, 403, "authorizationError", "USER_PERMISSION_DENIED", words)
        }
    }
}

fn search(request: &Request, version: &str, round: &mut Round<'_>) -> Answer {
    let query = request.json.as_ref().and_then(|body| body["query"].as_str());
    if !query.is_some_and(|query| query.starts_with("SELECT ")) {
        round.fault("query: is no query");
        return fault(version, 400, "queryError", "UNEXPECTED_INPUT", "Error in query: unexpected input.");
    }
    let row = json!({ "customer": { "resourceName": format!("customers/{CUSTOMER}"), "id": CUSTOMER } });
    Answer::json(200, &json!({ "results": [row], "fieldMask": "customer.id" }))
}

fn upload(request: &Request, version: &str, is_allowed: bool, round: &mut Round<'_>) -> Answer {
    if !is_allowed {
        let words = "The customer is not allowlisted for this feature.";
        return fault(version, 403, "notAllowlistedError", "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE", words);
    }
    let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
        round.fault("the body is no JSON object");
        return error::of(400, "INVALID_ARGUMENT", "Invalid JSON payload received.", &[]);
    };
    let rows = body["conversions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let strange: Vec<Wrong> = round.judge("", row::strange(body, rows));
    if !strange.is_empty() {
        return error::of(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name.", &[]);
    }
    if rows.is_empty() || rows.len() > MOST {
        round.fault(format!("conversions: {}, and it must be 1 to {MOST}", rows.len()));
        let code = if rows.is_empty() { "REQUIRED" } else { "TOO_MANY_CONVERSIONS_IN_REQUEST" };
        return fault(version, 400, "conversionUploadError", code, "The number of conversions is out of range.");
    }
    if body["partialFailure"] != true {
        round.fault("partialFailure must be true");
        return fault(version, 400, "requestError", "PARTIAL_FAILURE_MODE_REQUIRED", "Partial failure must be set.");
    }
    let is_test = body["validateOnly"] == true;
    let mut errors: Vec<Value> = Vec::new();
    let mut results: Vec<Value> = Vec::new();
    for (at, one) in rows.iter().enumerate() {
        match verdict(rows, at, is_test, round) {
            None => results.push(json!({ "gclid": one["gclid"], "conversionAction": one["conversionAction"],
                "conversionDateTime": one["conversionDateTime"] })),
            Some(wrong) => {
                results.push(json!({}));
                errors.push(json!({ "errorCode": { "conversionUploadError": wrong.code }, "message": wrong.words,
                    "location": { "fieldPathElements": [{ "fieldName": "conversions", "index": at }] } }));
            }
        }
    }
    // `validateOnly` tells of errors and of nothing else.
    let mut reply = if is_test { json!({}) } else { json!({ "results": results, "jobId": "1" }) };
    if !errors.is_empty() {
        reply["partialFailureError"] = json!({ "code": 3, "message": "Multiple errors in request.",
            "details": [failure(version, &errors)] });
    }
    Answer::json(200, &reply)
}

/// What is wrong with a row; none: it counts, or would. An order id is used once within an action.
fn verdict(rows: &[Value], at: usize, is_test: bool, round: &mut Round<'_>) -> Option<Wrong> {
    let one = &rows[at];
    let wrong = |code, words: &str| Wrong { code, at: String::new(), words: words.to_owned(), is_refused: true };
    let wrongs = row::check(one, round);
    let found = round.judge(&format!("conversions[{at}]"), wrongs).into_iter().next();
    if found.is_some() {
        return found;
    }
    if let Some(refuse) = round.refuses(one) {
        return Some(wrong(refuse.code_or("INVALID_CONVERSION_ACTION"), "was refused because the test says so"));
    }
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let (name, id) = (text("conversionAction"), text("orderId"));
    if is_test {
        round.state.test(Counted { name, id, event: one.clone() });
        return None;
    }
    let is_twice = !id.is_empty()
        && rows.iter().enumerate().any(|(n, other)| {
            n != at && other["orderId"] == one["orderId"] && other["conversionAction"] == one["conversionAction"]
        });
    if is_twice {
        round.fault(format!("conversions[{at}]: its order id stands in the request twice"));
        return Some(wrong("DUPLICATE_ORDER_ID", "The request contains the order ID more than once."));
    }
    let is_new = round.state.count("", Counted { name, id, event: one.clone() }, round.now, None);
    (!is_new).then(|| wrong("ORDER_ID_ALREADY_IN_USE", "The order ID is already in use."))
}

fn failure(version: &str, errors: &[Value]) -> Value {
    json!({ "@type": format!("type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure"),
        "errors": errors, "requestId": REQUEST })
}

/// A fault of the whole request.
fn fault(version: &str, http: u16, kind: &str, code: &str, words: &str) -> Answer {
    let status = match http {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        _ => "INVALID_ARGUMENT",
    };
    let errors = [json!({ "errorCode": { kind: code }, "message": words })];
    let error = json!({ "code": http, "message": "Request contains an invalid argument.", "status": status,
        "details": [failure(version, &errors)] });
    Answer::json(http, &json!({ "error": error }))
}
