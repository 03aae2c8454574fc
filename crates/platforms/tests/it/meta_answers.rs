//! What Meta's answers mean: every class of code, in bodies shaped as Meta's are.

use crate::sample::{SECOND, TOKEN, adapter, all, answered, each, reply, with};
use domain::destination::Platform::{self, Meta};
use domain::outbox::{Answered, Said, Verdict};
use platforms::Reply;
use serde_json::json;

fn fault(code: i64, subcode: i64) -> String {
    json!({ "error": { "message": "It was not taken", "type": "OAuthException", "code": code,
        "error_subcode": subcode, "fbtrace_id": "Atr4ce" } })
    .to_string()
}

fn one(reply: &Reply) -> (Verdict, Said) {
    all(answered(Meta, 1, reply))
}

const AGAIN: Verdict = Verdict::Retry { after: None };
const SLOWER: Verdict = Verdict::Throttled { after: None };

#[test]
fn every_code_has_its_class() {
    for (status, code, subcode, verdict) in [
        (500, 1, 0, AGAIN),
        (400, 1, 99, AGAIN),
        (503, 2, 0, AGAIN),
        (400, 341, 0, AGAIN),
        (400, 368, 0, AGAIN),
        (400, 5000, 0, AGAIN),
        (400, 21009, 0, AGAIN),
        (400, 999_999, 0, AGAIN),
        (500, 100, 2_804_066, AGAIN),
        (400, 4, 0, SLOWER),
        (400, 17, 2_446_079, SLOWER),
        (400, 32, 0, SLOWER),
        (400, 613, 1_487_742, SLOWER),
        (400, 80_003, 0, SLOWER),
        (400, 80_004, 2_446_079, SLOWER),
        (429, 100, 0, SLOWER),
        (401, 190, 0, Verdict::SignIn),
        (400, 190, 460, Verdict::SignIn),
        (400, 190, 463, Verdict::SignIn),
        (400, 102, 0, Verdict::SignIn),
        (403, 10, 0, Verdict::SignIn),
        (403, 200, 0, Verdict::SignIn),
        (403, 298, 0, Verdict::SignIn),
        (400, 100, 33, Verdict::SignIn),
        (404, 803, 0, Verdict::SignIn),
        (400, 100, 2_804_003, Verdict::Expired),
        (400, 100, 0, Verdict::Refused),
        (400, 100, 2_804_001, Verdict::Refused),
        (400, 100, 2_804_019, Verdict::Refused),
        (400, 100, 2_804_048, Verdict::Refused),
        (400, 100, 2_804_066, Verdict::Refused),
        (400, 100, 2_804_087, Verdict::Refused),
        (400, 3, 0, Verdict::Refused),
        (400, 105, 0, Verdict::Refused),
    ] {
        let (given, said) = one(&reply(status, &fault(code, subcode)));
        assert_eq!(given, verdict, "{status} {code}/{subcode}");
        let kept = if subcode == 0 { code.to_string() } else { format!("{code}/{subcode}") };
        assert_eq!((said.code, said.http, &*said.trace), (kept, Some(status), "Atr4ce"));
    }
}

#[test]
fn what_passes_by_itself_is_tried_again_whatever_its_code() {
    let body = json!({ "error": { "message": "Later", "code": 100, "is_transient": true } }).to_string();
    assert_eq!(one(&reply(400, &body)).0, AGAIN);
    let body = json!({ "error": { "message": "Too many calls", "code": 4, "is_transient": true } }).to_string();
    assert_eq!(one(&reply(400, &body)).0, SLOWER, "fewer requests go before later ones");
}

#[test]
fn what_is_no_answer_of_metas_is_tried_again() {
    for (status, body) in [
        (502, "<html><title>Bad gateway</title></html>"),
        (403, "<html>Forbidden by a proxy</html>"),
        (404, "<html></html>"),
        (200, "<html>Sign in to the network</html>"),
        (200, ""),
        (200, "{\"events_rec"),
        (200, "{}"),
        (200, "[]"),
        (200, "{\"events_received\":\"one\"}"),
        (204, ""),
        (302, ""),
        (408, ""),
        (0, ""),
        (400, "{\"error\":\"something else\"}x"),
    ] {
        assert_eq!(one(&reply(status, body)).0, AGAIN, "{status} {body}");
        assert_eq!(all(answered(Meta, 3, &reply(status, body))).0, AGAIN, "{status} {body}");
    }
    assert_eq!(one(&reply(429, "slow down")).0, SLOWER);
    assert_eq!(one(&reply(401, "{}")).0, Verdict::SignIn);
}

#[test]
fn a_wait_is_as_long_as_was_asked_for() {
    let waits = |name, value, status, code| one(&with(reply(status, &fault(code, 0)), name, value)).0;
    assert_eq!(waits("retry-after", "30", 503, 2), Verdict::Retry { after: Some(30 * SECOND) });
    assert_eq!(waits("retry-after", "7", 400, 4), Verdict::Throttled { after: Some(7 * SECOND) });
    let usage = r#"{"1029384756":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":19}]}"#;
    assert_eq!(
        waits("x-business-use-case-usage", usage, 400, 80_004),
        Verdict::Throttled { after: Some(19 * 60 * SECOND) }
    );
    for nothing in ["", "{}", "[]", r#"{"1":[{"estimated_time_to_regain_access":0}]}"#] {
        assert_eq!(waits("x-business-use-case-usage", nothing, 400, 4), SLOWER, "{nothing}");
    }
}

