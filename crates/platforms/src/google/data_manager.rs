//! Google Ads by the Data Manager API (v1): `events:ingest`, and `requestStatus:retrieve` for what became of it.
//!
//! A request has one destination, the conversion action of its group, so that what Google says of a request can be
//! laid at one action's door. It is taken or turned away whole; what was taken is judged later, by counts and without
//! saying which event is meant. Events keep their transaction id whenever they are sent, so sending one again does no harm:
//! Google knows it, and that counts as sent.
//!
//! A test is sent with `validateOnly`: Google looks at it as at any other and counts nothing.

mod judged;
#[cfg(test)]
mod tests;

use super::fault::{Fault, Means};
use super::{action_id, person, sign_in};
use crate::call::{Addresses, Reply, Request};
use crate::{Account, Adapter, SignIn, event, ip, masked, words};
use domain::conversion::{Cause, Told};
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict, own};
use domain::problem::FieldError;
use judged::{ASK_AGAIN, LONGEST_WAIT, judged, not_yet};
use serde_json::{Map, Value, json};
use std::fmt;

pub(crate) struct DataManager {
    base: String,
    /// The account that holds the conversion actions.
    customer: String,
    /// The manager account that is signed in with; empty is none.
    login: String,
    sign_in: SignIn,
}

impl DataManager {
    /// Errors: the credential that can't be read.
    pub(crate) fn open(account: &Account, addresses: &Addresses) -> Result<Self, FieldError> {
        Ok(Self {
            base: addresses.google_data_manager.clone(),
            customer: account.setting("customer_id").to_owned(),
            login: account.setting("login_customer_id").to_owned(),
            sign_in: sign_in::of(account, &addresses.google_token, sign_in::DATA_MANAGER)?,
        })
    }

    fn body(&self, events: &[&Told]) -> Value {
        let first = events.first();
        let ads = |id: &str| json!({ "accountType": "GOOGLE_ADS", "accountId": id });
        let mut destination = json!({
            "reference": "ads",
            "operatingAccount": ads(&self.customer),
            "productDestinationId": first.and_then(|told| action_id(&told.name)).unwrap_or_default(),
        });
        if !self.login.is_empty() {
            destination["loginAccount"] = ads(&self.login);
        }
        json!({
            "destinations": [destination],
            "events": events.iter().map(|told| event_of(told)).collect::<Vec<_>>(),
            "encoding": "HEX",
            "validateOnly": first.is_some_and(|told| is_test(told)),
        })
    }
}

fn is_test(told: &Told) -> bool {
    told.cause == Cause::Test
}

fn event_of(told: &Told) -> Value {
    let mut event = json!({
        "destinationReferences": ["ads"],
        "transactionId": told.event_id.to_string(),
        "eventTimestamp": event::rfc3339(told.at),
        "eventSource": if told.cause.is_on_a_page() { "WEB" } else { "OTHER" },
    });
    if let Some(amount) = told.amount {
        event["conversionValue"] = event::number(amount);
        event["currency"] = json!(amount.currency.code());
    }
    let mut ids = json!({});
    if let Some((name, id)) = person::click(&told.browser) {
        ids[name] = json!(id);
        if let Some(device) = device(told) {
            ids["landingPageDeviceInfo"] = device;
        }
        event["adIdentifiers"] = ids;
    }
    let (email, phone) = person::hashes(told);
    let known = [email.map(|hash| json!({ "emailAddress": hash })), phone.map(|hash| json!({ "phoneNumber": hash }))];
    let known: Vec<Value> = known.into_iter().flatten().collect();
    if !known.is_empty() {
        event["userData"] = json!({ "userIdentifiers": known });
    }
    if let Some(consent) = person::consent(told, "CONSENT_GRANTED", "CONSENT_DENIED") {
        event["consent"] = json!({ "adUserData": consent, "adPersonalization": consent });
    }
    event
}

fn device(told: &Told) -> Option<Value> {
    if !person::may_tell_device(told) {
        return None;
    }
    let address = ip::told(&told.browser.ip).map(|address| ("ipAddress", json!(address.to_string())));
    let agent = Some(&told.browser.user_agent).filter(|text| !text.is_empty()).map(|text| ("userAgent", json!(text)));
    let known: Map<String, Value> =
        [address, agent].into_iter().flatten().map(|(name, text)| (name.to_owned(), text)).collect();
    (!known.is_empty()).then_some(Value::Object(known))
}

impl Adapter for DataManager {
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason> {
        event::check(told, Platform::GoogleAds, now)?;
        if action_id(&told.name).is_none() {
            return Err(Reason::Unmapped);
        }
        person::check(told)
    }

    fn group(&self, told: &Told) -> String {
        let action = action_id(&told.name).unwrap_or_default();
        if is_test(told) { format!("test/{action}") } else { action.to_owned() }
    }

