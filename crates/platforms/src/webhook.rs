//! The business's own server, by Standard Webhooks 1.0: one event a request, signed, with its id, so that a receiver can
//! tell who sent it and whether it knows it already. What a receiver gets is written in docs/webhook.md; it is ours
//! alone to keep stable. No phone number and no e-mail address is in it, and no hash of one: the receiver knows its leads
//! by their visitor code and can ask the API for more.

mod signature;
#[cfg(test)]
mod tests;

pub use signature::secret;

use crate::call::{Reply, Request};
use crate::{Account, Adapter, event, masked, words};
use domain::conversion::Told;
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict, own};
use domain::problem::FieldError;
use domain::visit::Utm;
use serde_json::{Map, Value, json};
use signature::Key;
use std::fmt;

const USER_AGENT: &str = concat!("Giliran/", env!("CARGO_PKG_VERSION"), " (webhook)");

pub(crate) struct Webhook {
    url: String,
    /// The present one first, then that before it, while receivers change.
    keys: Vec<Key>,
}

impl Webhook {
    /// Errors: the secret that is missing; one that can't be read is as good as none.
    pub(crate) fn open(account: &Account) -> Result<Self, FieldError> {
        let secrets = ["secret", "secret_before"].into_iter().map(|name| (name, account.credential(name)));
        let keys: Vec<Key> = secrets
            .filter(|(name, secret)| *name == "secret" || !secret.is_empty())
            .map(|(name, secret)| Key::read(secret).ok_or_else(|| FieldError::new(name, "required")))
            .collect::<Result<_, _>>()?;
        Ok(Self { url: account.setting("url").to_owned(), keys })
    }

    /// `id` stays the same for every try, the moment is that of the try.
    fn request(&self, id: &str, now: i64, body: &Value) -> Request {
        let request = Request::json(self.url.clone(), body);
        let timestamp = now.div_euclid(1_000_000).to_string();
        let signatures: Vec<String> = self.keys.iter().map(|key| key.sign(id, &timestamp, &request.body)).collect();
        request
            .with("webhook-id", id)
            .with("webhook-timestamp", timestamp)
            .with("webhook-signature", signatures.join(" "))
            .with("user-agent", USER_AGENT)
    }
}

fn body(told: &Told) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let browser = &told.browser;
    let click_ids: Map<String, Value> = [
        ("fbclid", &browser.fbclid),
        ("gclid", &browser.gclid),
        ("gbraid", &browser.gbraid),
        ("wbraid", &browser.wbraid),
        ("ttclid", &browser.ttclid),
        ("li_fat_id", &browser.li_fat_id),
        ("ctwa_clid", &browser.ctwa_clid),
    ]
    .into_iter()
    .filter(|(_, id)| !id.is_empty())
    .map(|(name, id)| (name.to_owned(), json!(id)))
    .collect();
    let value = told.amount.map(|amount| json!({ "amount": amount.decimal(), "currency": amount.currency.code() }));
    json!({
        "type": format!("conversion.{}", told.category.as_str()),
        "timestamp": event::rfc3339(told.at),
        "data": {
            "id": told.event_id.to_string(),
            "name": told.name,
            "category": told.category.as_str(),
            "cause": told.cause.as_str(),
            "status": told.status,
            "value": value,
            "lead": { "visitor_code": told.person.external_id.to_ascii_uppercase() },
            "link": { "url": told.url, "name": told.link_name },
            "referrer": text(&told.referrer),
            "click_ids": click_ids,
            "first_touch": { "utm": utm(&told.touches.first) },
            "last_touch": { "utm": utm(&told.touches.last) },
            "language": text(&browser.language),
            "country": text(&told.whereabouts.country),
            "consent": told.person.consent,
        },
    })
}

/// As the address had it.
fn utm(utm: &Utm<'_>) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "source": text(&utm.source),
        "medium": text(&utm.medium),
        "campaign": text(&utm.campaign),
        "term": text(&utm.term),
        "content": text(&utm.content),
        "id": text(&utm.id),
    })
}

impl Adapter for Webhook {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        event::check(told, Platform::Webhook, now)
    }

    /// Of the first event: a request of this platform has no more than one.
    fn build(&self, events: &[&Told], _access: Option<&str>, now: i64) -> Request {
        match events.first() {
            Some(told) => self.request(&told.event_id.to_string(), now, &body(told)),
            None => self.request("none", now, &Value::Null),
        }
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        let (verdict, said) = self.verified(reply);
        if events.len() <= 1 {
            return Answered::All(verdict, said);
        }
        // Nobody who keeps to the limit comes here; what was not sent is not said to be.
        let rest = (1..events.len()).map(|_| (Verdict::Retry { after: None }, Said::default()));
        Answered::Each(std::iter::once((verdict, said)).chain(rest).collect())
    }

    fn payload(&self, told: &Told) -> Value {
        let mut shown = masked::of(&body(told));
        // Names of an event and of a link, not of a person.
        shown["data"]["name"] = json!(told.name);
        shown["data"]["link"]["name"] = json!(told.link_name);
        shown
    }

    /// A signed `{"type":"ping"}`, which receivers answer with 2xx and forget.
    fn verify(&self, _access: Option<&str>, now: i64) -> Option<Request> {
        let body = json!({ "type": "ping", "timestamp": event::rfc3339(now), "data": {} });
        Some(self.request(&format!("ping_{now}"), now, &body))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        let (verdict, own) = meaning(reply);
        let theirs = if reply.status < 300 { String::new() } else { words::of_body(reply) };
        (verdict, Said { http: Some(reply.status), code: own.to_owned(), words: theirs, ..Said::default() })
    }
}

/// What a status means, and the code of what we say of it ourselves.
fn meaning(reply: &Reply) -> (Verdict, &'static str) {
    let after = reply.waits();
    match reply.status {
        200..300 => (Verdict::Sent, ""),
        300..400 => (Verdict::Refused, own::REDIRECT),
        // It asks not to be called again; whoever put the address there decides whether that is meant.
        410 => (Verdict::SignIn, own::GONE),
        429 => (Verdict::Throttled { after }, ""),
        408 | 423 | 425 => (Verdict::Retry { after }, ""),
        501 => (Verdict::Refused, own::NOT_TAKEN),
        500.. => (Verdict::Retry { after }, ""),
        400..500 => (Verdict::Refused, ""),
        // No status of HTTP.
        _ => (Verdict::Retry { after }, ""),
    }
}

impl fmt::Debug for Webhook {
    /// Without what follows the path: people put secrets there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({}, …)", self.url.split(['?', '#']).next().unwrap_or_default())
    }
}