#[test]
fn a_good_answer_counts_and_may_warn() {
    let body = json!({ "events_received": 3, "messages": ["ph could be better"], "fbtrace_id": "Ag00d" }).to_string();
    let (verdict, said) = all(answered(Meta, 3, &reply(200, &body)));
    assert_eq!(verdict, Verdict::Sent);
    let kept = Said { http: Some(200), words: "ph could be better".into(), trace: "Ag00d".into(), ..Said::default() };
    assert_eq!(said, kept);
    // Fewer than were sent: the halves apart, and one alone again.
    let fewer = json!({ "events_received": 2, "messages": [] }).to_string();
    assert!(matches!(answered(Meta, 3, &reply(200, &fewer)), Answered::Split(_)));
    let none = json!({ "events_received": 0 }).to_string();
    assert_eq!(one(&reply(200, &none)).0, AGAIN);
    // So many warnings that not all of it was kept.
    let cut = |body: &str| Reply { is_cut: true, ..reply(200, body) };
    assert_eq!(all(answered(Meta, 3, &cut(r#"{"events_received":3,"messages":["a","b"#))).0, Verdict::Sent);
    assert_eq!(all(answered(Meta, 3, &cut("{\"events_rec"))).0, AGAIN);
    // An error under a good status is an error.
    assert_eq!(one(&reply(200, &fault(190, 463))).0, Verdict::SignIn);
}

#[test]
fn a_batch_that_is_refused_is_split_until_the_bad_one_stands_alone() {
    let answer = reply(400, &fault(100, 2_804_066));
    assert!(matches!(answered(Meta, 2, &answer), Answered::Split(said) if said.code == "100/2804066"));
    assert_eq!(one(&answer).0, Verdict::Refused);
    let old = reply(400, &fault(100, 2_804_003));
    assert!(matches!(answered(Meta, 2, &old), Answered::Split(_)));
    assert!(matches!(answered(Meta, 2, &reply(413, "too much")), Answered::Split(_)));
    assert!(matches!(answered(Meta, 2, &reply(400, "{}")), Answered::Split(_)));
    // What is wrong with the account is wrong for all of them.
    assert_eq!(all(answered(Meta, 2, &reply(400, &fault(190, 0)))).0, Verdict::SignIn);
}

#[test]
fn an_event_that_is_named_is_refused_and_the_others_are_sent_again_at_once() {
    let specs = |specs: serde_json::Value| {
        json!({ "error": { "message": "Invalid parameter", "code": 100, "error_data": specs } }).to_string()
    };
    let at_once = Verdict::Retry { after: Some(0) };
    for body in [
        json!({ "error": { "message": "(#100) Param data[1][user_data] is odd", "code": 100 } }).to_string(),
        specs(json!({ "blame_field_specs": [["data", "1", "event_time"]] })),
        specs(json!({ "blame_field_specs": [["data", 1]] })),
        specs(json!({ "blame_field_specs": [["data[1][event_time]"]] })),
        specs(json!({ "blame_field_specs": ["data[1]"] })),
        specs(json!(json!({ "blame_field_specs": [["data[1]"]] }).to_string())),
    ] {
        let each = each(answered(Meta, 3, &reply(400, &body)));
        let verdicts: Vec<_> = each.iter().map(|(verdict, _)| verdict.clone()).collect();
        assert_eq!(verdicts, [at_once.clone(), Verdict::Refused, at_once.clone()], "{body}");
        assert_eq!((&*each[0].1.words, &*each[1].1.code), ("", "100"));
    }
    for nobody in [json!([["data"]]), json!([["data", "9"]]), json!("x"), json!([[]]), json!([["targeting", "1"]])] {
        let body = specs(json!({ "blame_field_specs": nobody }));
        assert!(matches!(answered(Meta, 3, &reply(400, &body)), Answered::Split(_)), "{body}");
    }
}

#[test]
fn words_are_those_for_people_without_anything_of_theirs() {
    let hash = "dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725";
    let message = format!("Refused: {TOKEN} {hash} budi@example.co.id +62 812-3456-7890 081234567890");
    let body = json!({ "error": { "message": "code words", "error_user_msg": message, "code": 100 } }).to_string();
    let (_, said) = one(&reply(400, &body));
    assert!(said.words.starts_with("Refused:"), "{}", said.words);
    for secret in [TOKEN, hash, "budi", "7890", "08123"] {
        assert!(!said.words.contains(secret), "{} in {}", secret, said.words);
    }
    let long = json!({ "error": { "message": "word ".repeat(400), "code": 100 } }).to_string();
    assert_eq!(one(&reply(400, &long)).1.words.chars().count(), domain::outbox::LONGEST_WORDS);
}

#[test]
fn an_account_is_good_when_its_dataset_can_be_read() {
    for platform in [Meta, Platform::MetaMessaging] {
        let verified = |status, body: &str| adapter(platform).verified(&reply(status, body));
        assert_eq!(verified(200, r#"{"id":"1029384756","name":"Shop"}"#).0, Verdict::Sent);
        assert_eq!(verified(200, "<html></html>").0, AGAIN);
        assert_eq!(verified(400, &fault(190, 463)).0, Verdict::SignIn);
        let (verdict, said) = verified(400, &fault(100, 33));
        assert_eq!((verdict, &*said.code), (Verdict::SignIn, "100/33"));
        assert_eq!(verified(500, &fault(1, 0)).0, AGAIN);
    }
}