    fn build(&self, events: &[&Told], access: Option<&str>, _now: i64) -> Request {
        Request::json(format!("{}/v1/events:ingest", self.base), &self.body(events)).bearer(access.unwrap_or_default())
    }

    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered {
        if !(200..300).contains(&reply.status) {
            return refused(&Fault::read(reply));
        }
        let http = Some(reply.status);
        if events.iter().any(|told| is_test(told)) {
            let code = own::NOT_COUNTED.to_owned();
            return Answered::All(Verdict::Sent, Said { http, code, ..Said::default() });
        }
        match reply.json().and_then(|body| Some(words::trace(body["requestId"].as_str()?))) {
            Some(receipt) if !receipt.is_empty() => {
                let said = Said { http, trace: receipt.clone(), ..Said::default() };
                Answered::All(Verdict::Accepted { receipt }, said)
            }
            // Sent again under the same transaction ids; what was taken is known there.
            _ => {
                let (code, words) = (own::NO_RECEIPT.to_owned(), words::of_body(reply));
                Answered::All(Verdict::Retry { after: None }, Said { http, code, words, ..Said::default() })
            }
        }
    }

    fn payload(&self, told: &Told) -> Value {
        masked::of(&self.body(&[told]))
    }

    fn sign_in(&self) -> Option<SignIn> {
        Some(self.sign_in.clone())
    }

    fn follow_up(&self, receipt: &str, access: Option<&str>) -> Option<Request> {
        let receipt: String = form_urlencoded::byte_serialize(receipt.as_bytes()).collect();
        let url = format!("{}/v1/requestStatus:retrieve?requestId={receipt}", self.base);
        Some(Request::get(url).bearer(access.unwrap_or_default()))
    }

    /// `Wait`: not judged yet, to be asked again. `Retry`: to be sent again.
    fn followed(&self, events: usize, reply: &Reply) -> Answered {
        if (200..300).contains(&reply.status) {
            return match reply.json() {
                Some(body) => judged(events, reply.status, &body["requestStatusPerDestination"][0]),
                None => not_yet(reply.status, "", Some(own::UNREADABLE)),
            };
        }
        let fault = Fault::read(reply);
        let said = fault.said();
        match means(&fault) {
            Means::All(Verdict::SignIn) => Answered::All(Verdict::SignIn, said),
            Means::All(Verdict::Retry { after } | Verdict::Throttled { after }) => {
                let after = after.unwrap_or(ASK_AGAIN).clamp(ASK_AGAIN, LONGEST_WAIT);
                Answered::All(Verdict::Wait { after }, said)
            }
            // The receipt says nothing to Google any more (`INVALID_REQUEST_ID`): what is there already will be a duplicate.
            _ => Answered::All(Verdict::Retry { after: None }, said),
        }
    }

    /// The lists of the account's audiences: reading them needs the same sign-in and the same right to the account, and
    /// changes nothing.
    fn verify(&self, access: Option<&str>, _now: i64) -> Option<Request> {
        let url = format!("{}/v1/accountTypes/GOOGLE_ADS/accounts/{}/userLists?pageSize=1", self.base, self.customer);
        let request = Request::get(url).bearer(access.unwrap_or_default());
        Some(if self.login.is_empty() {
            request
        } else {
            request.with("login-account", format!("accountTypes/GOOGLE_ADS/accounts/{}", self.login))
        })
    }

    fn verified(&self, reply: &Reply) -> (Verdict, Said) {
        if (200..300).contains(&reply.status) {
            return (Verdict::Sent, Said { http: Some(reply.status), ..Said::default() });
        }
        let fault = Fault::read(reply);
        match means(&fault) {
            Means::All(verdict) => (verdict, fault.said()),
            Means::Some => (Verdict::Refused, fault.said()),
        }
    }
}

impl fmt::Debug for DataManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataManager({}, {}, …)", self.base, self.customer)
    }
}

fn refused(fault: &Fault) -> Answered {
    match means(fault) {
        Means::All(verdict) => Answered::All(verdict, fault.said()),
        Means::Some => Answered::Split(fault.said()),
    }
}

/// Reasons of `google.ads.datamanager.v1.ErrorReason` and of Google's own front before it.
fn means(fault: &Fault) -> Means {
    if fault.has(&["RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"]) {
        return fault.throttled();
    }
    if fault.has(&["INTERNAL_ERROR", "DEADLINE_EXCEEDED"]) {
        return fault.retry();
    }
    let lets_nobody_in = |reason: &String| {
        reason.starts_with("DESTINATION_ACCOUNT_")
            || reason.starts_with("ACCESS_TOKEN_")
            || matches!(
                reason.as_str(),
                "PERMISSION_DENIED"
                    | "TERMS_AND_CONDITIONS_NOT_SIGNED"
                    | "SERVICE_DISABLED"
                    | "CONSUMER_INVALID"
                    | "BILLING_DISABLED"
            )
    };
    if fault.reasons.iter().any(lets_nobody_in) {
        return Means::All(Verdict::SignIn);
    }
    // Of the action or the account, which all events of the request share: no half of it would fare better.
    if fault.has(&["INVALID_CONVERSION_ACTION_ID", "INVALID_CONVERSION_ACTION_TYPE", "INVALID_DESTINATION"]) {
        return Means::All(Verdict::Refused);
    }
    fault.by_status()
}
