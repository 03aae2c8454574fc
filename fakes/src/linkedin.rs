//! LinkedIn's Conversions API: `POST /rest/conversionEvents`, one event or a batch that is taken or refused whole.

mod event;

use crate::answer::Answer;
use crate::behave::Door;
use crate::fake::{Counted, Fake};
use crate::look::Wrong;
use crate::request::Request;
use crate::rules::{Round, Rules};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

pub const TOKEN: &str = "AQFakeLinkedinDirectApiToken0123456789";
/// Conversion rules of the account, by their numbers.
pub const RULES: [&str; 3] = ["10001", "10002", "10003"];

const MOST: usize = 5_000;
const URN: &str = "urn:lla:llaPartnerConversion:";

/// A running fake of LinkedIn.
pub struct Linkedin {
    fake: Fake,
}

struct Api;

impl Linkedin {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        Ok(Self { fake: Fake::start(Arc::new(Api), address)? })
    }
}

impl Deref for Linkedin {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

fn error(status: u16, number: Option<i64>, code: &str, message: &str) -> Answer {
    let mut body = json!({ "status": status, "code": code, "message": message });
    if let Some(number) = number {
        body["serviceErrorCode"] = json!(number);
    }
    Answer::json(status, &body).with("x-li-uuid", "AAYfakeLiUuid0000000001==")
}

impl Rules for Api {
    fn door(&self, _request: &Request) -> Door {
        Door::Events
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        if request.path != "/rest/conversionEvents" || request.method != "POST" {
            round.fault(format!("{} {}: no such path", request.method, request.path));
            return error(404, None, "RESOURCE_NOT_FOUND", "No virtual resource found");
        }
        if request.bearer() != Some(TOKEN) {
            round.fault("the token is missing or wrong");
            return error(401, Some(65_600), "INVALID_ACCESS_TOKEN", "Invalid access token");
        }
        if let Err(answer) = version(request, round) {
            return answer;
        }
        if request.header("x-restli-protocol-version") != Some("2.0.0") {
            round.fault("X-Restli-Protocol-Version is not 2.0.0");
            return error(400, None, "ILLEGAL_ARGUMENT", "Invalid protocol version");
        }
        let Some(body) = request.json.as_ref().filter(|body| body.is_object()) else {
            round.fault("the body is no JSON object");
            return error(400, None, "ILLEGAL_ARGUMENT", "Cannot parse the request entity");
        };
        match (request.header("x-restli-method"), body["elements"].as_array()) {
            (Some("BATCH_CREATE"), Some(elements)) => batch(elements, round),
            (None | Some("CREATE"), None) => one(body, round),
            _ => {
                round.fault("elements go with X-RestLi-Method: BATCH_CREATE, and one event without");
                error(400, None, "ILLEGAL_ARGUMENT", "The method does not fit the request entity")
            }
        }
    }

    fn expired(&self) -> Answer {
        error(401, Some(65_600), "INVALID_ACCESS_TOKEN", "Invalid access token")
    }

    fn forbidden(&self) -> Answer {
        error(401, Some(65_601), "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user")
    }

    fn trouble(&self, status: u16) -> Answer {
        match status {
            429 => error(
                429,
                Some(101),
                "TOO_MANY_REQUESTS",
                "Resource level throttle limit for calls to this resource is reached.",
            ),
            403 => error(
                403,
                Some(100),
                "ACCESS_DENIED",
                "Not enough permissions to access: partnerApiConversionEvents.BATCH_CREATE",
            ),
            _ => error(status, None, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
        }
    }
}

/// A version is a month, and ends on the 16th of the same month a year on.
fn version(request: &Request, round: &mut Round<'_>) -> Result<(), Answer> {
    let Some(version) = request.header("linkedin-version") else {
        round.fault("LinkedIn-Version is missing");
        return Err(error(
            400,
            None,
            "VERSION_MISSING",
            "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
        ));
    };
    let today =
        jiff::Timestamp::from_microsecond(round.now).expect("a moment").to_zoned(jiff::tz::TimeZone::UTC).date();
    let digits = version.len() == 6 && version.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| version.get(range).and_then(|part| part.parse::<i16>().ok());
    let first = number(0..4).zip(number(4..6)).filter(|_| digits);
    let first = first.and_then(|(year, month)| jiff::civil::Date::new(year, i8::try_from(month).ok()?, 1).ok());
    let is_served = first.is_some_and(|first| {
        let ends = jiff::civil::Date::new(first.year() + 1, first.month(), 16).expect("the 16th of a month");
        first <= today && today < ends
    });
    if is_served {
        return Ok(());
    }
    round.fault(format!("LinkedIn-Version {version} is none that is served"));
    Err(error(426, None, "NONEXISTENT_VERSION", &format!("Requested version {version}01 is not active")))
}

fn batch(elements: &[Value], round: &mut Round<'_>) -> Answer {
    if elements.len() > MOST {
        round.fault(format!("{} events, and {MOST} is the most", elements.len()));
        return error(400, None, "ILLEGAL_ARGUMENT", "The batch size exceeds the limit of 5000");
    }
    if let Some(answer) = refused(elements, round) {
        return answer;
    }
    for event in elements {
        count(event, round);
    }
    let statuses: Vec<Value> = elements.iter().map(|_| json!({ "status": 201 })).collect();
    Answer::json(200, &json!({ "elements": statuses })).with("x-li-uuid", "AAYfakeLiUuid0000000000==")
}

fn one(event: &Value, round: &mut Round<'_>) -> Answer {
    if let Some(answer) = refused(std::slice::from_ref(event), round) {
        return answer;
    }
    count(event, round);
    Answer::empty(201).with("x-li-uuid", "AAYfakeLiUuid0000000000==")
}

fn refused(elements: &[Value], round: &mut Round<'_>) -> Option<Answer> {
    let mut bad: Vec<(usize, Wrong)> = Vec::new();
    let mut strangers: Vec<usize> = Vec::new();
    for (at, event) in elements.iter().enumerate() {
        let wrongs = event::check(event, round);
        bad.extend(round.judge(&format!("elements[{at}]"), wrongs).into_iter().map(|wrong| (at, wrong)));
        let rule = event["conversion"].as_str().and_then(|urn| urn.strip_prefix(URN));
        if rule.is_some_and(|rule| !RULES.contains(&rule)) {
            round.fault(format!("elements[{at}].conversion: is no rule of the account"));
            strangers.push(at);
        }
        if round.refuses(event).is_some() {
            let words = "was refused because the test says so".to_owned();
            bad.push((at, Wrong { code: "", at: "/conversion".to_owned(), words, is_refused: true }));
        }
    }
    if !bad.is_empty() {
        let line = |(at, wrong): &(usize, Wrong)| {
            format!("Index: {at}, ERROR :: {} :: {}", wrong.at.replace('.', "/"), wrong.words)
        };
        let lines: Vec<String> = bad.iter().map(line).collect();
        return Some(error(422, None, "INPUT_VALIDATION_FAILED", &lines.join("\n")));
    }
    let words =
        || format!("Conversion rules of these events are not of the method CONVERSIONS_API: indices {strangers:?}");
    (!strangers.is_empty()).then(|| error(400, None, "ILLEGAL_ARGUMENT", &words()))
}

fn count(event: &Value, round: &mut Round<'_>) {
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let counted = Counted { name: text("conversion"), id: text("eventId"), event: event.clone() };
    round.state.count("", counted, round.now, None);
}
