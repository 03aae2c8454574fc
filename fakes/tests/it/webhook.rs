//! A receiver of Standard Webhooks: signature, clock and ids.

use crate::client::*;
use giliran_fakes::{Behave, Webhook};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [9; 32];

fn start() -> Webhook {
    let webhook = Webhook::start();
    webhook.now_is(Some(NOW));
    webhook.knows(&budi());
    webhook.secrets(&[&format!("whsec_{}", base64(&OLD)), &format!("whsec_{}", base64(&NEW))]);
    webhook
}

fn sign(secret: &[u8], message: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
    mac.update(message.as_bytes());
    format!("v1,{}", base64(&mac.finalize().into_bytes()))
}

fn body() -> Value {
    let utm = json!({ "source": "ig", "medium": null, "campaign": null, "term": null, "content": null, "id": null });
    let touch = json!({ "utm": utm });
    json!({ "type": "conversion.lead", "timestamp": "2026-11-26T12:00:00Z",
        "data": { "id": "a", "first_touch": touch, "last_touch": touch } })
}

fn status(webhook: &Webhook, id: &str, at: &str, signature: &str) -> u16 {
    let headers = [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)];
    post(webhook, "/hooks/giliran", &headers, &body()).status
}

#[test]
fn either_secret_is_good_and_an_id_counts_once() {
    let webhook = start();
    let at = (NOW / SECOND).to_string();
    let signed = |id: &str, secret: &[u8]| sign(secret, &format!("{id}.{at}.{}", body()));
    assert_eq!(status(&webhook, "a", &at, &signed("a", &OLD)), 200);
    assert_eq!(status(&webhook, "b", &at, &format!("{} {}", signed("b", &[1; 32]), signed("b", &NEW))), 200);
    assert_eq!(status(&webhook, "a", &at, &signed("a", &NEW)), 200);
    assert_eq!((webhook.counted().len(), webhook.duplicates().len()), (2, 1));
    webhook.next(Behave::refuse(|body| body["data"]["id"] == "a"));
    assert_eq!(status(&webhook, "c", &at, &signed("c", &OLD)), 422);
    assert_eq!((webhook.counted().len(), webhook.faults()), (2, Vec::new()));
}

#[test]
fn what_is_not_rightly_signed_is_turned_away() {
    let webhook = start();
    let mut faults = Faults::of(&webhook);
    let now = (NOW / SECOND).to_string();
    let signed = |id: &str, at: &str| sign(&OLD, &format!("{id}.{at}.{}", body()));
    let moment = |seconds: i64| (NOW / SECOND + seconds).to_string();
    assert_eq!(status(&webhook, "a", &now, &sign(&[1; 32], &format!("a.{now}.{}", body()))), 401);
    faults.are_at("webhook-signature");
    assert_eq!(status(&webhook, "b", &now, &signed("a", &now)), 401, "of another id");
    faults.are_at("webhook-signature");
    assert_eq!(status(&webhook, "a", &now, &signed("a", &now).replace("v1,", "v2,")), 401);
    faults.are_at("webhook-signature");
    for (seconds, expected) in [(-301, 401), (301, 401), (-300, 200), (300, 200)] {
        let at = moment(seconds);
        assert_eq!(status(&webhook, &at, &at, &signed(&at, &at)), expected, "{seconds}");
    }
    assert_eq!(faults.new_ones().len(), 2);
    assert_eq!(status(&webhook, "", &now, &signed("", &now)), 401);
    faults.are_at("webhook-id");
    assert_eq!(status(&webhook, "a", "now", &signed("a", "now")), 401);
    faults.are_at("webhook-timestamp");
    assert_eq!(post(&webhook, "/hooks/giliran", &[], &body()).status, 401);
    assert_eq!(post(&webhook, "/elsewhere", &[], &body()).status, 404);
    assert_eq!(webhook.counted().len(), 2);
}

#[test]
fn what_the_address_said_is_there_as_the_document_promises() {
    let webhook = start();
    let mut faults = Faults::of(&webhook);
    let at = (NOW / SECOND).to_string();
    for (number, (place, value)) in [
        ("/data/first_touch/utm/id", json!(7)),
        ("/data/last_touch/utm/source", json!("")),
        ("/data/last_touch/utm", Value::Null),
        ("/data/first_touch", Value::Null),
    ]
    .into_iter()
    .enumerate()
    {
        let (id, bad) = (format!("m{number}"), with(&body(), place, value));
        let signature = sign(&OLD, &format!("{id}.{at}.{bad}"));
        let headers = [("webhook-id", id.as_str()), ("webhook-timestamp", &at), ("webhook-signature", &signature)];
        assert_eq!(post(&webhook, "/hooks/giliran", &headers, &bad).status, 200);
        assert!(faults.new_ones().iter().any(|fault| fault.contains("_touch.utm")), "{place}");
    }
}
