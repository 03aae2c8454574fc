//! Whatever an event is like: when an adapter's check lets it pass, the platform finds no fault with what is built of it.

use crate::client::{DAY, NOW, SECOND};
use crate::pair::{PLATFORMS, Pair};
use crate::told::{full, named};
use domain::conversion::{Amount, Browser, Category, Cause, Consent, Hashes, Person, Told, Where};
use domain::money::Currency;
use domain::outbox::{Answered, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

/// A value as it comes in good days, or something that only looks like one.
fn odd(good: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(good.to_owned()),
        2 => Just(String::new()),
        1 => "[a-zA-Z0-9._-]{1,80}",
        1 => "\\PC{0,120}",
    ]
}

fn browser() -> impl Strategy<Value = Browser> {
    let ip = prop_oneof![Just("36.68.10.77"), Just("2001:db8::1"), Just("10.0.0.1"), Just("unknown"), Just("")];
    let cookie = |payload| {
        let at = (NOW - DAY) / 1_000;
        prop_oneof![Just(format!("fb.1.{at}.{payload}")), Just(format!("fb.1.x.{payload}")), Just(String::new())]
    };
    let seen = prop_oneof![Just(0), Just(NOW - DAY), Just(NOW - 91 * DAY), Just(NOW + DAY)];
    (
        (ip, odd("Mozilla/5.0 (Linux; Android 15)"), odd("id-ID"), odd("IwAR0_cLiCk-Id"), seen),
        (cookie("IwAR0_cLiCk-Id"), cookie("1098115397"), odd("Cj0K"), odd("0AAAAAgbraid"), odd("CjgKwbraid")),
        (
            odd("E.C.P.cLiCk"),
            odd("2mTtpCookieOfTwentySeven0ab"),
            odd("6a1f0c2e-7b1d"),
            odd("ARAkLkA8"),
            odd("1098.1795"),
        ),
    )
        .prop_map(|((ip, user_agent, language, fbclid, fbclid_at), (fbc, fbp, gclid, gbraid, wbraid), others)| {
            let (ttclid, ttp, li_fat_id, ctwa_clid, ga_client) = others;
            Browser {
                ip: ip.to_owned(),
                user_agent,
                language,
                fbclid,
                fbclid_at,
                fbc,
                fbp,
                gclid,
                gbraid,
                wbraid,
                ttclid,
                ttp,
                li_fat_id,
                ctwa_clid,
                ga_client,
            }
        })
}

fn person() -> impl Strategy<Value = Person> {
    let budi = Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some("Budi.Santoso+promo@gmail.com"));
    let names = (proptest::option::of(odd("Budi")), proptest::option::of(odd("Santoso")));
    (any::<bool>(), odd("k7qm2p9"), names, 0..3_usize).prop_map(move |(known, external_id, names, consent)| Person {
        external_id,
        hashes: if known { budi.clone() } else { Hashes::default() },
        first_name: names.0,
        last_name: names.1,
        // Who refused is not told of at all.
        consent: [Consent::Unknown, Consent::Given, Consent::Given][consent],
    })
}

fn any_told() -> impl Strategy<Value = Told> {
    let ages = prop_oneof![
        Just(0),
        Just(-60 * SECOND),
        Just(-61 * SECOND),
        Just(3 * DAY),
        Just(3 * DAY + 1),
        Just(7 * DAY),
        Just(7 * DAY + 1),
        Just(90 * DAY),
        Just(90 * DAY + 1),
        0..100 * DAY,
    ];
    let minor = prop_oneof![Just(0_i64), Just(-1), Just(25_000_050), Just(domain::money::MAX_MINOR), any::<i64>()];
    let amount = proptest::option::of((minor, prop_oneof![Just("IDR"), Just("JPY"), Just("KWD"), Just("USD")]));
    let country = prop_oneof![Just("ID"), Just("DE"), Just(""), Just("id"), Just("XXX"), Just("Indonesia")];
    let places = (country, odd("Jakarta Pusat"), odd("Jakarta"));
    // The link's own address is ours.
    let urls = (odd("https://l.example/x?y=z"), proptest::option::of(odd("Promo")));
    let what = (0..Cause::ALL.len(), 0..Category::ALL.len(), ages, any::<u64>(), proptest::option::of(odd("won")));
    (what, amount, person(), browser(), places, urls).prop_map(
        |((cause, category, age, id, status), amount, person, browser, (country, city, region), urls)| Told {
            event_id: Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 | u128::from(id)),
            at: NOW - age,
            cause: Cause::ALL[cause],
            category: Category::ALL[category],
            amount: amount.map(|(minor, code)| Amount { minor, currency: Currency::parse(code).unwrap() }),
            status: status.filter(|status| !status.is_empty()),
            person,
            browser,
            whereabouts: Where { country: country.to_owned(), region, city },
            referrer: urls.0,
            link_name: urls.1,
            ..full(1)
        },
    )
}

#[test]
fn what_a_check_lets_pass_no_platform_finds_fault_with() {
    for platform in PLATFORMS {
        let pair = Pair::of(platform);
        pair.fake().trusts_everybody();
        let (passed, seen) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
        let ran = runner.run(&any_told(), |told| {
            let told = named(platform, told);
            let has_passed = pair.adapter.check(&told, NOW).is_ok();
            if has_passed {
                passed.set(passed.get() + 1);
                let answered = pair.send(std::slice::from_ref(&told));
                let is_taken = |verdict: &Verdict| {
                    matches!(verdict, Verdict::Sent | Verdict::Accepted { .. } | Verdict::Duplicate)
                };
                let taken = match &answered {
                    Answered::All(verdict, _) => is_taken(verdict),
                    Answered::Each(each) => each.iter().all(|(verdict, _)| is_taken(verdict)),
                    Answered::Split(_) => false,
                };
                let faults = pair.fake().faults();
                let new = faults[seen.get()..].to_vec();
                seen.set(faults.len());
                prop_assert!(taken && new.is_empty(), "{platform:?} {new:?} {answered:?}");
            }
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{platform:?}: {error}"));
        assert!(passed.get() > 20, "{platform:?}: {} of 300 is too little to say anything", passed.get());
    }
}
