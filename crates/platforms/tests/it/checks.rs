//! What is not even sent, and why.

use crate::sample::{AT, SECOND, account, adapter, amount, full, minimal, purchase};
use domain::conversion::{Browser, Category, Cause, Hashes, Told};
use domain::destination::Platform;
use domain::money::MAX_MINOR;
use domain::outbox::Reason;
use platforms::{Account, Addresses, open};

const OURS: [Platform; 4] = [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok, Platform::Linkedin];

fn check(platform: Platform, told: &Told) -> Result<(), Reason> {
    adapter(platform).check(told, AT)
}

/// A purchase that each of them takes.
fn good(platform: Platform) -> Told {
    let name = if platform == Platform::Linkedin { "104012" } else { "Purchase" };
    Told { name: name.into(), ..purchase() }
}

#[test]
fn what_is_sound_passes() {
    for platform in OURS {
        assert_eq!(check(platform, &good(platform)), Ok(()), "{platform:?}");
    }
    for cause in Cause::ALL {
        assert_eq!(check(Platform::Meta, &full(cause, Category::Lead, "Lead")), Ok(()), "{cause:?}");
    }
}

#[test]
fn amounts_and_times_are_what_every_platform_takes() {
    for platform in OURS {
        let of = |change: &dyn Fn(&mut Told)| {
            let mut told = good(platform);
            change(&mut told);
            check(platform, &told)
        };
        let max_age = platform.limits().max_age;
        for (expected, change) in [
            (Err(Reason::NoValue), &(|told: &mut Told| told.amount = None) as &dyn Fn(&mut Told)),
            (Err(Reason::BadValue), &|told| told.amount = Some(amount(-1, "IDR"))),
            (Err(Reason::BadValue), &|told| told.amount = Some(amount(i64::MIN, "USD"))),
            (Err(Reason::BadValue), &|told| told.amount = Some(amount(MAX_MINOR + 1, "IDR"))),
            (Ok(()), &|told| told.amount = Some(amount(MAX_MINOR, "IDR"))),
            (Ok(()), &|told| told.amount = Some(amount(0, "IDR"))),
            (Ok(()), &|told| told.at = AT + 60 * SECOND),
            (Err(Reason::InTheFuture), &|told| told.at = AT + 61 * SECOND),
            (Err(Reason::InTheFuture), &|told| told.at = i64::MAX),
            (Ok(()), &|told| told.at = AT - max_age),
            (Err(Reason::TooOld), &|told| told.at = AT - max_age - 1),
            (Err(Reason::TooOld), &|told| told.at = i64::MIN),
            (Err(Reason::Unmapped), &|told| told.name = String::new()),
        ] {
            assert_eq!(of(change), expected, "{platform:?}");
        }
    }
    // The name wants an amount whatever category it was given to.
    for platform in [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok] {
        let told = full(Cause::Form, Category::Lead, "Purchase");
        assert_eq!(check(platform, &told), Err(Reason::NoValue), "{platform:?}");
    }
}

/// Somebody of whom nothing but our own code is known.
fn nobody(platform: Platform) -> Told {
    let mut told = good(platform);
    (told.person.hashes, told.person.first_name, told.browser) = (Hashes::default(), None, Browser::default());
    told
}

#[test]
fn a_platform_has_to_know_the_person_by_something() {
    for platform in OURS {
        assert_eq!(check(platform, &nobody(platform)), Err(Reason::NoIdentifier), "{platform:?}");
    }
    let email = |told: &mut Told| told.person.hashes = Hashes::of(None, None, Some("a@b.example"));
    let phone = |told: &mut Told| told.person.hashes = Hashes::of(None, Some("+6281234567890"), None);
    let browser = |told: &mut Told| {
        (told.browser.ip, told.browser.user_agent) = ("203.0.113.5".into(), "Mozilla/5.0".into());
    };
    let near = |told: &mut Told| {
        (told.browser.ip, told.browser.user_agent) = ("192.168.1.7".into(), "Mozilla/5.0".into());
    };
    let six = |told: &mut Told| told.browser.ip = "2606:4700::1111".into();
    let fbclid = |told: &mut Told| told.browser.fbclid = "IwAR1".into();
    let fbp = |told: &mut Told| told.browser.fbp = "fb.1.2.3".into();
    let ttclid = |told: &mut Told| told.browser.ttclid = "E.C.P".into();
    let ttp = |told: &mut Told| told.browser.ttp = "abc".into();
    let li = |told: &mut Told| told.browser.li_fat_id = "u-u".into();
    let names = |told: &mut Told| told.person.first_name = Some("Budi".into());
    let ctwa = |told: &mut Told| told.browser.ctwa_clid = "ARA".into();
    type Change<'c> = (&'c str, &'c dyn Fn(&mut Told), [bool; 4]);
    let cases: [Change<'_>; 12] = [
        ("email", &email, [true, false, true, true]),
        ("phone", &phone, [true, false, true, false]),
        ("browser", &browser, [true, false, true, true]),
        ("near", &near, [false, false, false, false]),
        ("six", &six, [false, false, false, false]),
        ("fbclid", &fbclid, [true, false, false, false]),
        ("fbp", &fbp, [true, false, false, false]),
        ("ttclid", &ttclid, [false, false, true, false]),
        ("ttp", &ttp, [false, false, true, false]),
        ("li_fat_id", &li, [false, false, false, true]),
        ("names", &names, [false, false, false, true]),
        ("ctwa_clid", &ctwa, [false, true, false, false]),
    ];
    for (case, change, known) in cases {
        for (platform, known) in OURS.into_iter().zip(known) {
            let mut told = nobody(platform);
            change(&mut told);
            let expected = if known { Ok(()) } else { Err(Reason::NoIdentifier) };
            assert_eq!(check(platform, &told), expected, "{platform:?} by {case}");
        }
    }
}

