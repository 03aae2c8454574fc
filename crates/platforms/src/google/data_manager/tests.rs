use super::*;
use crate::samples::{self, NOW, any_reply, any_told, body, full, is_sound, minimal, payloads, reply};
use domain::conversion::Consent;
use proptest::prelude::*;

const FILE: &str = r#"{"client_email":"a@b.example","private_key":"s3cret"}"#;

fn adapter() -> DataManager {
    let account = samples::account(
        &[("customer_id", "1234567890"), ("login_customer_id", "9876543210")],
        &[("service_account", FILE)],
    );
    DataManager::open(&account, &Addresses::default()).expect("nothing is missing")
}

fn told() -> Told {
    Told { name: "777".to_owned(), ..full() }
}

#[test]
fn events_are_told_in_googles_form() {
    insta::assert_json_snapshot!(payloads(&adapter(), "customers/1234567890/conversionActions/777"));
}

#[test]
fn a_request_goes_to_the_accounts_action_with_the_token() {
    let request = adapter().build(&[&told()], Some("ya29.token"), NOW);
    assert_eq!(request.url, "https://datamanager.googleapis.com/v1/events:ingest");
    assert!(request.headers.contains(&("authorization", "Bearer ya29.token".to_owned())));
    let sent = body(&request);
    let hash = &sent["events"][0]["userData"]["userIdentifiers"];
    assert_eq!(hash[0]["emailAddress"], "3d1c2a3c08f83c8f3bff319929209899cd8dfcbd7c1ee2bd761da91775c5ce48");
    assert_eq!(hash[1]["phoneNumber"], "62397bbd6a8c9ae53bc914a6017300eb6b13af5be20e4cc9ad2dc3d61ecb24cd");
}

#[test]
fn one_click_id_is_told_and_no_device_from_where_it_may_not_be() {
    let event = |change: &dyn Fn(&mut Told)| {
        let mut told = told();
        change(&mut told);
        event_of(&told)["adIdentifiers"].clone()
    };
    let device = json!({"ipAddress": "203.0.113.77", "userAgent": "Mozilla/5.0 (Linux; Android 14)"});
    assert_eq!(event(&|_| {}), json!({"gclid": "Cj0KCQjw-google", "landingPageDeviceInfo": device}));
    for country in ["DE", "GB", "CH", "NO", ""] {
        let ids = event(&|told| told.whereabouts.country = country.to_owned());
        assert_eq!(ids, json!({"gclid": "Cj0KCQjw-google"}), "{country}");
    }
    let without = |told: &mut Told| {
        told.browser.gclid.clear();
        told.whereabouts.country.clear();
    };
    assert_eq!(event(&without), json!({"gbraid": "0AAAAAgbraid"}));
    let last = |told: &mut Told| {
        without(told);
        told.browser.gbraid.clear();
    };
    assert_eq!(event(&last), json!({"wbraid": "CjgKCQwbraid"}));
}

#[test]
fn consent_is_told_as_it_was_given() {
    let consent = |consent| {
        let mut told = told();
        told.person.consent = consent;
        event_of(&told)["consent"].clone()
    };
    let both = |word: &str| json!({"adUserData": word, "adPersonalization": word});
    assert_eq!(consent(Consent::Given), both("CONSENT_GRANTED"));
    assert_eq!(consent(Consent::Refused), both("CONSENT_DENIED"));
    assert_eq!(consent(Consent::Unknown), Value::Null);
}

