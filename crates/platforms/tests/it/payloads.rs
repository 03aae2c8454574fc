//! Requests as they go out, to the letter. A changed snapshot is a changed message to a platform.

use crate::sample::{self, AT, DAY, SECOND, TOKEN, adapter, amount, full, minimal, purchase};
use domain::conversion::{Category, Cause, Told};
use domain::destination::Platform;
use domain::outbox::Reason;
use platforms::{Method, Request};
use serde_json::{Value, json};

fn shown(request: &Request) -> Value {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    json!({ "method": format!("{:?}", request.method), "url": request.url, "headers": headers, "body": body })
}

fn body(platform: Platform, told: &Told) -> Value {
    let request = adapter(platform).build(&[told], None, AT);
    serde_json::from_slice(&request.body).unwrap()
}

/// The one event of a request, wherever the platform has it.
fn event(platform: Platform, told: &Told) -> Value {
    let body = body(platform, told);
    let list = if platform == Platform::Linkedin { "elements" } else { "data" };
    body[list][0].clone()
}

/// What each platform is told of the usual events. `rename`: for platforms whose names are ids or a list of their own.
fn usual(platform: Platform, rename: impl Fn(&str) -> String) {
    let named = |told: Told| Told { name: rename(&told.name), ..told };
    let events = [
        ("full", named(Told { amount: Some(amount(1_250, "USD")), ..full(Cause::Form, Category::Lead, "Lead") })),
        ("minimal", named(minimal("ViewContent"))),
        ("purchase", named(purchase())),
        ("form", named(full(Cause::Form, Category::Lead, "Lead"))),
        ("click", named(full(Cause::PlatformClick, Category::Click, "Click"))),
        ("status", named(full(Cause::Status, Category::QualifiedLead, "QualifiedLead"))),
        ("test", named(full(Cause::Test, Category::Lead, "Lead"))),
    ];
    for (case, told) in events {
        let request = adapter(platform).build(&[&told], None, AT);
        insta::assert_json_snapshot!(format!("{}-{case}", platform.as_str()), shown(&request));
        let shown = adapter(platform).payload(&told);
        insta::assert_json_snapshot!(format!("{}-{case}-shown", platform.as_str()), shown);
    }
}

#[test]
fn meta_is_told() {
    usual(Platform::Meta, str::to_owned);
}

#[test]
fn meta_messaging_is_told() {
    usual(Platform::MetaMessaging, |name| if name == "Lead" { "LeadSubmitted" } else { name }.to_owned());
}

#[test]
fn tiktok_is_told() {
    usual(Platform::Tiktok, str::to_owned);
}

#[test]
fn linkedin_is_told() {
    usual(Platform::Linkedin, |name| format!("1040{}", name.len()));
}

#[test]
fn accounts_are_tried_without_changing_anything() {
    // TikTok by a page view of nobody, under the test code.
    for platform in [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok, Platform::Linkedin] {
        let request = adapter(platform).verify(None, AT).unwrap();
        insta::assert_json_snapshot!(format!("{}-verify", platform.as_str()), shown(&request));
    }
    let meta = adapter(Platform::Meta).verify(None, AT).unwrap();
    assert_eq!(meta.method, Method::Get);
    assert!(!meta.url.contains(TOKEN), "a token never stands in an address");
}

fn fbc(change: impl FnOnce(&mut Told)) -> Option<String> {
    let mut told = full(Cause::Form, Category::Lead, "Lead");
    change(&mut told);
    event(Platform::Meta, &told)["user_data"]["fbc"].as_str().map(str::to_owned)
}

