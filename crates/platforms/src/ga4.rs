//! Google Analytics 4 by the Measurement Protocol.
//!
//! It answers 2xx to whatever it is sent and says nothing of what becomes of it: `Sent` means no more than that it was
//! received. So everything that it would drop in silence is looked at here first. It tells no duplicates either, but for a
//! purchase by its `transaction_id`.
//!
//! A test goes to the validator, which finds faults of form and stores nothing.

mod client;
#[cfg(test)]
mod tests;

use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, event, masked, sound, words};
use domain::conversion::{Category, Cause, Consent, Told};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict, own};
use serde_json::{Value, json};
use std::fmt;

/// Microseconds after which Analytics itself begins a new session.
const SESSION: i64 = 30 * 60_000_000;
/// Characters of a parameter's value at most, where it is no address.
const LONGEST_VALUE: usize = 100;
const LONGEST_PAGE: usize = 1_000;
const LONGEST_REFERRER: usize = 420;
const LONGEST_NAME: usize = 40;

/// Names and beginnings of names that Analytics keeps to itself: it drops such events.
const RESERVED: [&str; 27] = [
    "ad_activeview",
    "ad_click",
    "ad_exposure",
    "ad_query",
    "ad_reward",
    "adunit_exposure",
    "app_clear_data",
    "app_exception",
    "app_install",
    "app_remove",
    "app_store_refund",
    "app_update",
    "app_upgrade",
    "dynamic_link_app_open",
    "dynamic_link_app_update",
    "dynamic_link_first_open",
    "error",
    "first_open",
    "first_visit",
    "in_app_purchase",
    "notification_dismiss",
    "notification_foreground",
    "notification_open",
    "notification_receive",
    "os_update",
    "session_start",
    "user_engagement",
];
const RESERVED_BEGINNINGS: [&str; 4] = ["_", "firebase_", "ga_", "google_"];

pub(crate) struct Ga4 {
    base: String,
    measurement_id: String,
    api_secret: String,
}

impl Ga4 {
    pub(crate) fn new(account: &Account, addresses: &Addresses) -> Self {
        Self {
            base: addresses.ga4.clone(),
            measurement_id: account.setting("measurement_id").to_owned(),
            api_secret: account.credential("api_secret").to_owned(),
        }
    }

    /// The secret stands in the address because Analytics takes it nowhere else; a [`Request`] never shows that part.
    fn url(&self, path: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("measurement_id", &self.measurement_id)
            .append_pair("api_secret", &self.api_secret)
            .finish();
        format!("{}{path}?{query}", self.base)
    }
}

const COLLECT: &str = "/mp/collect";
const VALIDATE: &str = "/debug/mp/collect";

/// Of one group: one person, with one consent, in one country.
fn body(events: &[&Told]) -> Value {
    let mut body = json!({ "events": events.iter().map(|told| event_of(told)).collect::<Vec<_>>() });
    let Some(first) = events.first() else { return body };
    body["client_id"] = json!(client::id(first));
    if let Some(consent) = consent(first) {
        body["consent"] = json!({ "ad_user_data": consent, "ad_personalization": consent });
    }
    let country = &first.whereabouts.country;
    if country.len() == 2 {
        body["user_location"] = json!({ "country_id": country });
    }
    body
}

fn consent(told: &Told) -> Option<&'static str> {
    match told.person.consent {
        Consent::Given => Some("GRANTED"),
        Consent::Refused => Some("DENIED"),
        Consent::Unknown => None,
    }
}

fn event_of(told: &Told) -> Value {
    let mut params = json!({
        // Which session of the website it was nobody here knows; what lies close together shares one.
        "session_id": told.at.div_euclid(SESSION).saturating_mul(SESSION / 1_000_000).to_string(),
        "engagement_time_msec": 1,
        "event_id": told.event_id.to_string(),
        "cause": told.cause.as_str(),
    });
    if let Some(amount) = told.amount {
        params["value"] = event::number(amount);
        params["currency"] = json!(amount.currency.code());
    }
    if told.category == Category::Purchase || told.name == "purchase" {
        params["transaction_id"] = json!(told.event_id.to_string());
    }
    // Analytics wants nothing personal, and a page's query may hold it.
    let referrer = told.referrer.split(['?', '#']).next();
    let texts = [
        ("page_location", Some(told.url.as_str()), LONGEST_PAGE),
        ("page_referrer", referrer, LONGEST_REFERRER),
        ("link_name", told.link_name.as_deref(), LONGEST_VALUE),
        ("status", told.status.as_deref(), LONGEST_VALUE),
    ];
    let utm = &told.touches.last;
    let campaign = [
        ("source", &utm.source),
        ("medium", &utm.medium),
        ("campaign", &utm.campaign),
        ("term", &utm.term),
        ("content", &utm.content),
        ("campaign_id", &utm.id),
    ];
    let campaign = campaign.into_iter().map(|(name, text)| (name, tellable(text), LONGEST_VALUE));
    for (name, text, longest) in texts.into_iter().chain(campaign) {
        let text: String = text.unwrap_or_default().chars().take(longest).collect();
        if !text.is_empty() {
            params[name] = json!(text);
        }
    }
    json!({ "name": told.name, "timestamp_micros": told.at, "params": params })
}