#[test]
fn what_google_would_not_take_is_held_back() {
    let checked = |change: &dyn Fn(&mut Told)| {
        let mut told = told();
        change(&mut told);
        adapter().check(&told, NOW)
    };
    assert_eq!(checked(&|_| {}), Ok(()));
    assert_eq!(checked(&|told| told.name = "Lead".to_owned()), Err(Reason::Unmapped));
    assert_eq!(checked(&|told| told.at = 0), Err(Reason::TooOld));
    assert_eq!(checked(&|told| told.amount = Some(samples::amount(-1, "IDR"))), Err(Reason::BadValue));
    assert_eq!(checked(&|told| *told = Told { name: "7".into(), ..minimal() }), Err(Reason::NoIdentifier));
    let hash_alone = |told: &mut Told| told.browser = domain::conversion::Browser::default();
    assert_eq!(checked(&hash_alone), Ok(()));
    let from = |country: &'static str, consent| {
        checked(&move |told: &mut Told| {
            told.whereabouts.country = country.to_owned();
            told.person.consent = consent;
        })
    };
    assert_eq!(from("DE", Consent::Unknown), Err(Reason::ConsentRegion));
    assert_eq!(from("DE", Consent::Given), Ok(()));
    assert_eq!(from("ID", Consent::Unknown), Ok(()));
}

