//! What TikTok's answers mean: every class of code, in bodies shaped as TikTok's are.

use crate::sample::{SECOND, TOKEN, adapter, all, answered, each, reply, with};
use domain::destination::Platform::Tiktok;
use domain::outbox::{Answered, Verdict};
use platforms::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const AGAIN: Verdict = Verdict::Retry { after: None };
const SLOWER: Verdict = Verdict::Throttled { after: None };

fn body(code: i64, message: &str, data: Value) -> Reply {
    let body = json!({ "code": code, "message": message, "request_id": "20261121TT", "data": data });
    reply(200, &body.to_string())
}

#[test]
fn every_code_has_its_class() {
    let same = |codes: &[i64], verdict: &Verdict| codes.iter().map(|code| (*code, verdict.clone())).collect::<Vec<_>>();
    for (code, verdict) in [
        same(&[0, 20_001], &Verdict::Sent),
        same(&[40_050], &Verdict::Duplicate),
        same(&[40_100, 40_132], &SLOWER),
        same(&[40_001, 40_102, 40_103, 40_104, 40_105, 40_107, 40_113, 40_118, 40_130], &Verdict::SignIn),
        same(&[40_000, 40_002, 40_006, 40_007, 40_051, 40_061, 40_062, 40_063, 41_001], &Verdict::Refused),
        same(&[40_201, 40_202, 50_000, 50_002, 51_000, 51_010, 51_012, 51_041, 77_777, -1], &AGAIN),
    ]
    .concat()
    {
        let (given, said) = all(answered(Tiktok, 1, &body(code, "Words", json!({}))));
        assert_eq!(given, verdict, "{code}");
        let kept = if code == 0 { String::new() } else { code.to_string() };
        assert_eq!((said.code, said.http, &*said.trace), (kept, Some(200), "20261121TT"));
    }
}

#[test]
fn the_status_decides_where_there_is_no_code_and_goes_before_it_where_the_house_is_down() {
    for (status, text, verdict) in [
        (502, "<html><title>502 Bad Gateway</title></html>", AGAIN),
        (200, "", AGAIN),
        (200, "{}", AGAIN),
        (200, "{\"code\":\"0\"}", AGAIN),
        (403, "<html></html>", AGAIN),
        (429, "", SLOWER),
        (429, "{\"code\":0}", SLOWER),
        (500, "{\"code\":40002}", AGAIN),
        (413, "", Verdict::Refused),
    ] {
        assert_eq!(all(answered(Tiktok, 1, &reply(status, text))).0, verdict, "{status} {text}");
    }
    let asked = with(body(40_100, "Too many requests", json!({})), "retry-after", "5");
    assert_eq!(all(answered(Tiktok, 1, &asked)).0, Verdict::Throttled { after: Some(5 * SECOND) });
    assert!(matches!(answered(Tiktok, 4, &reply(413, "")), Answered::Split(_)));
}

#[test]
fn the_event_that_the_message_names_is_refused_and_the_others_are_sent_again_at_once() {
    let answer = body(40_002, "Batch.1.properties.value: Not a number; Batch.2.event: Missing", json!({}));
    let verdicts: Vec<_> = each(answered(Tiktok, 4, &answer)).into_iter().map(|(verdict, _)| verdict).collect();
    let at_once = Verdict::Retry { after: Some(0) };
    assert_eq!(verdicts, [at_once.clone(), Verdict::Refused, Verdict::Refused, at_once]);
    let (verdict, said) = all(answered(Tiktok, 1, &body(40_002, "Batch.0.user.email: Not hashed", json!({}))));
    assert_eq!((verdict, &*said.words), (Verdict::Refused, "Batch.0.user.email: Not hashed"));
    for nobody in ["Something is odd", "Batch.9.event", "Batch.x.event", "Batch.99999999999999999999999.x"] {
        assert!(matches!(answered(Tiktok, 4, &body(40_002, nobody, json!({}))), Answered::Split(_)), "{nobody}");
    }
}

#[test]
fn of_a_batch_that_was_partly_taken_those_that_are_named_are_refused() {
    let id = |number| Uuid::from_u128(number).to_string();
    let data = json!({ "failed_events": [
        { "event_id": id(2), "code": 40_002, "message": "The value is odd" },
        { "event_id": id(4), "code": 40_050 },
        { "event_id": id(1), "code": 0 },
        { "event_id": "of somebody else", "code": 40_002 },
    ] });
    let each_of = each(answered(Tiktok, 4, &body(20_001, "Partly", data)));
    let verdicts: Vec<_> = each_of.iter().map(|(verdict, _)| verdict.clone()).collect();
    assert_eq!(verdicts, [Verdict::Sent, Verdict::Refused, Verdict::Sent, Verdict::Duplicate]);
    assert_eq!((&*each_of[1].1.code, &*each_of[1].1.words), ("40002", "The value is odd"));
    let by_place = json!([{ "index": 1, "reason": "no" }, { "index": 77 }]);
    let verdicts: Vec<_> =
        each(answered(Tiktok, 2, &body(20_001, "Partly", by_place))).into_iter().map(|v| v.0).collect();
    assert_eq!(verdicts, [Verdict::Sent, Verdict::Refused]);
    let in_words = each(answered(Tiktok, 2, &body(20_001, "Batch.0.event: odd", json!({}))));
    assert_eq!(in_words[0].0, Verdict::Refused);
    // Nobody is named: it counts as taken, with a warning.
    let (verdict, said) = all(answered(Tiktok, 4, &body(20_001, "Partly", json!({}))));
    assert_eq!((verdict, &*said.words, &*said.code), (Verdict::Sent, "Partly", "20001"));
}

#[test]
fn words_hold_nothing_personal_and_an_ok_is_none() {
    assert_eq!(all(answered(Tiktok, 1, &body(0, "OK", json!({})))).1.words, "");
    let message = format!("Token {TOKEN} may not tell of budi@example.co.id or 6281234567890");
    let (_, said) = all(answered(Tiktok, 1, &body(40_001, &message, json!({}))));
    for secret in [TOKEN, "budi", "4567890"] {
        assert!(!said.words.contains(secret), "{}", said.words);
    }
    let (verdict, _) = adapter(Tiktok).verified(&body(40_105, "The token is wrong", json!({})));
    assert_eq!(verdict, Verdict::SignIn);
}
