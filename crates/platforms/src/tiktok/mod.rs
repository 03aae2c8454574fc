//! TikTok Events API, v1.3: events of a pixel, told by the server. What became of a request stands in the `code` of an
//! answer whose status is nearly always 200.

mod answer;
mod event;

use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, masked, sound};
use domain::conversion::contact::sha256;
use domain::conversion::{Browser, Category, Cause, Hashes, Person, Told, Touches, Where};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict};
use serde_json::{Value, json};
use std::fmt;
use uuid::Uuid;

pub(crate) struct Tiktok {
    url: String,
    pixel: String,
    /// Empty is none.
    test_code: String,
    token: String,
}

impl Tiktok {
    pub(crate) fn new(account: &Account, addresses: &Addresses) -> Self {
        Self {
            url: format!("{}/open_api/{}/event/track/", addresses.tiktok, addresses.tiktok_version),
            pixel: account.setting("pixel_code").to_owned(),
            test_code: account.setting("test_code").to_owned(),
            token: account.credential("access_token").to_owned(),
        }
    }
}

impl Adapter for Tiktok {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        sound::check(told, Platform::Tiktok, now)?;
        sound::check_test(told, &self.test_code)?;
        event::check(told)
    }

    /// Each event that only tries the destination out goes alone.
    fn group(&self, told: &Told) -> String {
        if told.cause == Cause::Test { format!("test/{}", told.event_id) } else { String::new() }
    }

    /// All events are of the pixel, the source `web`, also what the person did elsewhere: another source would want an
    /// event set of its own.
    fn build(&self, events: &[&Told], _access: Option<&str>, _now: i64) -> Request {
        let data: Vec<Value> = events.iter().map(|told| event::of(told)).collect();
        let mut body = json!({ "event_source": "web", "event_source_id": self.pixel, "data": data });
        if !self.test_code.is_empty() && !events.is_empty() && events.iter().all(|told| told.cause == Cause::Test) {
            body["test_event_code"] = json!(self.test_code);
        }
        Request::json(self.url.clone(), &body).with("access-token", &self.token)
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        let ids: Vec<String> = events.iter().map(|told| told.event_id.to_string()).collect();
        answer::classify(&ids, reply)
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&event::of(told))
    }

    /// A token of Events Manager opens this one call, and the only form of it that counts nothing is an event with a test
    /// code: without one there is no way of asking.
    fn verify(&self, access: Option<&str>, now: i64) -> Option<Request> {
        (!self.test_code.is_empty()).then(|| self.build(&[&nobody(now)], access, now))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        answer::verdict(reply)
    }
}

/// A page view of nobody, under the names and the address that documents use (RFC 2606, RFC 5737).
fn nobody(now: i64) -> Told {
    let hashes = Hashes { email: Some(sha256("test@example.com")), ..Hashes::default() };
    Told {
        // Another each time, and in no other event's form.
        event_id: Uuid::from_u64_pair(0x7665_7269_6679_0000, now.unsigned_abs()),
        at: now,
        cause: Cause::Test,
        category: Category::ViewContent,
        name: "ViewContent".to_owned(),
        amount: None,
        status: None,
        person: Person { external_id: "test".to_owned(), hashes, ..Person::default() },
        browser: Browser::default(),
        whereabouts: Where::default(),
        touches: Touches::default(),
        url: "https://example.com/".to_owned(),
        referrer: String::new(),
        link_name: None,
    }
}

impl fmt::Debug for Tiktok {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tiktok({}, …)", self.pixel)
    }
}