#[test]
fn the_click_is_the_cookies_where_it_is_the_very_click_and_else_is_made_of_the_click_id() {
    let made = Some("fb.1.1795237110123.IwAR0cLiCk_Id-1".to_owned());
    let same = "fb.2.1795237000000.IwAR0cLiCk_Id-1";
    assert_eq!(fbc(|_| ()), made);
    assert_eq!(fbc(|told| told.browser.fbc = same.into()).as_deref(), Some(same));
    let with_appendix = "fb.1.1795237000000.IwAR0cLiCk_Id-1.AQEAAgAA";
    assert_eq!(fbc(|told| told.browser.fbc = with_appendix.into()).as_deref(), Some(with_appendix));
    // Another click, another case, and what is no cookie of Meta's.
    for other in [
        "fb.1.1795237000000.IwAR9another",
        "fb.1.1795237000000.iwar0click_id-1",
        "fb.1.1795237000000",
        "fb.1.soon.IwAR0cLiCk_Id-1",
        "fb.x.1795237000000.IwAR0cLiCk_Id-1",
        "xx.1.1795237000000.IwAR0cLiCk_Id-1",
        "fb.1.1795237000000.",
        "fb.1.1795237000000.IwAR0cLiCk_Id-1.AQ.more",
        "fb.1.99999999999999999999.IwAR0cLiCk_Id-1",
    ] {
        assert_eq!(fbc(|told| told.browser.fbc = other.into()), made, "{other}");
    }
    // Without a click id the cookie is all there is.
    let cookie = |told: &mut Told, fbc: &str| {
        told.browser.fbclid = String::new();
        told.browser.fbc = fbc.into();
    };
    assert_eq!(fbc(|told| cookie(told, same)).as_deref(), Some(same));
    assert_eq!(fbc(|told| cookie(told, "nonsense")), None);
}

#[test]
fn a_click_that_meta_would_turn_away_is_not_told() {
    let event_time = fbc(|told| told.browser.fbclid_at = told.at);
    assert_eq!(event_time.as_deref(), Some("fb.1.1795237200123.IwAR0cLiCk_Id-1"));
    assert_eq!(fbc(|told| told.browser.fbclid_at = 0), event_time, "not known: the event's own");
    for odd in ["IwAR.1.2", ".", "IwAR 1", "IwAR\n", "клик"] {
        assert_eq!(fbc(|told| told.browser.fbclid = odd.into()), None, "{odd} has no place in the form");
    }
    assert_eq!(fbc(|told| told.browser.fbclid_at = told.at - 91 * DAY), None, "older than ninety days");
    assert_eq!(fbc(|told| told.browser.fbclid_at = told.at + 5 * SECOND), None, "behind the event");
}

#[test]
fn browser_ids_are_told_as_they_came_or_not_at_all() {
    let fbp = |text: &str| {
        let mut told = full(Cause::Form, Category::Lead, "Lead");
        told.browser.fbp = text.into();
        event(Platform::Meta, &told)["user_data"]["fbp"].as_str().map(str::to_owned)
    };
    for good in ["fb.1.1795237100123.1098115397", "fb.0.1.2", "fb.2.1795237100123.1098115397.AQ"] {
        assert_eq!(fbp(good).as_deref(), Some(good));
    }
    for bad in ["", "fb.1.1795237100123", "fb.1.1795237100123.abc", "GA1.1.2.3", "fb.1.2.3.4.5", "fb..2.3"] {
        assert_eq!(fbp(bad), None, "{bad}");
    }
}

#[test]
fn amounts_are_exact_and_rupiah_have_no_cents() {
    let value = |minor, code| {
        let told = Told { amount: Some(amount(minor, code)), ..purchase() };
        let meta = event(Platform::Meta, &told)["custom_data"]["value"].to_string();
        assert_eq!(event(Platform::Tiktok, &told)["properties"]["value"].to_string(), meta);
        assert_eq!(event(Platform::MetaMessaging, &told)["custom_data"]["value"].to_string(), meta);
        let linkedin = Told { name: "7".into(), ..told };
        assert_eq!(event(Platform::Linkedin, &linkedin)["conversionValue"]["amount"], json!(meta));
        meta
    };
    assert_eq!(value(25_000_000, "IDR"), "250000");
    assert_eq!(value(1_999, "USD"), "19.99");
    assert_eq!(value(30, "EUR"), "0.3");
    assert_eq!(value(1_500, "JPY"), "1500");
}

