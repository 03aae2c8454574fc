use super::*;
use crate::samples::{self, NOW, any_reply, any_told, full, is_sound, minimal, payloads, purchase, reply};
use proptest::prelude::*;

fn adapter() -> Ga4 {
    let account = samples::account(&[("measurement_id", "G-ABC123XYZ")], &[("api_secret", "s3cret&1")]);
    Ga4::new(&account, &Addresses::default())
}

fn told() -> Told {
    Told { name: "generate_lead".to_owned(), ..full() }
}

#[test]
fn events_are_told_in_the_form_of_analytics() {
    insta::assert_json_snapshot!(payloads(&adapter(), "generate_lead"));
}

#[test]
fn the_secret_is_in_the_address_and_is_not_shown() {
    let request = adapter().build(&[&told()], None, NOW);
    assert_eq!(
        request.url,
        "https://www.google-analytics.com/mp/collect?measurement_id=G-ABC123XYZ&api_secret=s3cret%261"
    );
    assert!(!format!("{request:?}{:?}", adapter()).contains("s3cret"));
    assert!(!adapter().payload(&told()).to_string().contains("s3cret"));
}

#[test]
fn one_person_with_one_consent_in_one_place_shares_a_request() {
    let group = |change: &dyn Fn(&mut Told)| {
        let mut told = told();
        change(&mut told);
        adapter().group(&told)
    };
    let usual = group(&|_| {});
    assert_eq!(group(&|told| told.at += 1), usual);
    assert_ne!(group(&|told| told.browser.ga_client.clear()), usual);
    assert_ne!(group(&|told| told.person.consent = Consent::Unknown), usual);
    assert_ne!(group(&|told| told.whereabouts.country = "SG".to_owned()), usual);
    assert_ne!(group(&|told| told.cause = Cause::Test), usual);
}

#[test]
fn a_purchase_has_an_id_that_counts_once() {
    let id = json!("01990000-0000-7000-8000-000000000007");
    assert_eq!(event_of(&Told { name: "purchase".into(), ..purchase() })["params"]["transaction_id"], id);
    assert_eq!(event_of(&Told { name: "won_deal".into(), ..purchase() })["params"]["transaction_id"], id);
    assert_eq!(event_of(&told())["params"]["transaction_id"], Value::Null);
}

#[test]
fn what_lies_close_together_is_one_session_and_texts_are_cut() {
    let session = |at| event_of(&Told { at, ..told() })["params"]["session_id"].clone();
    assert_eq!(session(NOW), json!("1795237200"));
    assert_eq!(session(NOW + SESSION - 1), session(NOW));
    assert_ne!(session(NOW + SESSION), session(NOW));
    let long = Told { link_name: Some("é".repeat(999)), referrer: "r".repeat(999), ..told() };
    let params = event_of(&long)["params"].clone();
    assert_eq!(params["link_name"].as_str().map(|text| text.chars().count()), Some(LONGEST_VALUE));
    assert_eq!(params["page_referrer"].as_str().map(str::len), Some(LONGEST_REFERRER));
    assert!(params.as_object().is_some_and(|params| params.len() <= 25));
    let mut odd = told();
    odd.touches.last.campaign = "é".repeat(999).into();
    odd.touches.last.term = "budi@example.co.id".into();
    odd.touches.last.content = "to=budi%40example.co.id".into();
    let params = event_of(&odd)["params"].clone();
    assert_eq!(params["campaign"].as_str().map(|text| text.chars().count()), Some(LONGEST_VALUE));
    assert_eq!((&params["term"], &params["content"]), (&Value::Null, &Value::Null), "nothing personal");
    let from = Told { referrer: "https://shop.example/thanks?email=budi@example.co.id#x".to_owned(), ..told() };
    assert_eq!(event_of(&from)["params"]["page_referrer"], "https://shop.example/thanks");
}

