//! What LinkedIn's answers mean: every class of status, in bodies shaped as LinkedIn's are.

use crate::sample::{SECOND, TOKEN, adapter, all, answered, each, reply, with};
use domain::destination::Platform::Linkedin;
use domain::outbox::{Answered, Verdict};
use platforms::Reply;
use serde_json::json;

const AGAIN: Verdict = Verdict::Retry { after: None };

fn fault(status: u16, code: &str, number: i64, message: &str) -> Reply {
    let body = json!({ "status": status, "code": code, "serviceErrorCode": number, "message": message });
    with(reply(status, &body.to_string()), "x-li-uuid", "AAYtr4ce==")
}

fn elements(statuses: &[i64]) -> Reply {
    let elements: Vec<_> = statuses.iter().map(|status| json!({ "status": status })).collect();
    reply(200, &json!({ "elements": elements }).to_string())
}

#[test]
fn every_status_has_its_class() {
    for (status, code, number, verdict) in [
        (401, "INVALID_ACCESS_TOKEN", 65_600, Verdict::SignIn),
        (401, "REVOKED_ACCESS_TOKEN", 65_601, Verdict::SignIn),
        (403, "ACCESS_DENIED", 100, Verdict::SignIn),
        (426, "NONEXISTENT_VERSION", 0, Verdict::SignIn),
        (400, "VERSION_MISSING", 0, Verdict::SignIn),
        (404, "RESOURCE_NOT_FOUND", 0, Verdict::SignIn),
        (400, "INVALID", 100, Verdict::Refused),
        (422, "INPUT_VALIDATION_FAILED", 0, Verdict::Refused),
        (429, "TOO_MANY_REQUESTS", 101, Verdict::Throttled { after: None }),
        (500, "INTERNAL", 0, AGAIN),
        (503, "UNAVAILABLE", 0, AGAIN),
        (504, "TIMEOUT", 0, AGAIN),
    ] {
        let (given, said) = all(answered(Linkedin, 1, &fault(status, code, number, "Words")));
        assert_eq!(given, verdict, "{status} {code}");
        assert_eq!((said.http, &*said.trace), (Some(status), "AAYtr4ce=="));
        let own = domain::outbox::own::VERSION_ENDED;
        assert!(
            said.code == number.to_string()
                || said.code == if number == 0 && status != 404 && given == Verdict::SignIn { own } else { code },
            "{}",
            said.code
        );
    }
    let asked = with(fault(429, "TOO_MANY_REQUESTS", 101, "Slower"), "retry-after", "60");
    assert_eq!(all(answered(Linkedin, 9, &asked)).0, Verdict::Throttled { after: Some(60 * SECOND) });
    for (status, text) in [(502, "<html></html>"), (200, ""), (200, "{}"), (403, "<html>A proxy</html>"), (302, "")] {
        assert_eq!(all(answered(Linkedin, 2, &reply(status, text))).0, AGAIN, "{status} {text}");
    }
}

#[test]
fn a_version_that_has_ended_is_said_so() {
    for answer in [fault(426, "NONEXISTENT_VERSION", 0, "Requested version 202511 is not active"), reply(426, "")] {
        let (verdict, said) = all(answered(Linkedin, 3, &answer));
        assert_eq!(verdict, Verdict::SignIn);
        assert_eq!(said.code, domain::outbox::own::VERSION_ENDED);
    }
}

#[test]
fn each_event_of_a_good_batch_has_its_own_status() {
    assert_eq!(all(answered(Linkedin, 3, &elements(&[201, 201, 201]))).0, Verdict::Sent);
    let verdicts: Vec<_> = each(answered(Linkedin, 7, &elements(&[201, 422, 429, 503, 401, 409])))
        .into_iter()
        .map(|(verdict, _)| verdict)
        .collect();
    let slower = Verdict::Throttled { after: None };
    let expected = [Verdict::Sent, Verdict::Refused, slower, AGAIN, Verdict::SignIn, Verdict::Duplicate, AGAIN];
    assert_eq!(verdicts, expected, "the one that is left out is sent again");
    let body = json!({ "elements": [
        { "status": 201 },
        { "status": 400, "error": { "serviceErrorCode": 100, "message": "The rule is switched off", "status": 400 } },
    ] });
    let two = each(answered(Linkedin, 2, &reply(200, &body.to_string())));
    assert_eq!((&*two[1].1.code, &*two[1].1.words), ("100", "The rule is switched off"));
    assert_eq!(all(answered(Linkedin, 1, &reply(201, ""))).0, Verdict::Sent);
    // What was cut off is sent again, and no more than that.
    for tail in [
        "",
        ",",
        ",{\"sta",
        ",{\"status\":422,\"error\":{\"message\":\"} é",
        ",{\"status\":422,\"error\":{\"status\":422}",
    ] {
        let body = format!("{{\"elements\":[{{\"status\":201}},{{\"status\":422}}{tail}");
        let cut = Reply { is_cut: true, ..reply(200, &body) };
        let verdicts: Vec<_> = each(answered(Linkedin, 3, &cut)).into_iter().map(|v| v.0).collect();
        assert_eq!(verdicts, [Verdict::Sent, Verdict::Refused, AGAIN], "{tail}");
    }
}

