//! The destination of the example workspace: its request goes to no host that exists, and the engine hands it back to
//! [`Echo::answer`] instead of sending it, so that the whole way of a delivery can be watched without any platform.

use crate::call::{Reply, Request};
use crate::{Adapter, masked};
use domain::conversion::Told;
use domain::outbox::{Answered, Reason, Said, Verdict};
use serde_json::{Value, json};

/// The address by which the engine knows such a request.
pub const ADDRESS: &str = "echo:";

#[derive(Debug)]
pub(crate) struct Echo;

impl Echo {
    fn event(told: &Told) -> Value {
        let mut event = json!({
            "event": told.name, "event_id": told.event_id.to_string(), "time": told.at / 1_000_000,
            "person": { "external_id": told.person.external_id, "email": told.person.hashes.email,
                        "phone": told.person.hashes.phone_e164 },
        });
        if let Some(amount) = told.amount {
            event["value"] = json!({ "amount": amount.decimal(), "currency": amount.currency.code() });
        }
        event
    }
}

impl Adapter for Echo {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        if told.at > now + 60_000_000 { Err(Reason::InTheFuture) } else { Ok(()) }
    }

    fn build(&self, events: &[&Told], _access: Option<&str>, _now: i64) -> Request {
        let events: Vec<Value> = events.iter().map(|told| Self::event(told)).collect();
        Request::json(ADDRESS.to_owned(), &json!({ "events": events }))
    }

    fn classify(&self, _events: &[&Told], reply: &Reply) -> Answered {
        let (verdict, said) = self.verified(reply);
        Answered::All(verdict, said)
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&Self::event(told))
    }

    fn verify(&self, _access: Option<&str>, _now: i64) -> Option<Request> {
        Some(Request::json(ADDRESS.to_owned(), &json!({ "events": [] })))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        let said = Said { http: Some(reply.status), words: "echo".to_owned(), ..Said::default() };
        (if reply.status == 200 { Verdict::Sent } else { Verdict::Retry { after: None } }, said)
    }
}

/// What the built-in destination answers to a request of its own.
pub fn answer(request: &Request) -> Option<Reply> {
    (request.url == ADDRESS).then(|| Reply { status: 200, body: request.body.clone(), ..Reply::default() })
}