#[test]
fn what_analytics_would_drop_in_silence_is_held_back() {
    let checked = |change: &dyn Fn(&mut Told)| {
        let mut told = told();
        change(&mut told);
        adapter().check(&told, NOW)
    };
    let named = |name: &str| checked(&|told| told.name = name.to_owned());
    assert_eq!(named("whatsapp_click"), Ok(()));
    assert_eq!(named(&"a".repeat(40)), Ok(()));
    assert_eq!(named(""), Err(Reason::Unmapped));
    for name in ["1st", "a-b", "a b", "é", "_x", "ga_x", "google_x", "firebase_x", "session_start", &"a".repeat(41)] {
        assert_eq!(named(name), Err(Reason::BadEvent), "{name}");
    }
    assert_eq!(checked(&|told| told.at = NOW - 73 * 3_600_000_000), Err(Reason::TooOld));
    assert_eq!(checked(&|told| told.at = NOW + 61_000_000), Err(Reason::InTheFuture));
    let purchase = |minor: Option<i64>| {
        let amount = minor.map(|minor| samples::amount(minor, "IDR"));
        adapter().check(&Told { name: "purchase".into(), amount, ..purchase() }, NOW)
    };
    assert_eq!(purchase(Some(100)), Ok(()));
    assert_eq!(purchase(None), Err(Reason::NoValue));
    assert_eq!(purchase(Some(-100)), Err(Reason::BadValue));
    assert_eq!(adapter().check(&Told { name: "generate_lead".into(), ..minimal() }, NOW), Ok(()), "it needs no click");
}

#[test]
fn whatever_is_received_is_sent_and_what_stands_between_passes() {
    let told = told();
    let retry = || Some(Verdict::Retry { after: None });
    for (http, body, verdict) in [
        (204, "", Some(Verdict::Sent)),
        (200, "GIF89a", Some(Verdict::Sent)),
        (400, "", None),
        (413, "<html>too large", None),
        (429, "", Some(Verdict::Throttled { after: None })),
        (408, "", retry()),
        (403, "<html>blocked", retry()),
        (404, "", retry()),
        (302, "", retry()),
        (500, "", retry()),
        (503, "<html>", retry()),
    ] {
        let is = match adapter().classify(&[&told, &told], &reply(http, body)) {
            Answered::All(verdict, _) => Some(verdict),
            Answered::Split(_) => None,
            Answered::Each(_) => panic!("{http}"),
        };
        assert_eq!(is, verdict, "{http}");
    }
    let Answered::All(_, said) = adapter().classify(&[&told], &reply(204, "")) else { panic!("one for all") };
    assert_eq!(said.code, own::UNCONFIRMED);
}

#[test]
fn a_test_is_looked_at_and_not_counted() {
    let test = Told { name: "generate_lead".to_owned(), ..samples::test() };
    let request = adapter().build(&[&test], None, NOW);
    assert!(request.url.starts_with("https://www.google-analytics.com/debug/mp/collect?"));
    let answered = |http, body: &str| match adapter().classify(&[&test], &reply(http, body)) {
        Answered::All(verdict, said) => (verdict, said.code, said.words),
        other => panic!("{other:?}"),
    };
    assert_eq!(answered(200, r#"{"validationMessages":[]}"#).0, Verdict::Sent);
    let found = r#"{"validationMessages":[{"fieldPath":"events","description":"Name has - in it.","validationCode":"NAME_INVALID"}]}"#;
    let said = (Verdict::Refused, "NAME_INVALID".to_owned(), "events: Name has - in it.".to_owned());
    assert_eq!(answered(200, found), said);
    assert_eq!(answered(200, r#"{"validationMess"#).0, Verdict::Retry { after: None });
    assert_eq!(answered(200, "").0, Verdict::Retry { after: None });
    assert_eq!(answered(400, "<html>").0, Verdict::Refused);
    assert_eq!(answered(503, "").0, Verdict::Retry { after: None });
}

#[test]
fn the_form_can_be_tried_and_the_secret_cannot() {
    let request = adapter().verify(None, NOW).expect("it can be tried");
    assert!(request.url.contains("/debug/mp/collect?"));
    let (verdict, said) = adapter().verified(&reply(200, r#"{"validationMessages":[]}"#));
    assert_eq!(verdict, Verdict::Sent);
    assert_eq!(said.code, own::FORM_ALONE);
}

proptest! {
    #[test]
    fn any_event_and_any_answer_are_borne(told in proptest::collection::vec(any_told(), 1..4), reply in any_reply()) {
        is_sound(&adapter(), "events", &told, &reply)?;
    }
}