#[test]
fn a_page_has_a_browser_and_an_address() {
    let mut told = minimal("ViewContent");
    told.browser.user_agent = String::new();
    assert_eq!(check(Platform::Meta, &told), Err(Reason::BadEvent));
    told = minimal("ViewContent");
    told.url = String::new();
    assert_eq!(check(Platform::Meta, &told), Err(Reason::BadEvent));
    assert_eq!(check(Platform::Tiktok, &told), Err(Reason::BadEvent));
    // From the business's own records neither is asked for.
    let mut told = full(Cause::Status, Category::QualifiedLead, "QualifiedLead");
    (told.browser.user_agent, told.url) = (String::new(), String::new());
    assert_eq!(check(Platform::Meta, &told), Ok(()));
}

#[test]
fn messaging_takes_the_names_of_its_list_alone() {
    for name in ["LeadSubmitted", "QualifiedLead", "InitiateCheckout", "ViewContent", "OrderShipped"] {
        assert_eq!(check(Platform::MetaMessaging, &full(Cause::CtwaLead, Category::Lead, name)), Ok(()), "{name}");
    }
    for name in ["Lead", "Contact", "CompleteRegistration", "Schedule", "leadsubmitted", "Anything"] {
        let told = full(Cause::CtwaLead, Category::Lead, name);
        assert_eq!(check(Platform::MetaMessaging, &told), Err(Reason::BadEvent), "{name}");
    }
    let usual = domain::destination::usual(Platform::MetaMessaging);
    for mapping in usual.into_iter().filter(|mapping| mapping.active) {
        let told = Told { amount: Some(amount(100, "IDR")), ..full(Cause::CtwaLead, mapping.category, &mapping.name) };
        assert_eq!(check(Platform::MetaMessaging, &told), Ok(()), "{mapping:?}");
    }
}

#[test]
fn a_rule_of_linkedins_is_a_number_or_its_urn() {
    for (name, expected) in [
        ("104012", Ok(())),
        ("urn:lla:llaPartnerConversion:104012", Ok(())),
        ("urn:lla:llaPartnerConversion:", Err(Reason::BadEvent)),
        ("urn:li:partner:104012", Err(Reason::BadEvent)),
        ("Lead", Err(Reason::BadEvent)),
        ("-1", Err(Reason::BadEvent)),
    ] {
        let told = full(Cause::Form, Category::Lead, name);
        assert_eq!(check(Platform::Linkedin, &told), expected, "{name}");
    }
}

#[test]
fn an_account_without_what_it_needs_is_not_opened() {
    let fault = |platform, without: &[&str]| {
        let Account { mut settings, mut credentials } = account(platform);
        for name in without {
            settings.remove(*name);
            credentials.remove(*name);
        }
        open(platform, &Account { settings, credentials }, &Addresses::default())
            .map(|_| ())
            .map_err(|fault| fault.field)
    };
    assert_eq!(fault(Platform::Meta, &[]), Ok(()));
    assert_eq!(fault(Platform::Meta, &["app_secret", "test_code"]), Ok(()));
    assert_eq!(fault(Platform::Meta, &["dataset_id"]), Err("dataset_id".into()));
    assert_eq!(fault(Platform::Meta, &["access_token"]), Err("access_token".into()));
    assert_eq!(fault(Platform::MetaMessaging, &["waba_id"]), Ok(()));
    assert_eq!(fault(Platform::MetaMessaging, &["waba_id", "page_id"]), Err("waba_id".into()));
    assert_eq!(fault(Platform::Tiktok, &["pixel_code"]), Err("pixel_code".into()));
    assert_eq!(fault(Platform::Linkedin, &["access_token"]), Err("access_token".into()));
}
