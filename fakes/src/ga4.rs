//! Google Analytics 4, Measurement Protocol: `/mp/collect` always answers 204, whatever came; `/debug/mp/collect` says
//! what is wrong. Nothing of it is refused aloud, so the fake's faults are all that tells.

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

pub const MEASUREMENT_ID: &str = "G-FAKE000001";
pub const API_SECRET: &str = "fakeGa4ApiSecret_01";

/// A running fake of GA4.
pub struct Ga4 {
    fake: Fake,
}

struct Protocol;

impl Ga4 {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self { fake: Fake::start(Arc::new(Protocol), address)? })
    }
}

impl Deref for Ga4 {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

impl Rules for Protocol {
    fn door(&self, request: &Request) -> Door {
        if request.path == "/mp/collect" { Door::Events } else { Door::Other }
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        let is_check = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/mp/collect") => false,
            ("POST", "/debug/mp/collect") => true,
            (method, path) => {
                round.fault(format!("{method} {path}: no such path"));
                return Answer::html(404);
            }
        };
        let body = request.json.clone().unwrap_or_default();
        let wrongs = round.judge("", event::check(is_check, request.body.len(), &body, round.now));
        if is_check {
            return Answer::json(200, &json!({ "validationMessages": wrongs.iter().map(message).collect::<Vec<_>>() }));
        }
        // The one check that the validator does not make.
        let is_known =
            request.query("measurement_id") == Some(MEASUREMENT_ID) && request.query("api_secret") == Some(API_SECRET);
        if !is_known {
            round.fault("measurement_id or api_secret is missing or wrong");
        }
        if is_known && wrongs.is_empty() {
            for event in body["events"].as_array().into_iter().flatten() {
                count(event, &body, round);
            }
        }
        Answer::empty(204)
    }

    fn expired(&self) -> Answer {
        Answer::empty(204)
    }

    fn forbidden(&self) -> Answer {
        Answer::empty(204)
    }

    fn trouble(&self, status: u16) -> Answer {
        Answer::html(status)
    }
}

fn message(wrong: &Wrong) -> Value {
    json!({ "fieldPath": wrong.at.trim_start_matches('.'), "description": wrong.words, "validationCode": wrong.code })
}

/// Only a purchase is known again, by its transaction.
fn count(event: &Value, body: &Value, round: &mut Round<'_>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = text(&event["name"]);
    let id = text(&event["params"]["transaction_id"]);
    let mut whole = event.clone();
    whole["client_id"] = body["client_id"].clone();
    // Nothing of another event makes it the same, so the scope is its own place.
    let scope = if name == "purchase" && !id.is_empty() { String::new() } else { round.state.nowhere() };
    round.state.count(&scope, Counted { name, id, event: whole }, round.now, None);
}
