use super::*;
use crate::samples::{self, NOW, any_reply, any_told, body, full, is_sound, minimal, payloads, reply};
use domain::conversion::Browser;
use proptest::prelude::*;

const HOUR: i64 = 3_600_000_000;

fn adapter() -> Upload {
    let account = samples::account(
        &[("customer_id", "1234567890"), ("login_customer_id", "9876543210")],
        &[
            ("developer_token", "s3cret-developer"),
            ("refresh_token", "s3cret-refresh"),
            ("client_id", "c"),
            ("client_secret", "s3cret-client"),
        ],
    );
    Upload::open(&account, &Addresses::default()).expect("nothing is missing")
}

fn told() -> Told {
    Told { name: "777".to_owned(), ..full() }
}

#[test]
fn events_are_told_in_googles_form() {
    insta::assert_json_snapshot!(payloads(&adapter(), "777"));
}

#[test]
fn a_request_carries_all_that_google_asks_for() {
    let request = adapter().build(&[&told()], Some("ya29.token"), NOW);
    assert_eq!(request.url, "https://googleads.googleapis.com/v23/customers/1234567890:uploadClickConversions");
    for header in [
        ("authorization", "Bearer ya29.token"),
        ("developer-token", "s3cret-developer"),
        ("login-customer-id", "9876543210"),
    ] {
        assert!(request.headers.contains(&(header.0, header.1.to_owned())), "{}", header.0);
    }
    let conversion = &body(&request)["conversions"][0];
    assert_eq!(conversion["conversionDateTime"], "2026-11-21 04:00:00+00:00");
    assert_eq!(conversion["conversionAction"], "customers/1234567890/conversionActions/777");
    assert_eq!(adapter().action("customers/5/conversionActions/7"), "customers/5/conversionActions/7");
}

#[test]
fn hashes_go_with_a_gclid_or_alone_and_never_with_a_braid() {
    let conversion = |browser: Browser| adapter().conversion(&Told { browser, ..told() });
    let keys = |value: &Value| {
        let known = ["gclid", "gbraid", "wbraid", "userIdentifiers"];
        known.into_iter().filter(|key| !value[*key].is_null()).collect::<Vec<_>>()
    };
    let all = full().browser;
    assert_eq!(keys(&conversion(all.clone())), ["gclid", "userIdentifiers"]);
    let braids = Browser { gclid: String::new(), ..all };
    assert_eq!(keys(&conversion(braids.clone())), ["gbraid"]);
    assert_eq!(keys(&conversion(Browser { gbraid: String::new(), ..braids })), ["wbraid"]);
    assert_eq!(keys(&conversion(Browser::default())), ["userIdentifiers"]);
}

#[test]
fn what_google_would_not_take_is_held_back() {
    let adapter = adapter();
    assert_eq!(adapter.check(&told(), NOW), Ok(()));
    assert_eq!(adapter.check(&Told { name: "Lead".into(), ..full() }, NOW), Err(Reason::Unmapped));
    assert_eq!(adapter.check(&Told { name: "7".into(), ..minimal() }, NOW), Err(Reason::NoIdentifier));
    assert_eq!(adapter.check(&Told { at: NOW + HOUR, ..told() }, NOW), Err(Reason::InTheFuture));
    assert_eq!(adapter.check(&Told { at: NOW - 91 * 24 * HOUR, ..told() }, NOW), Err(Reason::TooOld));
}

fn error(kind: &str, code: &str, index: Option<usize>) -> Value {
    let mut element = json!({"fieldName": "conversions"});
    if let Some(index) = index {
        element["index"] = json!(index);
    }
    json!({"errorCode": {kind: code}, "message": format!("about {code}"),
        "location": {"fieldPathElements": [element, {"fieldName": "gclid"}]}})
}

fn failure(errors: &[Value]) -> Value {
    json!({"code": 3, "message": "Several errors.", "details": [{
        "@type": "type.googleapis.com/google.ads.googleads.v23.errors.GoogleAdsFailure",
        "errors": errors, "requestId": "req-1"}]})
}

fn partial(errors: &[Value], results: &Value) -> String {
    json!({"partialFailureError": failure(errors), "results": results}).to_string()
}

fn verdicts(answered: Answered) -> Vec<Verdict> {
    match answered {
        Answered::Each(each) => each.into_iter().map(|(verdict, _)| verdict).collect(),
        other => panic!("no verdicts for each: {other:?}"),
    }
}