/// Analytics wants nothing personal, and some put an e-mail address into what brings a person.
fn tellable(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.contains('@') && !text.to_ascii_lowercase().contains("%40"))
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !RESERVED.contains(&name)
        && !RESERVED_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

fn is_test(told: &Told) -> bool {
    told.cause == Cause::Test
}

impl Adapter for Ga4 {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        // A purchase that is worth nothing it knows of is dropped too.
        sound::check(told, Platform::Ga4, now)?;
        if is_name(&told.name) { Ok(()) } else { Err(Reason::BadEvent) }
    }

    fn group(&self, told: &Told) -> String {
        let (test, consent) = (if is_test(told) { "test/" } else { "" }, consent(told).unwrap_or_default());
        format!("{test}{}/{consent}/{}", client::id(told), told.whereabouts.country)
    }

    fn build(&self, events: &[&Told], _access: Option<&str>, _now: i64) -> Request {
        if events.iter().any(|told| is_test(told)) {
            return validation(self.url(VALIDATE), body(events));
        }
        Request::json(self.url(COLLECT), &body(events))
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        if events.iter().any(|told| is_test(told)) {
            let (verdict, said) = validated(reply, own::TEST_CHECKED);
            return Answered::All(verdict, said);
        }
        match reply.status {
            200..300 => {
                let said = Said { http: Some(reply.status), code: own::UNCONFIRMED.to_owned(), ..Said::default() };
                Answered::All(Verdict::Sent, said)
            }
            400 | 413 | 422 => Answered::Split(said(reply)),
            _ => Answered::All(passing(reply), said(reply)),
        }
    }

    fn payload(&self, told: &Told) -> Value {
        // Told apart from names of people: an event's name is no secret.
        let mut shown = masked::of(&body(&[told]));
        shown["events"][0]["name"] = json!(told.name);
        shown
    }

    /// The validator looks at the form alone: neither the id nor the secret is known to it.
    fn verify(&self, _access: Option<&str>, now: i64) -> Option<Request> {
        let event =
            json!({ "name": "giliran_check", "timestamp_micros": now, "params": { "engagement_time_msec": 1 } });
        Some(validation(self.url(VALIDATE), json!({ "client_id": "1.1", "events": [event] })))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        validated(reply, own::FORM_ALONE)
    }
}

impl fmt::Debug for Ga4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ga4({}, {}, …)", self.base, self.measurement_id)
    }
}

fn validation(url: String, mut body: Value) -> Request {
    body["validation_behavior"] = json!("ENFORCE_RECOMMENDATIONS");
    Request::json(url, &body)
}

/// What the validator says: nothing is good, and `good` the code of our own words for it.
fn validated(reply: &Reply, good: &str) -> (Verdict, Said) {
    if !(200..300).contains(&reply.status) {
        return match reply.status {
            400 | 413 | 422 => (Verdict::Refused, said(reply)),
            _ => (passing(reply), said(reply)),
        };
    }
    let Some(body) = reply.json() else { return (Verdict::Retry { after: None }, said(reply)) };
    let messages = body["validationMessages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |message: &Value, name: &str| message[name].as_str().unwrap_or_default().to_owned();
    let line = |message: &Value| format!("{}: {}", text(message, "fieldPath"), text(message, "description"));
    let http = Some(reply.status);
    match messages.first() {
        None => (Verdict::Sent, Said { http, code: good.to_owned(), ..Said::default() }),
        Some(first) => {
            let words = words::cleaned(&messages.iter().take(6).map(line).collect::<Vec<_>>().join("; "));
            let code = words::code(&text(first, "validationCode"));
            (Verdict::Refused, Said { http, code, words, ..Said::default() })
        }
    }
}

/// Analytics itself refuses nothing: whatever stands in between will let go of it.
fn passing(reply: &Reply) -> Verdict {
    let after = reply.waits();
    if reply.status == 429 { Verdict::Throttled { after } } else { Verdict::Retry { after } }
}

fn said(reply: &Reply) -> Said {
    Said { http: Some(reply.status), words: words::of_body(reply), ..Said::default() }
}
