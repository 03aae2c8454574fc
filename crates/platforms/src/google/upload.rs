//! Google Ads by the older `uploadClickConversions`. Since June 2026 Google takes it only from those who used it before;
//! whoever did not is told so and where to go instead.
//!
//! Each event has its own verdict (`partialFailure`), by its place in the request. Hashes go along with a `gclid` or stand
//! alone; with `gbraid` and `wbraid`, which know no single person, none are sent. A test is sent with `validateOnly`.

mod rows;
#[cfg(test)]
mod tests;

use super::fault::{Fault, Means};
use super::{action_id, person, sign_in};
use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, SignIn, event, masked, words};
use domain::conversion::{Cause, Told};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict, own};
use domain::problem::FieldError;
use rows::each;
use serde_json::{Value, json};
use std::fmt;

const NOT_ALLOWED: &str = "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE";
const WAY_OUT: &str = "Google takes this older upload only from accounts that used it before June 2026. Make a destination of \
    the kind Google Ads (Data Manager) with the same conversion actions instead.";

pub(crate) struct Upload {
    /// `https://googleads.googleapis.com/v23/customers/1234567890`
    base: String,
    customer: String,
    login: String,
    developer_token: String,
    sign_in: SignIn,
}

impl Upload {
    /// Errors: the credential that can't be read.
    pub(crate) fn open(account: &Account, addresses: &Addresses) -> Result<Self, FieldError> {
        let customer = account.setting("customer_id").to_owned();
        Ok(Self {
            base: format!("{}/{}/customers/{customer}", addresses.google_ads, addresses.google_ads_version),
            customer,
            login: account.setting("login_customer_id").to_owned(),
            developer_token: account.credential("developer_token").to_owned(),
            sign_in: sign_in::of(account, &addresses.google_token, sign_in::ADS)?,
        })
    }

    fn body(&self, events: &[&Told]) -> Value {
        json!({
            "conversions": events.iter().map(|told| self.conversion(told)).collect::<Vec<_>>(),
            "partialFailure": true,
            "validateOnly": events.first().is_some_and(|told| told.cause == Cause::Test),
        })
    }

    fn conversion(&self, told: &Told) -> Value {
        let mut conversion = json!({
            "conversionAction": self.action(&told.name),
            "conversionDateTime": second(told.at),
            "orderId": told.event_id.to_string(),
        });
        if let Some(amount) = told.amount {
            conversion["conversionValue"] = event::number(amount);
            conversion["currencyCode"] = json!(amount.currency.code());
        }
        let click = person::click(&told.browser);
        if let Some((name, id)) = click {
            conversion[name] = json!(id);
        }
        if click.is_none_or(|(name, _)| name == "gclid") {
            let (email, phone) = person::hashes(told);
            let known = [
                email.map(|hash| json!({ "hashedEmail": hash })),
                phone.map(|hash| json!({ "hashedPhoneNumber": hash })),
            ];
            let known: Vec<Value> = known.into_iter().flatten().collect();
            if !known.is_empty() {
                conversion["userIdentifiers"] = json!(known);
            }
        }
        if let Some(consent) = person::consent(told, "GRANTED", "DENIED") {
            conversion["consent"] = json!({ "adUserData": consent, "adPersonalization": consent });
        }
        conversion
    }

    /// The resource name; one that a person copied whole stays, for an action may belong to the manager's account.
    fn action(&self, name: &str) -> String {
        if name.starts_with("customers/") {
            return name.to_owned();
        }
        format!("customers/{}/conversionActions/{}", self.customer, action_id(name).unwrap_or_default())
    }

    fn request(&self, verb: &str, body: &Value, access: Option<&str>) -> Request {
        let request = Request::json(format!("{}{verb}", self.base), body)
            .bearer(access.unwrap_or_default())
            .with("developer-token", self.developer_token.as_str());
        if self.login.is_empty() { request } else { request.with("login-customer-id", self.login.as_str()) }
    }
}

/// `2026-11-21 05:00:00+00:00`: to the second, as Google tells two conversions of a click apart.
fn second(at: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%d %H:%M:%S+00:00").to_string()
}

impl Adapter for Upload {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        event::check(told, Platform::GoogleAdsUpload, now)?;
        if action_id(&told.name).is_none() {
            return Err(Reason::Unmapped);
        }
        person::check(told)
    }

    fn group(&self, told: &Told) -> String {
        if told.cause == Cause::Test { "test".to_owned() } else { String::new() }
    }

    fn build(&self, events: &[&Told], access: Option<&str>, _now: i64) -> Request {
        self.request(":uploadClickConversions", &self.body(events), access)
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        if !(200..300).contains(&reply.status) {
            let fault = Fault::read(reply);
            return match means(&fault) {
                Means::All(verdict) => Answered::All(verdict, said(&fault)),
                Means::Some => Answered::Split(said(&fault)),
            };
        }
        match reply.json() {
            Some(body) if body.is_object() => each(events, reply, &body),
            _ => {
                let code = own::UNREADABLE.to_owned();
                let said = Said { http: Some(reply.status), code, words: words::of_body(reply), ..Said::default() };
                // Order ids make sure that what was taken is not taken twice.
                Answered::All(Verdict::Retry { after: None }, said)
            }
        }
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&self.body(&[told]))
    }

    fn sign_in(&self) -> Option<SignIn> {
        Some(self.sign_in.clone())
    }

    /// Asks the account for its own id.
    fn verify(&self, access: Option<&str>, _now: i64) -> Option<Request> {
        let body = json!({ "query": "SELECT customer.id FROM customer LIMIT 1" });
        Some(self.request("/googleAds:search", &body, access))
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        if (200..300).contains(&reply.status) {
            return (Verdict::Sent, Said { http: Some(reply.status), ..Said::default() });
        }
        let fault = Fault::read(reply);
        match means(&fault) {
            Means::All(verdict) => (verdict, said(&fault)),
            Means::Some => (Verdict::Refused, said(&fault)),
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({}, …)", self.base)
    }
}

fn said(fault: &Fault) -> Said {
    let said = fault.said();
    if fault.has(&[NOT_ALLOWED]) {
        Said { code: NOT_ALLOWED.to_owned(), words: WAY_OUT.to_owned(), ..said }
    } else {
        said
    }
}

/// What is wrong with the whole request.
fn means(fault: &Fault) -> Means {
    if fault.has(&[NOT_ALLOWED, "UNSUPPORTED_VERSION"]) {
        return Means::All(Verdict::SignIn);
    }
    if fault.has(&["RESOURCE_EXHAUSTED", "RESOURCE_TEMPORARILY_EXHAUSTED"]) {
        return fault.throttled();
    }
    if fault.has(&["INTERNAL_ERROR", "TRANSIENT_ERROR", "DEADLINE_EXCEEDED", "CONCURRENT_MODIFICATION"]) {
        return fault.retry();
    }
    fault.by_status()
}
