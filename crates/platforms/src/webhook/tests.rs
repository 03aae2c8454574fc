use super::*;
use crate::samples::{self, NOW, any_reply, any_told, body as sent, full, is_sound, minimal, payloads, reply};
use proptest::prelude::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn account(before: &str) -> Account {
    let url = "https://shop.example/hook?key=s3cret";
    samples::account(&[("url", url)], &[("secret", SECRET), ("secret_before", before)])
}

fn adapter() -> Webhook {
    Webhook::open(&account("")).expect("nothing is missing")
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str()).expect(name)
}

#[test]
fn events_are_told_in_our_own_form() {
    insta::assert_json_snapshot!(payloads(&adapter(), "lead"));
}

#[test]
fn what_is_written_about_it_is_what_is_sent() {
    let text = include_str!("../../../../docs/webhook.md");
    let example = text.split("```json").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let mut example: Value = serde_json::from_str(example).expect("JSON");
    let mut told = Told { name: "purchase".to_owned(), ..samples::purchase() };
    told.person.external_id = "7kq2m9x".to_owned();
    let mut sent = body(&told);
    let ids = |value: &mut Value| value["data"]["click_ids"].take();
    let (written, sent_ids) = (ids(&mut example), ids(&mut sent));
    assert_eq!(example, sent);
    assert!(written.as_object().is_some_and(|written| written.keys().all(|name| !sent_ids[name].is_null())));
    let categories = domain::conversion::Category::WORDS.into_iter();
    for word in categories.chain(domain::conversion::Cause::WORDS) {
        assert!(text.contains(&format!("`{word}`")), "{word} is not written about");
    }
    for name in ["fbclid", "gclid", "gbraid", "wbraid", "ttclid", "li_fat_id", "ctwa_clid"] {
        assert!(text.contains(&format!("`{name}`")), "{name} is not written about");
    }
}

#[test]
fn a_request_is_signed_over_what_is_sent() {
    let request = adapter().build(&[&full()], None, NOW + 999_999);
    assert_eq!(request.url, "https://shop.example/hook?key=s3cret");
    assert_eq!(header(&request, "webhook-id"), "01990000-0000-7000-8000-000000000007");
    assert_eq!(header(&request, "webhook-timestamp"), "1795237200");
    assert!(header(&request, "user-agent").starts_with("Giliran/"));
    let key = Key::read(SECRET).expect("a secret");
    let signed = key.sign("01990000-0000-7000-8000-000000000007", "1795237200", &request.body);
    assert_eq!(header(&request, "webhook-signature"), signed);
    let later = adapter().build(&[&full()], None, NOW + 3_000_000);
    assert_eq!(header(&later, "webhook-id"), header(&request, "webhook-id"), "a second try is the same event");
    assert_ne!(header(&later, "webhook-signature"), header(&request, "webhook-signature"));
}

#[test]
fn while_a_secret_is_changed_both_sign() {
    let before = secret(&[7; 32]);
    let both = Webhook::open(&account(&before)).expect("nothing is missing").build(&[&full()], None, NOW);
    let signatures: Vec<&str> = header(&both, "webhook-signature").split(' ').collect();
    let one = adapter().build(&[&full()], None, NOW);
    assert_eq!(signatures.len(), 2);
    assert_eq!(signatures[0], header(&one, "webhook-signature"));
    assert_ne!(signatures[0], signatures[1]);
}

#[test]
fn what_is_missing_is_named() {
    let fault = |settings: &[(&str, &str)], credentials: &[(&str, &str)]| {
        let fault = Webhook::open(&samples::account(settings, credentials)).expect_err("a fault");
        (fault.field, fault.code)
    };
    let url = [("url", "https://shop.example/hook")];
    assert_eq!(fault(&url, &[]), ("secret".to_owned(), "required"));
    let broken = [("secret", SECRET), ("secret_before", "whsec_x")];
    assert_eq!(fault(&url, &broken), ("secret_before".to_owned(), "required"));
}

