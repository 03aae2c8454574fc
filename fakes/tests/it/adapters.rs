//! What Giliran's adapters build, put before the fakes; and what the adapters make of the answers.

use crate::client::NOW;
use crate::pair::{PLATFORMS, Pair, one};
use crate::told::{bare, exchange, form, full, purchase, trial};
use domain::conversion::Told;
use domain::destination::Platform;
use domain::outbox::{Answered, Reason, Said, Verdict};
use giliran_fakes::{Behave, Google, Meta, Person, Refuse, Tiktok, meta, tiktok};
use platforms::{Addresses, Request};

fn each(answered: Answered) -> Vec<(Verdict, Said)> {
    match answered {
        Answered::Each(each) => each,
        other => panic!("{other:?}"),
    }
}

fn is(platform: Platform, of: &[Platform]) -> bool {
    of.contains(&platform)
}

#[test]
fn what_passes_the_check_passes_the_platform() {
    for platform in PLATFORMS {
        let pair = Pair::of(platform);
        for (kind, told) in
            [("full", full(1)), ("bare", bare(2)), ("form", form(3)), ("purchase", purchase(4)), ("trial", trial(5))]
        {
            let told = pair.told(told);
            let expected = match (platform, kind) {
                (Platform::MetaMessaging, "bare" | "form") => Err(Reason::NoIdentifier),
                (Platform::GoogleAds | Platform::GoogleAdsUpload, "bare") => Err(Reason::NoIdentifier),
                _ => Ok(()),
            };
            assert_eq!(pair.adapter.check(&told, NOW), expected, "{platform:?} {kind}");
            if expected.is_ok() {
                assert_eq!(pair.settle(&told), Verdict::Sent, "{platform:?} {kind} {:?}", pair.fake().faults());
            }
            assert_eq!(pair.fake().faults(), Vec::<String>::new(), "{platform:?} {kind}");
        }
    }
}

#[test]
fn events_of_one_group_share_a_request() {
    for platform in PLATFORMS.into_iter().filter(|platform| *platform != Platform::Webhook) {
        let pair = Pair::of(platform);
        let events: Vec<Told> = [full(1), form(2), purchase(3), purchase(4)].map(|told| pair.told(told)).into();
        let events: Vec<Told> = events.into_iter().filter(|told| pair.adapter.check(told, NOW).is_ok()).collect();
        let group = pair.adapter.group(&events[0]);
        let events: Vec<Told> = events.into_iter().filter(|told| pair.adapter.group(told) == group).collect();
        assert!(events.len() >= 2, "{platform:?}");
        match pair.send(&events) {
            Answered::All(verdict, _) => {
                assert!(matches!(verdict, Verdict::Sent | Verdict::Accepted { .. }), "{verdict:?}")
            }
            Answered::Each(each) => assert!(each.iter().all(|(verdict, _)| *verdict == Verdict::Sent), "{each:?}"),
            Answered::Split(said) => panic!("{said:?}"),
        }
        assert_eq!(pair.fake().counted().len(), events.len(), "{platform:?}");
        assert_eq!(pair.fake().faults(), Vec::<String>::new(), "{platform:?}");
    }
}

/// Where platforms take a token.
const TOKENS: [&str; 2] = ["authorization", "access-token"];

#[test]
fn verifying_changes_nothing_and_finds_a_token_that_is_over() {
    for platform in PLATFORMS {
        let pair = Pair::of(platform);
        // TikTok is asked by a test event, about nobody.
        let nobody = Person { email: "test@example.com".into(), external_id: "test".into(), ..Person::default() };
        pair.fake().knows(&nobody);
        let request = pair.adapter.verify(pair.access.as_deref(), NOW).expect("it can be asked");
        assert_eq!(pair.adapter.verified(&exchange(&request)).0, Verdict::Sent, "{platform:?}");
        assert!(pair.fake().counted().is_empty());
        assert_eq!(pair.fake().faults(), Vec::<String>::new(), "{platform:?}");
        let stranger = Request {
            headers: request.headers.iter().filter(|(name, _)| !TOKENS.contains(name)).cloned().collect(),
            ..request
        }
        .bearer("wrong")
        .with("access-token", "wrong");
        if !is(platform, &[Platform::Ga4, Platform::Webhook]) {
            assert_eq!(pair.adapter.verified(&exchange(&stranger)).0, Verdict::SignIn, "{platform:?}");
        }
    }
}

