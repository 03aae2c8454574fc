//! A fault as Google's interfaces tell it (`google.rpc.Status` in JSON): the canonical status, the reasons of its
//! details, a sentence, and the id under which support finds the request.

use crate::call::Reply;
use crate::words;
use domain::outbox::{Said, Verdict};
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Fault {
    http: u16,
    /// `INVALID_ARGUMENT`; empty where the answer is not Google's.
    pub(super) status: String,
    /// Of `ErrorInfo`, of the fields that were found wrong, and of the errors of Google Ads, in their order.
    pub(super) reasons: Vec<String>,
    message: String,
    trace: String,
    /// What Google asks to wait, microseconds.
    after: Option<i64>,
}

/// What a fault means for the events of the request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Means {
    All(Verdict),
    /// Some of them are at fault, and it does not say which.
    Some,
}

impl Fault {
    pub(super) fn read(reply: &Reply) -> Self {
        let body = reply.json().unwrap_or_default();
        Self::of(reply, &body["error"])
    }

    /// `error` is the status' object.
    pub(super) fn of(reply: &Reply, error: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let details = error["details"].as_array().map(Vec::as_slice).unwrap_or_default();
        let of = |kind: &'static str| {
            details.iter().filter(move |detail| detail["@type"].as_str().is_some_and(|name| name.ends_with(kind)))
        };
        let violations: Vec<&Value> =
            of("BadRequest").flat_map(|detail| detail["fieldViolations"].as_array().into_iter().flatten()).collect();
        let ads: Vec<&Value> =
            of("GoogleAdsFailure").flat_map(|detail| detail["errors"].as_array().into_iter().flatten()).collect();
        let mut reasons: Vec<String> = of("ErrorInfo").map(|detail| text(&detail["reason"])).collect();
        reasons.extend(violations.iter().map(|violation| text(&violation["reason"])));
        reasons.extend(ads.iter().map(|error| code_of(error)));
        reasons.retain(|reason| !reason.is_empty());
        let mut sentences = vec![text(&error["message"])];
        sentences.extend(violations.iter().map(|v| format!("{}: {}", text(&v["field"]), text(&v["description"]))));
        sentences.extend(ads.iter().map(|error| text(&error["message"])));
        sentences.truncate(6);
        let is_theirs = error.is_object();
        let trace = of("RequestInfo").chain(of("GoogleAdsFailure")).map(|detail| text(&detail["requestId"]));
        Self {
            http: reply.status,
            status: text(&error["status"]),
            reasons,
            message: if is_theirs { words::cleaned(&sentences.join(" ")) } else { words::of_body(reply) },
            trace: trace.into_iter().find(|id| !id.is_empty()).map(|id| words::trace(&id)).unwrap_or_default(),
            after: reply.waits().or_else(|| of("RetryInfo").find_map(|detail| seconds(detail["retryDelay"].as_str()?))),
        }
    }

    pub(super) fn has(&self, reasons: &[&str]) -> bool {
        self.reasons.iter().any(|reason| reasons.contains(&reason.as_str()))
    }

    pub(super) fn retry(&self) -> Means {
        Means::All(Verdict::Retry { after: self.after })
    }

    pub(super) fn throttled(&self) -> Means {
        Means::All(Verdict::Throttled { after: self.after })
    }

    /// What the canonical status says, where no reason said more. What is not Google's own answer (a proxy's page) passes,
    /// unless it is one that Google's front gives too.
    pub(super) fn by_status(&self) -> Means {
        match (self.status.as_str(), self.http) {
            ("UNAUTHENTICATED" | "PERMISSION_DENIED", _) | ("", 401) => Means::All(Verdict::SignIn),
            ("RESOURCE_EXHAUSTED", _) | (_, 429) => self.throttled(),
            ("INTERNAL" | "UNAVAILABLE" | "DEADLINE_EXCEEDED" | "ABORTED" | "CANCELLED" | "UNKNOWN", _) => self.retry(),
            (_, 500..) | ("", 408) => self.retry(),
            ("", 400 | 413 | 422) => Means::Some,
            ("", _) => self.retry(),
            _ => Means::Some,
        }
    }

    pub(super) fn said(&self) -> Said {
        let code = self.reasons.first().unwrap_or(&self.status);
        Said { http: Some(self.http), code: words::code(code), words: self.message.clone(), trace: self.trace.clone() }
    }
}

/// The code of an error of Google Ads: the one value of `errorCode`, whatever kind of error names it.
pub(super) fn code_of(error: &Value) -> String {
    let codes = error["errorCode"].as_object();
    codes.and_then(|codes| codes.values().next()?.as_str()).unwrap_or_default().to_owned()
}

/// `1.5s`, as JSON has a duration; microseconds.
fn seconds(text: &str) -> Option<i64> {
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    (0.0..1e9).contains(&seconds).then_some((seconds * 1e6) as i64)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn reply(status: u16, body: &str) -> Reply {
        Reply { status, body: body.as_bytes().to_vec(), ..Reply::default() }
    }

    #[test]
    fn a_fault_is_read_with_all_that_explains_it() {
        let fault = Fault::read(&reply(
            400,
            r#"{"error":{"code":400,"message":"Something is wrong.","status":"INVALID_ARGUMENT","details":[
                {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"INVALID_ARGUMENT","domain":"datamanager.googleapis.com"},
                {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
                    {"field":"events[3].user_data","description":"No hash of budi@example.co.id.","reason":"INVALID_SHA256_FORMAT"}]},
                {"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"aBc-1"},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}"#,
        ));
        assert_eq!(fault.reasons, ["INVALID_ARGUMENT", "INVALID_SHA256_FORMAT"]);
        assert_eq!(fault.after, Some(1_500_000));
        let said = fault.said();
        assert_eq!(said.words, "Something is wrong. events[3].user_data: No hash of …");
        assert_eq!((said.code.as_str(), said.trace.as_str()), ("INVALID_ARGUMENT", "aBc-1"));
    }

    #[test]
    fn without_a_reason_the_status_decides_and_a_strangers_answer_passes() {
        let retry = || Means::All(Verdict::Retry { after: None });
        let google = |status: &str| format!(r#"{{"error":{{"status":"{status}","message":"m"}}}}"#);
        for (http, body, means) in [
            (401, google("UNAUTHENTICATED"), Means::All(Verdict::SignIn)),
            (403, google("PERMISSION_DENIED"), Means::All(Verdict::SignIn)),
            (401, String::new(), Means::All(Verdict::SignIn)),
            (429, google("RESOURCE_EXHAUSTED"), Means::All(Verdict::Throttled { after: None })),
            (429, String::new(), Means::All(Verdict::Throttled { after: None })),
            (500, google("INTERNAL"), retry()),
            (503, google("UNAVAILABLE"), retry()),
            (504, google("DEADLINE_EXCEEDED"), retry()),
            (409, google("ABORTED"), retry()),
            (400, google("INVALID_ARGUMENT"), Means::Some),
            (400, google("FAILED_PRECONDITION"), Means::Some),
            (404, google("NOT_FOUND"), Means::Some),
            (400, "<html>malformed".to_owned(), Means::Some),
            (413, "<html>too large".to_owned(), Means::Some),
            (403, "<html>a proxy".to_owned(), retry()),
            (404, "<html>nothing here".to_owned(), retry()),
            (302, String::new(), retry()),
            (502, "bad gateway".to_owned(), retry()),
            (0, r#"{"error":"#.to_owned(), retry()),
        ] {
            assert_eq!(Fault::read(&reply(http, &body)).by_status(), means, "{http} {body}");
        }
    }
}