#[test]
fn of_a_batch_that_is_refused_the_named_are_refused_and_the_others_sent_again_at_once() {
    let at_once = Verdict::Retry { after: Some(0) };
    let lines = "Index: 1, ERROR :: /conversionValue/amount :: is required\nERROR :: /user/userInfo :: is odd\n\
        Index: 3, ERROR :: /eventId :: is too long\n";
    let each_of = each(answered(Linkedin, 4, &fault(422, "INPUT", 0, lines)));
    let verdicts: Vec<_> = each_of.iter().map(|(verdict, _)| verdict.clone()).collect();
    assert_eq!(verdicts, [at_once.clone(), Verdict::Refused, at_once.clone(), Verdict::Refused]);
    assert!(each_of[1].1.words.contains("/conversionValue/amount") && each_of[1].1.words.contains("/user/userInfo"));
    assert!(!each_of[1].1.words.contains("/eventId") && each_of[3].1.words.contains("/eventId"));
    assert_eq!(each_of[0].1.words, "");

    let method = "Conversion's method should be CONVERSIONS_API, indices [0, 2] (0-indexed)";
    let verdicts: Vec<_> =
        each(answered(Linkedin, 3, &fault(400, "BAD", 0, method))).into_iter().map(|v| v.0).collect();
    assert_eq!(verdicts, [Verdict::Refused, at_once, Verdict::Refused]);

    for nobody in ["Something is odd", "Index: 9, ERROR", "Index: x, ERROR", "indices []", "indices [9]", "indices ["] {
        assert!(matches!(answered(Linkedin, 3, &fault(422, "I", 0, nobody)), Answered::Split(_)), "{nobody}");
    }
    assert!(matches!(answered(Linkedin, 3, &reply(413, "")), Answered::Split(_)));
    assert_eq!(all(answered(Linkedin, 1, &fault(422, "I", 0, lines))).0, Verdict::Refused);
}

#[test]
fn names_that_are_repeated_are_covered_and_so_is_everything_else_of_theirs() {
    let message = format!("Index: 0, ERROR :: /user :: BUDI Santoso <budi@example.co.id> 203.0.113.5 by {TOKEN}");
    let told =
        [answered(Linkedin, 1, &fault(422, "I", 0, &message)), answered(Linkedin, 2, &fault(422, "I", 0, &message))];
    for answered in told {
        let text = format!("{answered:?}").to_lowercase();
        for secret in ["budi", "santoso", "203.0", &TOKEN.to_lowercase()] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn an_account_is_good_when_a_batch_of_nothing_is_looked_at() {
    let verified = |reply: &Reply| adapter(Linkedin).verified(reply).0;
    assert_eq!(verified(&reply(200, r#"{"elements":[]}"#)), Verdict::Sent);
    assert_eq!(verified(&fault(422, "INPUT", 0, "elements is empty")), Verdict::Sent);
    assert_eq!(verified(&fault(400, "INPUT", 0, "elements is empty")), Verdict::Sent);
    assert_eq!(verified(&fault(400, "VERSION_MISSING", 0, "No version")), Verdict::SignIn);
    assert_eq!(verified(&fault(401, "INVALID_ACCESS_TOKEN", 65_600, "No")), Verdict::SignIn);
    assert_eq!(verified(&fault(403, "ACCESS_DENIED", 100, "No")), Verdict::SignIn);
    assert_eq!(verified(&fault(426, "V", 0, "Ended")), Verdict::SignIn);
    assert_eq!(verified(&reply(200, "<html></html>")), AGAIN);
    assert_eq!(verified(&reply(400, "<html></html>")), AGAIN);
    assert_eq!(verified(&reply(503, "")), AGAIN);
}