#[test]
fn what_is_sent_again_counts_once() {
    for platform in PLATFORMS {
        let pair = Pair::of(platform);
        let told = pair.told(purchase(1));
        assert_eq!(pair.settle(&told), Verdict::Sent);
        let again = pair.settle(&told);
        let says = is(platform, &[Platform::GoogleAds, Platform::GoogleAdsUpload]);
        assert_eq!(again, if says { Verdict::Duplicate } else { Verdict::Sent }, "{platform:?}");
        assert_eq!((pair.fake().counted().len(), pair.fake().duplicates().len()), (1, 1), "{platform:?}");
        assert_eq!(pair.fake().faults(), Vec::<String>::new());
    }
}

#[test]
fn one_bad_event_of_three_is_found_as_the_platform_tells_it() {
    let bad = || Behave::refuse(|event| event.to_string().contains("000000000002\""));
    let again = Verdict::Retry { after: Some(0) };
    for (platform, expected) in [
        (Platform::Meta, None),
        (Platform::MetaMessaging, None),
        (Platform::GoogleAds, None),
        (Platform::Linkedin, Some([again.clone(), Verdict::Refused, again])),
        (Platform::Tiktok, Some([Verdict::Sent, Verdict::Refused, Verdict::Sent])),
        (Platform::GoogleAdsUpload, Some([Verdict::Sent, Verdict::Refused, Verdict::Sent])),
    ] {
        let pair = Pair::of(platform);
        let events = pair.three();
        pair.fake().always(bad());
        let answered = pair.send(&events);
        let counted = match &expected {
            None => {
                assert!(matches!(answered, Answered::Split(_)), "{platform:?} {answered:?}");
                0
            }
            Some(expected) => {
                let verdicts: Vec<Verdict> = each(answered).into_iter().map(|(verdict, _)| verdict).collect();
                assert_eq!(verdicts, expected, "{platform:?}");
                expected.iter().filter(|verdict| **verdict == Verdict::Sent).count()
            }
        };
        assert_eq!(pair.fake().counted().len(), counted, "{platform:?}");
        // Of one alone a split is a refusal.
        let alone = pair.send(&events[1..2]);
        let is_refused = matches!(alone, Answered::Split(_)) || one(alone) == Verdict::Refused;
        assert!(is_refused, "{platform:?}");
        assert_eq!(pair.fake().faults(), Vec::<String>::new());
    }
    let pair = Pair::of(Platform::Webhook);
    pair.fake().always(bad());
    assert_eq!(pair.three().map(|told| one(pair.send(&[told]))), [Verdict::Sent, Verdict::Refused, Verdict::Sent]);
}

#[test]
fn meta_may_name_the_bad_one() {
    let fake = Meta::start();
    fake.names_the_bad();
    let addresses = Addresses { meta: fake.address(), ..Addresses::default() };
    let settings = [("dataset_id", meta::DATASET)];
    let pair = Pair::new(Platform::Meta, fake, &settings, &[("access_token", meta::TOKEN)], &addresses);
    pair.fake().next(Behave::refuse(|event| event["event_id"].as_str().unwrap().ends_with('3')));
    let each = each(pair.send(&pair.three()));
    assert_eq!(each.iter().filter(|(verdict, _)| *verdict == Verdict::Refused).count(), 1);
    assert_eq!(each[2].0, Verdict::Refused);
}