#[test]
fn each_row_has_its_own_verdict() {
    let told = told();
    let of = |code: &str| {
        let rows =
            partial(&[error("conversionUploadError", code, Some(1))], &json!([{"gclid": "a"}, {}, {"gclid": "c"}]));
        let [first, second, third]: [Verdict; 3] =
            verdicts(adapter().classify(&[&told, &told, &told], &reply(200, &rows))).try_into().expect("three");
        assert_eq!((first, third), (Verdict::Sent, Verdict::Sent), "{code}");
        second
    };
    for (code, verdict) in [
        ("ORDER_ID_ALREADY_IN_USE", Verdict::Duplicate),
        ("CLICK_CONVERSION_ALREADY_EXISTS", Verdict::Duplicate),
        ("EXPIRED_EVENT", Verdict::Expired),
        ("TOO_RECENT_EVENT", Verdict::Wait { after: 6 * HOUR }),
        ("TOO_RECENT_CONVERSION_ACTION", Verdict::Wait { after: 6 * HOUR }),
        ("INTERNAL_ERROR", Verdict::Retry { after: None }),
        ("RESOURCE_EXHAUSTED", Verdict::Throttled { after: None }),
        ("CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS", Verdict::SignIn),
        ("CUSTOMER_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS", Verdict::SignIn),
        ("DUPLICATE_CLICK_CONVERSION_IN_REQUEST", Verdict::Retry { after: None }),
        ("UNPARSEABLE_GCLID", Verdict::Refused),
        ("CONVERSION_PRECEDES_EVENT", Verdict::Refused),
        ("ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID", Verdict::Refused),
        ("CLICK_NOT_FOUND", Verdict::Refused),
        ("BRAND_NEW", Verdict::Refused),
    ] {
        assert_eq!(of(code), verdict, "{code}");
    }
}

#[test]
fn of_several_faults_of_a_row_the_one_that_ends_it_counts() {
    let told = told();
    let rows = [
        error("conversionUploadError", "UNPARSEABLE_GCLID", Some(0)),
        error("conversionUploadError", "ORDER_ID_ALREADY_IN_USE", Some(0)),
    ];
    let answered = adapter().classify(&[&told], &reply(200, &partial(&rows, &json!([{}]))));
    let Answered::Each(each) = answered else { panic!("no verdicts for each") };
    assert_eq!(each[0].0, Verdict::Duplicate);
    assert_eq!((each[0].1.code.as_str(), each[0].1.trace.as_str()), ("ORDER_ID_ALREADY_IN_USE", "req-1"));
    assert_eq!(each[0].1.words, "about ORDER_ID_ALREADY_IN_USE");
}

#[test]
fn of_two_that_look_alike_one_is_sent_again() {
    let (first, second) = (told(), told());
    let other = Told { at: told().at - HOUR, ..told() };
    let code = "DUPLICATE_CLICK_CONVERSION_IN_REQUEST";
    let rows: Vec<Value> = (0..3).map(|at| error("conversionUploadError", code, Some(at))).collect();
    let answered = adapter().classify(&[&first, &second, &other], &reply(200, &partial(&rows, &json!([{}, {}, {}]))));
    let retry = Verdict::Retry { after: None };
    assert_eq!(verdicts(answered), [retry.clone(), Verdict::Duplicate, retry]);
}

#[test]
fn a_fault_without_a_place_is_looked_for() {
    let told = told();
    let classify =
        |rows: &[Value], results: Value| adapter().classify(&[&told, &told], &reply(200, &partial(rows, &results)));
    let unplaced = [error("requestError", "BRAND_NEW", None)];
    assert!(matches!(classify(&unplaced, json!([{}, {}])), Answered::Split(said) if said.code == "BRAND_NEW"));
    let beyond = [error("requestError", "BRAND_NEW", Some(7))];
    assert!(matches!(classify(&beyond, json!([{}, {}])), Answered::Split(_)));
    assert!(matches!(classify(&[], json!([])), Answered::Split(said) if said.words == "Several errors."));
    let passing = [error("internalError", "TRANSIENT_ERROR", None)];
    let retry = Verdict::Retry { after: None };
    assert_eq!(verdicts(classify(&passing, json!([{"gclid": "a"}, {}]))), [Verdict::Sent, retry]);
}