#[test]
fn nobody_is_told_of_by_contact_or_address() {
    let text = body(&full()).to_string();
    let hashes = full().person.hashes;
    let hashes = [hashes.email, hashes.email_google, hashes.phone_digits, hashes.phone_e164, hashes.first_name];
    for personal in hashes.into_iter().flatten().chain(["203.0.113.77".into(), "Budi".into(), "Mozilla".into()]) {
        assert!(!text.contains(&personal), "{personal}");
    }
}

#[test]
fn a_status_decides_and_a_wait_is_kept_to() {
    let retry = |after| Verdict::Retry { after };
    for (status, verdict) in [
        (200, Verdict::Sent),
        (204, Verdict::Sent),
        (301, Verdict::Refused),
        (308, Verdict::Refused),
        (400, Verdict::Refused),
        (401, Verdict::Refused),
        (404, Verdict::Refused),
        (408, retry(None)),
        (410, Verdict::SignIn),
        (422, Verdict::Refused),
        (423, retry(None)),
        (425, retry(None)),
        (429, Verdict::Throttled { after: None }),
        (500, retry(None)),
        (501, Verdict::Refused),
        (502, retry(None)),
        (503, retry(None)),
        (599, retry(None)),
    ] {
        let answered = adapter().classify(&[&full()], &reply(status, ""));
        assert!(matches!(&answered, Answered::All(is, _) if *is == verdict), "{status}: {answered:?}");
    }
    let asked = |status, wait: &str, date: &str| {
        let headers = vec![("retry-after".to_owned(), wait.to_owned()), ("date".to_owned(), date.to_owned())];
        adapter().verified(&Reply { headers, ..reply(status, "") }).0
    };
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(asked(503, "7", ""), retry(Some(7_000_000)));
    assert_eq!(asked(429, "Sun, 06 Nov 1994 08:50:37 GMT", date), Verdict::Throttled { after: Some(60_000_000) });
    assert_eq!(asked(503, "later", date), retry(None));
}

#[test]
fn words_say_the_way_out_and_repeat_nothing_personal() {
    let words = |status, body: &str| adapter().verified(&reply(status, body)).1.words;
    assert_eq!(words(200, "thank you, budi@example.co.id"), "");
    assert_eq!(words(400, r#"{"error":"no lead budi@example.co.id"}"#), r#"{"error":"no lead …"}"#);
    assert_eq!(words(404, "<html><title>Not found</title>"), "Not found");
    assert_eq!(words(302, "over there"), "over there");
    let code = |status| adapter().verified(&reply(status, "")).1.code;
    assert_eq!(
        (code(302), code(410), code(501), code(404)),
        (own::REDIRECT.into(), own::GONE.into(), own::NOT_TAKEN.into(), String::new())
    );
}

#[test]
fn a_ping_is_signed_like_an_event() {
    let request = adapter().verify(None, NOW).expect("it can be tried");
    assert_eq!(sent(&request), json!({"type": "ping", "timestamp": "2026-11-21T05:00:00Z", "data": {}}));
    let id = header(&request, "webhook-id");
    assert!(!id.contains('.'));
    let signed = Key::read(SECRET).expect("a secret").sign(id, "1795237200", &request.body);
    assert_eq!(header(&request, "webhook-signature"), signed);
}

#[test]
fn nothing_of_the_address_but_its_path_and_no_secret_is_shown() {
    assert_eq!(format!("{:?}", adapter()), "Webhook(https://shop.example/hook, …)");
}

#[test]
fn only_time_and_amount_are_looked_at() {
    assert_eq!(adapter().check(&minimal(), NOW), Ok(()));
    assert_eq!(adapter().check(&Told { at: 0, ..full() }, NOW), Err(Reason::TooOld));
    assert_eq!(
        adapter().check(&Told { amount: Some(samples::amount(-1, "IDR")), ..full() }, NOW),
        Err(Reason::BadValue)
    );
}

proptest! {
    #[test]
    fn any_event_and_any_answer_are_borne(told in any_told(), reply in any_reply()) {
        is_sound(&adapter(), "", &[told], &reply)?;
    }
}