#[test]
fn codes_of_the_platforms_are_read() {
    let refused = |platform, code| {
        let pair = Pair::of(platform);
        pair.fake().next(Behave::Refuse(Refuse::new(|_| true).with_code(code)));
        one(pair.send(&[pair.told(purchase(1))]))
    };
    assert_eq!(refused(Platform::Meta, "2804003"), Verdict::Expired);
    assert_eq!(refused(Platform::Meta, "2804048"), Verdict::Refused);
    assert_eq!(refused(Platform::MetaMessaging, "2804066"), Verdict::Refused);
    assert_eq!(refused(Platform::Tiktok, "40062"), Verdict::Refused);
    assert_eq!(refused(Platform::Tiktok, "51010"), Verdict::Retry { after: None });
    let six_hours = Verdict::Wait { after: 6 * 3_600_000_000 };
    assert_eq!(refused(Platform::GoogleAdsUpload, "TOO_RECENT_EVENT"), six_hours);
    assert_eq!(refused(Platform::GoogleAdsUpload, "CLICK_CONVERSION_ALREADY_EXISTS"), Verdict::Duplicate);
    assert_eq!(refused(Platform::GoogleAdsUpload, "EXPIRED_EVENT"), Verdict::Expired);
    for (code, verdict) in [
        ("PROCESSING_ERROR_REASON_INVALID_GCLID", Verdict::Refused),
        ("PROCESSING_ERROR_REASON_DUPLICATE_GCLID", Verdict::Duplicate),
        ("PROCESSING_ERROR_REASON_EVENT_TOO_OLD", Verdict::Expired),
        ("PROCESSING_ERROR_REASON_INTERNAL_ERROR", Verdict::Retry { after: None }),
    ] {
        let pair = Pair::of(Platform::GoogleAds);
        pair.fake().next(Behave::RefuseLater(Refuse::new(|_| true).with_code(code)));
        assert_eq!(pair.settle(&pair.told(purchase(1))), verdict, "{code}");
    }
    let pair = Pair::google(Platform::GoogleAdsUpload, {
        let fake = Google::start();
        fake.is_not_allowlisted();
        fake
    });
    assert_eq!(one(pair.send(&[pair.told(purchase(1))])), Verdict::SignIn);
}

#[test]
fn tiktok_may_say_that_it_knows_it_all() {
    let fake = Tiktok::start();
    fake.says_duplicate();
    let addresses = Addresses { tiktok: fake.address(), ..Addresses::default() };
    let settings = [("pixel_code", tiktok::PIXEL)];
    let pair = Pair::new(Platform::Tiktok, fake, &settings, &[("access_token", tiktok::TOKEN)], &addresses);
    let told = pair.told(purchase(1));
    assert_eq!([pair.settle(&told), pair.settle(&told)], [Verdict::Sent, Verdict::Duplicate]);
}

#[test]
fn troubles_pass_and_shut_doors_wait_for_a_person() {
    let seconds = |number: i64| Some(number * 1_000_000);
    for platform in PLATFORMS {
        let pair = Pair::of(platform);
        let told = pair.told(purchase(1));
        let send = |behave: Behave| {
            pair.fake().next(behave);
            one(pair.send(std::slice::from_ref(&told)))
        };
        let throttled = send(Behave::Status(429, Some(7)));
        assert_eq!(throttled, Verdict::Throttled { after: seconds(7) }, "{platform:?}");
        let retry = |after| Verdict::Retry { after };
        assert_eq!(send(Behave::Status(503, Some(9))), retry(seconds(9)), "{platform:?}");
        assert_eq!(send(Behave::Status(500, None)), retry(None), "{platform:?}");
        assert_eq!(send(Behave::Html(502)), retry(None), "{platform:?}");
        if is(platform, &[Platform::Ga4, Platform::Webhook]) {
            assert_eq!(send(Behave::NotJson), Verdict::Sent, "the status is all that counts at {platform:?}");
            continue;
        }
        assert_eq!(send(Behave::NotJson), retry(None), "{platform:?}");
        assert_eq!(send(Behave::Forbidden), Verdict::SignIn, "{platform:?}");
        assert_eq!(send(Behave::TokenExpired), Verdict::SignIn, "{platform:?}");
        assert!(pair.fake().counted().is_empty());
        assert_eq!(pair.fake().faults(), Vec::<String>::new());
    }
}