#[test]
fn whoever_may_not_upload_is_told_where_to_go() {
    let told = told();
    let row = error("notAllowlistedError", NOT_ALLOWED, Some(0));
    let Answered::Each(each) =
        adapter().classify(&[&told], &reply(200, &partial(std::slice::from_ref(&row), &json!([{}]))))
    else {
        panic!("no verdicts for each")
    };
    let whole =
        json!({"error": {"status": "PERMISSION_DENIED", "message": "m", "details": failure(&[row])["details"]}});
    let Answered::All(verdict, said) = adapter().classify(&[&told], &reply(403, &whole.to_string())) else {
        panic!("no verdict for all")
    };
    for (verdict, said) in [&each[0], &(verdict, said)] {
        assert_eq!((verdict, said.code.as_str()), (&Verdict::SignIn, NOT_ALLOWED));
        assert!(said.words.contains("Data Manager"), "{}", said.words);
    }
}

#[test]
fn a_request_that_fails_whole_is_read_by_its_reason() {
    let told = told();
    let whole = |status: &str, kind: &str, code: &str| {
        let details = failure(&[error(kind, code, None)])["details"].clone();
        json!({"error": {"status": status, "message": "m", "details": details}}).to_string()
    };
    let retry = Some(Verdict::Retry { after: None });
    for (http, body, verdict) in [
        (401, whole("UNAUTHENTICATED", "authenticationError", "NOT_ADS_USER"), Some(Verdict::SignIn)),
        (403, whole("PERMISSION_DENIED", "authorizationError", "USER_PERMISSION_DENIED"), Some(Verdict::SignIn)),
        (400, whole("INVALID_ARGUMENT", "requestError", "UNSUPPORTED_VERSION"), Some(Verdict::SignIn)),
        (
            429,
            whole("RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_EXHAUSTED"),
            Some(Verdict::Throttled { after: None }),
        ),
        (500, whole("INTERNAL", "internalError", "INTERNAL_ERROR"), retry.clone()),
        (400, whole("INVALID_ARGUMENT", "databaseError", "CONCURRENT_MODIFICATION"), retry.clone()),
        (400, whole("INVALID_ARGUMENT", "fieldError", "INVALID_VALUE"), None),
        (400, "<html>malformed".to_owned(), None),
        (502, "<html>".to_owned(), retry.clone()),
        (404, "<html>".to_owned(), retry.clone()),
        (200, "".to_owned(), retry.clone()),
        (200, r#"{"results":[{"gc"#.to_owned(), retry),
    ] {
        let is = match adapter().classify(&[&told, &told], &reply(http, &body)) {
            Answered::All(verdict, _) => Some(verdict),
            Answered::Split(_) => None,
            Answered::Each(_) => panic!("{body}"),
        };
        assert_eq!(is, verdict, "{http} {body}");
    }
}

#[test]
fn a_test_goes_alone_and_is_not_counted() {
    let test = Told { name: "777".to_owned(), ..samples::test() };
    assert_ne!(adapter().group(&test), adapter().group(&told()));
    assert_eq!(body(&adapter().build(&[&test], None, NOW))["validateOnly"], true);
    let Answered::Each(each) = adapter().classify(&[&test], &reply(200, "{}")) else { panic!("no verdicts for each") };
    assert_eq!(each[0].0, Verdict::Sent);
    assert_eq!(each[0].1.code, own::NOT_COUNTED);
}

#[test]
fn ids_and_credentials_are_tried_without_changing_anything() {
    let request = adapter().verify(Some("t"), NOW).expect("it can be tried");
    assert_eq!(request.url, "https://googleads.googleapis.com/v23/customers/1234567890/googleAds:search");
    assert_eq!(body(&request), json!({"query": "SELECT customer.id FROM customer LIMIT 1"}));
    assert_eq!(adapter().verified(&reply(200, "{}")).0, Verdict::Sent);
    assert_eq!(adapter().verified(&reply(401, "")).0, Verdict::SignIn);
}

proptest! {
    #[test]
    fn any_event_and_any_answer_are_borne(told in proptest::collection::vec(any_told(), 1..4), reply in any_reply()) {
        is_sound(&adapter(), "conversions", &told, &reply)?;
    }
}
