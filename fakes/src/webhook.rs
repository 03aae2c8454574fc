//! A business's own server that takes Standard Webhooks: id, timestamp and signature over the raw bytes, with either of two
//! secrets while they are being changed. What is wrongly signed, or too far from its clock, is turned away with 401.

use crate::answer::Answer;
use crate::behave::Door;
use crate::fake::{Counted, Fake};
use crate::proof;
use crate::request::Request;
use crate::rules::{Round, Rules};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// Seconds between the timestamp and the clock at most.
const TOLERANCE: i64 = 5 * 60;

/// A running receiver.
pub struct Webhook {
    fake: Fake,
    rules: Arc<Receiver>,
}

#[derive(Default)]
struct Receiver {
    /// As bytes.
    secrets: Mutex<Vec<Vec<u8>>>,
}

impl Webhook {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        let rules = Arc::new(Receiver::default());
        Ok(Self { fake: Fake::start(Arc::clone(&rules) as Arc<dyn Rules>, address)?, rules })
    }

    /// Where it takes messages.
    pub fn url(&self) -> String {
        format!("{}/hooks/giliran", self.fake.address())
    }

    /// The secrets that are good from now on, as they are given out: `whsec_` and base64. Panics: one is of no such form.
    pub fn secrets(&self, secrets: &[&str]) {
        let bytes = |secret: &&str| {
            let text = secret.strip_prefix("whsec_").expect("a secret begins with whsec_");
            BASE64_STANDARD.decode(text).expect("a secret is base64")
        };
        *self.rules.secrets.lock().unwrap_or_else(PoisonError::into_inner) = secrets.iter().map(bytes).collect();
    }
}

impl Deref for Webhook {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

impl Rules for Receiver {
    fn door(&self, _request: &Request) -> Door {
        Door::Events
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        if request.method != "POST" || request.path != "/hooks/giliran" {
            round.fault(format!("{} {}: no such path", request.method, request.path));
            return Answer::json(404, &json!({ "error": "not found" }));
        }
        let id = match self.verified(request, round.now) {
            Ok(id) => id.to_owned(),
            Err(words) => {
                round.fault(words);
                return Answer::json(401, &json!({ "error": words }));
            }
        };
        let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
            round.fault("the body is no JSON object");
            return Answer::json(400, &json!({ "error": "no JSON" }));
        };
        let kind = body["type"].as_str().unwrap_or_default();
        if kind.is_empty() || body["data"].is_null() || body["timestamp"].is_null() {
            round.fault("type, timestamp or data is missing");
        }
        if kind.starts_with("conversion.") {
            for touch in ["first_touch", "last_touch"] {
                look_at_utm(round, touch, &body["data"][touch]["utm"]);
            }
        }
        if round.refuses(body).is_some() {
            return Answer::json(422, &json!({ "error": "was refused because the test says so" }));
        }
        // An id is of one message; what comes under it again is the same.
        let counted = Counted { name: kind.to_owned(), id, event: body.clone() };
        if kind == "ping" {
            round.state.test(counted);
        } else {
            round.state.count("", counted, round.now, None);
        }
        Answer::json(200, &json!({ "ok": true }))
    }

    fn expired(&self) -> Answer {
        Answer::json(401, &json!({ "error": "unauthorized" }))
    }

    fn forbidden(&self) -> Answer {
        Answer::json(403, &json!({ "error": "forbidden" }))
    }

    fn trouble(&self, status: u16) -> Answer {
        Answer::json(status, &json!({ "error": status }))
    }
}

/// All six are there, each a text that says something or null: what the document of the webhook promises.
fn look_at_utm(round: &mut Round<'_>, touch: &str, utm: &Value) {
    for name in ["source", "medium", "campaign", "term", "content", "id"] {
        let is_promised = match utm.get(name) {
            Some(Value::Null) => true,
            Some(Value::String(text)) => !text.is_empty(),
            _ => false,
        };
        if !is_promised {
            round.fault(format!("data.{touch}.utm.{name} is neither a text nor null"));
        }
    }
}

impl Receiver {
    /// The message's id. Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`; of several
    /// signatures one has to be good.
    fn verified<'r>(&self, request: &'r Request, now: i64) -> Result<&'r str, &'static str> {
        let id = request
            .header("webhook-id")
            .filter(|id| !id.is_empty() && !id.contains('.'))
            .ok_or("webhook-id is missing")?;
        let at = request.header("webhook-timestamp").ok_or("webhook-timestamp is missing")?;
        let seconds: i64 = at.parse().map_err(|_| "webhook-timestamp is no number of seconds")?;
        if (now.div_euclid(1_000_000) - seconds).abs() > TOLERANCE {
            return Err("webhook-timestamp is more than five minutes away");
        }
        let signatures = request.header("webhook-signature").ok_or("webhook-signature is missing")?;
        let mut signed = format!("{id}.{at}.").into_bytes();
        signed.extend_from_slice(&request.body);
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let is_good = |given: &[u8]| {
            secrets.iter().fold(false, |good, secret| good | bool::from(proof::hmac(secret, &signed).ct_eq(given)))
        };
        let given = signatures.split(' ').filter_map(|one| BASE64_STANDARD.decode(one.strip_prefix("v1,")?).ok());
        let is_any = given.fold(false, |good, mark| good | is_good(&mark));
        if is_any { Ok(id) } else { Err("webhook-signature is by no secret that is known") }
    }
}