#[test]
fn a_test_goes_alone_and_is_not_counted() {
    let test = Told { name: "777".to_owned(), ..samples::test() };
    let adapter = adapter();
    assert_eq!((adapter.group(&told()).as_str(), adapter.group(&test).as_str()), ("777", "test/777"));
    assert_eq!(body(&adapter.build(&[&test], None, NOW))["validateOnly"], true);
    assert_eq!(body(&adapter.build(&[&told()], None, NOW))["validateOnly"], false);
    let answered = adapter.classify(&[&test], &reply(200, r#"{"requestId":"abc"}"#));
    assert!(matches!(answered, Answered::All(Verdict::Sent, said) if said.code == own::NOT_COUNTED));
}

/// The verdict, whether it is one for all, its code.
fn short(answered: Answered) -> (Option<Verdict>, String) {
    match answered {
        Answered::All(verdict, said) => (Some(verdict), said.code),
        Answered::Split(said) => (None, said.code),
        Answered::Each(_) => panic!("Google names no event"),
    }
}

fn fault(status: &str, reason: &str) -> String {
    let info = json!({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason});
    json!({"error": {"code": 0, "message": "m", "status": status, "details": [info]}}).to_string()
}

#[test]
fn what_is_taken_is_asked_for_later_and_the_rest_by_its_reason() {
    let adapter = adapter();
    let told = told();
    let classify = |http, body: &str| short(adapter.classify(&[&told, &told], &reply(http, body)));
    let all = |verdict| (Some(verdict), ());
    let retry = || all(Verdict::Retry { after: None });
    let receipt = "3f1c/-_=".to_owned();
    assert_eq!(classify(200, r#"{"requestId":"3f1c/-_="}"#), (Some(Verdict::Accepted { receipt }), String::new()));
    for (http, status, reason, means) in [
        (500, "INTERNAL", "INTERNAL_ERROR", retry()),
        (504, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", retry()),
        (429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", all(Verdict::Throttled { after: None })),
        (403, "PERMISSION_DENIED", "PERMISSION_DENIED", all(Verdict::SignIn)),
        (403, "PERMISSION_DENIED", "SERVICE_DISABLED", all(Verdict::SignIn)),
        (400, "INVALID_ARGUMENT", "TERMS_AND_CONDITIONS_NOT_SIGNED", all(Verdict::SignIn)),
        (400, "INVALID_ARGUMENT", "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED", all(Verdict::SignIn)),
        (400, "INVALID_ARGUMENT", "INVALID_CONVERSION_ACTION_ID", all(Verdict::Refused)),
        (400, "INVALID_ARGUMENT", "INVALID_CONVERSION_ACTION_TYPE", all(Verdict::Refused)),
        (400, "INVALID_ARGUMENT", "INVALID_SHA256_FORMAT", (None, ())),
        (400, "INVALID_ARGUMENT", "REQUIRED_FIELD_MISSING", (None, ())),
        (400, "INVALID_ARGUMENT", "NO_IDENTIFIERS_PROVIDED", (None, ())),
        (400, "INVALID_ARGUMENT", "TOO_MANY_EVENTS", (None, ())),
    ] {
        let (verdict, code) = classify(http, &fault(status, reason));
        assert_eq!(((verdict, ()), code.as_str()), (means, reason), "{reason}");
    }
    for (http, body, means) in [
        (401, fault("UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"), all(Verdict::SignIn)),
        (200, String::new(), retry()),
        (200, r#"{"requestId":"3f"#.to_owned(), retry()),
        (200, r#"{"requestId":""}"#.to_owned(), retry()),
        (200, "[]".to_owned(), retry()),
        (502, "<html><h1>Bad Gateway".to_owned(), retry()),
        (302, String::new(), retry()),
        (403, "blocked".to_owned(), retry()),
        (429, String::new(), all(Verdict::Throttled { after: None })),
        (413, String::new(), (None, ())),
    ] {
        assert_eq!((classify(http, &body).0, ()), means, "{http} {body}");
    }
}

fn status(state: &str, counts: &[(&str, i64)]) -> String {
    let counts: Vec<Value> = counts
        .iter()
        .map(
            |(reason, count)| json!({"reason": format!("PROCESSING_ERROR_{reason}"), "recordCount": count.to_string()}),
        )
        .collect();
    let errors = json!({"errorCounts": counts});
    json!({"requestStatusPerDestination": [{"requestStatus": state, "errorInfo": errors}]}).to_string()
}

#[test]
fn what_became_of_it_is_laid_at_the_right_door() {
    let adapter = adapter();
    let followed = |events, state: &str, counts: &[(&str, i64)]| {
        short(adapter.followed(events, &reply(200, &status(state, counts))))
    };
    let one = |verdict, code: &str| (Some(verdict), code.to_owned());
    let split = |code: &str| (None, code.to_owned());
    assert_eq!(followed(3, "SUCCESS", &[]), one(Verdict::Sent, ""));
    assert_eq!(followed(3, "PROCESSING", &[]), one(Verdict::Wait { after: ASK_AGAIN }, "PROCESSING"));
    assert_eq!(followed(3, "REQUEST_STATUS_UNKNOWN", &[]).0, Some(Verdict::Wait { after: ASK_AGAIN }));
    // For one reason all of them.
    let duplicate = "REASON_DUPLICATE_TRANSACTION_ID";
    assert_eq!(followed(3, "FAILED", &[(duplicate, 3)]), one(Verdict::Duplicate, "DUPLICATE_TRANSACTION_ID"));
    assert_eq!(followed(3, "FAILED", &[("REASON_DUPLICATE_GCLID", 3)]), one(Verdict::Duplicate, "DUPLICATE_GCLID"));
    assert_eq!(followed(2, "FAILED", &[("REASON_EVENT_TOO_OLD", 2)]), one(Verdict::Expired, "EVENT_TOO_OLD"));
    assert_eq!(
        followed(2, "FAILED", &[("REASON_INTERNAL_ERROR", 2)]),
        one(Verdict::Retry { after: None }, "INTERNAL_ERROR")
    );
    for reason in ["DENIED_CONSENT", "NO_CONSENT", "UNKNOWN_CONSENT", "INVALID_GCLID", "INVALID_EVENT", "BRAND_NEW"] {
        let counts = [(format!("REASON_{reason}"), 2)];
        let counts: Vec<(&str, i64)> = counts.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        assert_eq!(followed(2, "FAILED", &counts), one(Verdict::Refused, reason));
    }
    let mismatch = "OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER";
    assert_eq!(followed(1, "FAILED", &[(mismatch, 1)]), one(Verdict::Refused, mismatch));
    // One event alone: exact, whatever the state says.
    assert_eq!(followed(1, "PARTIAL_SUCCESS", &[("REASON_EVENT_TOO_OLD", 1)]), one(Verdict::Expired, "EVENT_TOO_OLD"));
    // Some of several: nobody can tell which.
    assert_eq!(followed(3, "PARTIAL_SUCCESS", &[("REASON_EVENT_TOO_OLD", 1)]), split("EVENT_TOO_OLD"));
    assert_eq!(followed(3, "FAILED", &[("REASON_EVENT_TOO_OLD", 1), (duplicate, 2)]), split("EVENT_TOO_OLD"));
    assert_eq!(followed(3, "FAILED", &[]), split("FAILED"));
    // Unless it makes no difference.
    assert_eq!(followed(3, "PARTIAL_SUCCESS", &[(duplicate, 1)]), one(Verdict::Sent, "DUPLICATE_TRANSACTION_ID"));
    assert_eq!(
        followed(3, "PARTIAL_SUCCESS", &[("REASON_INTERNAL_ERROR", 1), (duplicate, 1)]),
        one(Verdict::Retry { after: None }, "INTERNAL_ERROR")
    );
}

#[test]
fn an_answer_that_does_not_say_leaves_it_open() {
    let adapter = adapter();
    let followed = |http, body: &str| short(adapter.followed(2, &reply(http, body))).0;
    let later = Some(Verdict::Wait { after: ASK_AGAIN });
    for (http, body, verdict) in [
        (200, String::new(), later.clone()),
        (200, "{}".to_owned(), later.clone()),
        (200, r#"{"requestStatusPerDestination":[]}"#.to_owned(), later.clone()),
        (200, r#"{"requestStatusPerDesti"#.to_owned(), later.clone()),
        (503, "<html>".to_owned(), later.clone()),
        (429, String::new(), later),
        (401, fault("UNAUTHENTICATED", ""), Some(Verdict::SignIn)),
        (400, fault("INVALID_ARGUMENT", "INVALID_REQUEST_ID"), Some(Verdict::Retry { after: None })),
        (404, fault("NOT_FOUND", "NOT_FOUND"), Some(Verdict::Retry { after: None })),
    ] {
        assert_eq!(followed(http, &body), verdict, "{http} {body}");
    }
    for (asked, after) in [("1", ASK_AGAIN), ("1800", 3 * ASK_AGAIN), ("99999999999999999999", LONGEST_WAIT)] {
        let headers = vec![("retry-after".to_owned(), asked.to_owned())];
        let answered = short(adapter.followed(2, &Reply { headers, ..reply(503, "") }));
        assert_eq!(answered.0, Some(Verdict::Wait { after }), "{asked}");
    }
    let request = adapter.follow_up("3f1c/-_=&x", Some("t")).expect("it can be asked");
    assert_eq!(request.url, "https://datamanager.googleapis.com/v1/requestStatus:retrieve?requestId=3f1c%2F-_%3D%26x");
}

#[test]
fn ids_and_credentials_are_tried_without_changing_anything() {
    let adapter = adapter();
    let request = adapter.verify(Some("t"), NOW).expect("it can be tried");
    assert_eq!(request.method, crate::Method::Get);
    assert_eq!(
        request.url,
        "https://datamanager.googleapis.com/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists?pageSize=1"
    );
    assert!(request.headers.contains(&("login-account", "accountTypes/GOOGLE_ADS/accounts/9876543210".to_owned())));
    assert_eq!(adapter.verified(&reply(200, "{}")).0, Verdict::Sent);
    let denied = fault("PERMISSION_DENIED", "PERMISSION_DENIED");
    assert_eq!(adapter.verified(&reply(403, &denied)).0, Verdict::SignIn);
    assert_eq!(adapter.verified(&reply(404, &fault("NOT_FOUND", "NOT_FOUND"))).0, Verdict::Refused);
    assert_eq!(adapter.verified(&reply(503, "")).0, Verdict::Retry { after: None });
}

proptest! {
    #[test]
    fn any_event_and_any_answer_are_borne(told in proptest::collection::vec(any_told(), 1..4), reply in any_reply()) {
        is_sound(&adapter(), "events", &told, &reply)?;
    }
}