#[test]
fn a_test_code_goes_with_tests_alone_and_they_go_apart() {
    let test = full(Cause::Test, Category::Lead, "Lead");
    let real = full(Cause::Form, Category::Lead, "Lead");
    for platform in [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok] {
        let adapter = adapter(platform);
        assert!(body(platform, &test)["test_event_code"].is_string());
        assert!(body(platform, &real)["test_event_code"].is_null());
        assert_ne!(adapter.group(&test), adapter.group(&real), "never in one request");
    }
    let other = Told { event_id: uuid::Uuid::from_u128(5), ..test.clone() };
    let tiktok = adapter(Platform::Tiktok);
    assert_ne!(tiktok.group(&test), tiktok.group(&other), "TikTok's go one by one");
}

#[test]
fn without_a_test_code_no_test_is_sent_and_tiktok_cannot_be_asked() {
    let test = full(Cause::Test, Category::Lead, "LeadSubmitted");
    for platform in [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok] {
        let mut account = sample::account(platform);
        assert_eq!(adapter(platform).check(&test, AT), Ok(()), "{platform:?}");
        account.settings.remove("test_code");
        let without = platforms::open(platform, &account, &platforms::Addresses::default()).unwrap();
        assert_eq!(without.check(&test, AT), Err(Reason::NoTestCode), "{platform:?}");
        let real = Told { cause: Cause::Manual, ..test.clone() };
        assert_eq!(without.check(&real, AT), Ok(()), "{platform:?}");
        assert_eq!(without.verify(None, AT).is_none(), platform == Platform::Tiktok, "{platform:?}");
    }
}

#[test]
fn linkedin_knows_a_rule_by_its_digits_or_its_urn_and_no_address_but_ipv4() {
    let told = full(Cause::Form, Category::Lead, "104012");
    let of = |told: &Told| event(Platform::Linkedin, told);
    let urn = "urn:lla:llaPartnerConversion:104012";
    assert_eq!(of(&told)["conversion"], urn);
    assert_eq!(of(&Told { name: urn.into(), ..told.clone() })["conversion"], urn);
    assert!(of(&told)["eventId"].as_str().unwrap().len() <= 64);
    let kinds = |told: &Told| of(told)["user"]["userIds"].to_string();
    assert!(kinds(&told).contains("SHA256_IP_ADDRESS"));
    let mut six = told.clone();
    six.browser.ip = "2606:4700::1111".into();
    assert!(!kinds(&six).contains("IP_ADDRESS"));
    // Both names or none, and a list of ids in any case.
    let mut bare = told;
    (bare.browser, bare.person.hashes, bare.person.last_name) = Default::default();
    assert_eq!(of(&bare)["user"], json!({ "userIds": [], "externalIds": of(&bare)["user"]["externalIds"] }));
}

#[test]
fn versions_end_on_the_days_that_are_known() {
    let ends = |platform, meta: &str, linkedin: &str| {
        let addresses = platforms::Addresses {
            meta_version: meta.into(),
            linkedin_version: linkedin.into(),
            ..platforms::Addresses::default()
        };
        let adapter = platforms::open(platform, &sample::account(platform), &addresses).unwrap();
        adapter.ends_on().map(|day| day.to_string())
    };
    assert_eq!(ends(Platform::Linkedin, "", "202511").as_deref(), Some("2026-11-16"));
    assert_eq!(ends(Platform::Linkedin, "", "202603").as_deref(), Some("2027-03-16"));
    for nonsense in ["", "2026", "202613", "202600", "abcdef", "é02608", "99999999"] {
        assert_eq!(ends(Platform::Linkedin, "", nonsense), None, "{nonsense}");
    }
    assert_eq!(ends(Platform::Meta, "v21.0", "").as_deref(), Some("2027-01-21"));
    assert_eq!(ends(Platform::MetaMessaging, "v25.0", "").as_deref(), Some("2028-07-29"));
    assert_eq!(ends(Platform::Meta, "v26.0", ""), None, "not given out");
}
