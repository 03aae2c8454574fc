//! TikTok Events API, v1.3: events of a pixel, told by the server. What became of a request stands in the `code` of an
//! answer whose status is nearly always 200.

mod answer;
mod event;

use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, masked, sound};
use domain::conversion::{Cause, Told};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict};
use serde_json::{Value, json};
use std::fmt;

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

    /// A token of Events Manager opens this one call, and there is no form of it that counts nothing: an event with a test
    /// code is the way to try it.
    fn verify(&self, _access: Option<&str>, _now: i64) -> Option<Request> {
        None
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        answer::verdict(reply)
    }
}

impl fmt::Debug for Tiktok {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tiktok({}, …)", self.pixel)
    }
}
