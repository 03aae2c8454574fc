//! LinkedIn Conversions API: events of conversion rules, in batches that are taken or refused as a whole. Which event it is
//! lies in the rule, so the name of a mapping is a rule's id. Versions are months and live for a year.

mod answer;
mod event;
mod names;

use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, masked, sound};
use domain::conversion::Told;
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict};
use serde_json::{Value, json};
use std::fmt;

pub(crate) struct Linkedin {
    url: String,
    /// `202608`
    version: String,
    token: String,
}

impl Linkedin {
    pub(crate) fn new(account: &Account, addresses: &Addresses) -> Self {
        Self {
            url: format!("{}/rest/conversionEvents", addresses.linkedin),
            version: addresses.linkedin_version.clone(),
            token: account.credential("access_token").to_owned(),
        }
    }

    fn batch(&self, elements: &[Value]) -> Request {
        Request::json(self.url.clone(), &json!({ "elements": elements }))
            .bearer(&self.token)
            .with("linkedin-version", &self.version)
            .with("x-restli-protocol-version", "2.0.0")
            .with("x-restli-method", "BATCH_CREATE")
    }
}

impl Adapter for Linkedin {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        sound::check(told, Platform::Linkedin, now)?;
        event::check(told)
    }

    fn build(&self, events: &[&Told], _access: Option<&str>, _now: i64) -> Request {
        self.batch(&events.iter().map(|told| event::of(told)).collect::<Vec<_>>())
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        answer::classify(events, reply)
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&event::of(told))
    }

    /// A batch of nothing: the token, its scope and the version are looked at before the events are, and there is no other
    /// call that a token of the Signals Manager opens.
    fn verify(&self, _access: Option<&str>, _now: i64) -> Option<Request> {
        Some(self.batch(&[]))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        answer::verified(reply)
    }

    /// Versions end on the 16th of their month, a year on.
    fn ends_on(&self) -> Option<jiff::civil::Date> {
        let (year, month) = self.version.split_at_checked(4)?;
        let year = year.parse::<i16>().ok()?.checked_add(1)?;
        jiff::civil::Date::new(year, month.parse().ok()?, 16).ok()
    }
}

impl fmt::Debug for Linkedin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Linkedin({}, …)", self.version)
    }
}
