//! Meta Conversions API: one envelope, two routes. What happened on a page of ours or is known from the business's own
//! records goes to the dataset of a website; what came of a Click-to-WhatsApp ad goes to the dataset of a WhatsApp
//! account, under names of a short list. A batch is taken as a whole or not at all.

mod answer;
mod click;
mod event;

use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, masked, sound};
use domain::conversion::{Cause, Told};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt;

pub(crate) struct Meta {
    route: Route,
    /// `https://graph.facebook.com/v26.0/1234567890`
    dataset: String,
    version: String,
    /// Empty is none.
    test_code: String,
    token: String,
    /// HMAC-SHA256 of the token under the app's secret, for apps that ask for it.
    proof: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Website,
    /// Empty is not given; one of the two is.
    Messaging {
        waba: String,
        page: String,
    },
}

/// What is taken on the business-messaging route; anything else is refused with subcode 2804066, and the whole batch
/// with it. A constant and no setting: a name that is missing here is left out and says so, while one too many in a
/// setting would turn away its whole batch, time and again.
pub(super) const MESSAGING_NAMES: [&str; 14] = [
    "LeadSubmitted",
    "QualifiedLead",
    "Purchase",
    "InitiateCheckout",
    "AddToCart",
    "ViewContent",
    "OrderCreated",
    "OrderShipped",
    "OrderDelivered",
    "OrderCanceled",
    "OrderReturned",
    "CartAbandoned",
    "RatingProvided",
    "ReviewProvided",
];

/// The day on which each version of the Graph API ends, as Meta's changelog has it; that of the newest is not given out.
const ENDS: [(&str, [i16; 3]); 6] = [
    ("v20.0", [2026, 9, 24]),
    ("v21.0", [2027, 1, 21]),
    ("v22.0", [2027, 5, 20]),
    ("v23.0", [2027, 10, 8]),
    ("v24.0", [2028, 2, 18]),
    ("v25.0", [2028, 7, 29]),
];

impl Meta {
    pub(crate) fn website(account: &Account, addresses: &Addresses) -> Self {
        Self::on(Route::Website, account, addresses)
    }

    pub(crate) fn messaging(account: &Account, addresses: &Addresses) -> Self {
        let text = |name| account.setting(name).to_owned();
        Self::on(Route::Messaging { waba: text("waba_id"), page: text("page_id") }, account, addresses)
    }

    fn on(route: Route, account: &Account, addresses: &Addresses) -> Self {
        let version = addresses.meta_version.clone();
        let token = account.credential("access_token").to_owned();
        let secret = account.credential("app_secret");
        Self {
            route,
            dataset: format!("{}/{version}/{}", addresses.meta, account.setting("dataset_id")),
            version,
            test_code: account.setting("test_code").to_owned(),
            proof: (!secret.is_empty()).then(|| proof(secret, &token)),
            token,
        }
    }

    /// The address with what goes into its query. The proof is no secret by itself: it is worth nothing without the
    /// token, which travels in a header alone.
    fn url(&self, path: &str, query: &str) -> String {
        let proof = self.proof.as_ref().map(|proof| format!("appsecret_proof={proof}"));
        let query = [Some(query.to_owned()).filter(|query| !query.is_empty()), proof];
        let query: Vec<String> = query.into_iter().flatten().collect();
        let sign = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{sign}{}", self.dataset, query.join("&"))
    }
}

/// Meta's `appsecret_proof`: hexadecimal HMAC-SHA256 with the app's secret as key and the token as message.
fn proof(secret: &str, token: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(token.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Adapter for Meta {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        sound::check(told, Platform::Meta, now)?;
        sound::check_test(told, &self.test_code)?;
        event::check(&self.route, told)
    }

    /// The test code stands beside the events and counts for all of them.
    fn group(&self, told: &Told) -> String {
        if told.cause == Cause::Test { "test".to_owned() } else { String::new() }
    }

    fn build(&self, events: &[&Told], _access: Option<&str>, _now: i64) -> Request {
        let data: Vec<Value> = events.iter().map(|told| event::of(&self.route, told)).collect();
        let mut body = json!({ "data": data });
        if !self.test_code.is_empty() && !events.is_empty() && events.iter().all(|told| told.cause == Cause::Test) {
            body["test_event_code"] = json!(self.test_code);
        }
        Request::json(self.url("/events", ""), &body).bearer(&self.token)
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        answer::classify(events.len(), reply)
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&event::of(&self.route, told))
    }

    /// Reading the dataset needs the same access to it as writing its events.
    fn verify(&self, _access: Option<&str>, _now: i64) -> Option<Request> {
        Some(Request::get(self.url("", "fields=id,name")).bearer(&self.token))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        answer::verified(reply)
    }

    fn ends_on(&self) -> Option<jiff::civil::Date> {
        let (_, [year, month, day]) = ENDS.into_iter().find(|(version, _)| *version == self.version)?;
        jiff::civil::Date::new(year, month as i8, day as i8).ok()
    }
}

impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meta({:?}, {}, …)", self.route, self.dataset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_that_of_the_published_rule() {
        let expected = "680670804b36213ff387db204621f036443aeba22d7209a96acd0b4299fbd0e5";
        assert_eq!(proof("app-secret", "secret-token"), expected);
    }
}
