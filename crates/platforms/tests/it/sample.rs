//! Events, accounts and answers for the tests beside this.

use domain::conversion::{Amount, Browser, Category, Cause, Hashes, Person, Told, Touches, Where};
use domain::destination::Platform;
use domain::money::Currency;
use domain::outbox::{Answered, Said, Verdict};
use domain::visit::Utm;
use platforms::{Account, Adapter, Addresses, Reply, open};
use uuid::Uuid;

pub const TOKEN: &str = "EAAtoken0of0the0tests0123456789";
pub const SECRET: &str = "app-secret-of-the-tests";
/// 2026-11-21 05:00:00.123456 UTC.
pub const AT: i64 = 1_795_237_200_123_456;
pub const SECOND: i64 = 1_000_000;
pub const DAY: i64 = 86_400 * SECOND;
pub const AGENT: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36";

pub fn adapter(platform: Platform) -> Box<dyn Adapter> {
    open(platform, &account(platform), &Addresses::default()).unwrap()
}

pub fn account(platform: Platform) -> Account {
    let (settings, credentials): (&[_], &[_]) = match platform {
        Platform::Meta => (
            &[("dataset_id", "1029384756"), ("test_code", "TEST123")],
            &[("access_token", TOKEN), ("app_secret", SECRET)],
        ),
        Platform::MetaMessaging => (
            &[
                ("dataset_id", "5647382910"),
                ("waba_id", "1122334455"),
                ("page_id", "9988776655"),
                ("test_code", "TEST456"),
            ],
            &[("access_token", TOKEN)],
        ),
        Platform::Tiktok => (&[("pixel_code", "CABCDEF123"), ("test_code", "TEST9")], &[("access_token", TOKEN)]),
        Platform::Linkedin => (&[], &[("access_token", TOKEN)]),
        other => panic!("{other:?} has tests elsewhere"),
    };
    let map = |list: &[(&str, &str)]| list.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    Account { settings: map(settings), credentials: map(credentials) }
}

pub fn amount(minor: i64, code: &str) -> Amount {
    Amount { minor, currency: Currency::parse(code).unwrap() }
}

/// Nothing that could be left out: a click with the browser's address and name.
pub fn minimal(name: &str) -> Told {
    Told {
        event_id: Uuid::from_u128(0x0191_9a6e_b5a7_7000_8000_0000_0000_0001),
        at: AT,
        cause: Cause::Click,
        category: Category::ViewContent,
        name: name.into(),
        amount: None,
        status: None,
        person: Person::default(),
        browser: Browser { ip: "203.0.113.5".into(), user_agent: AGENT.into(), ..Browser::default() },
        whereabouts: Where::default(),
        touches: Touches::default(),
        url: "https://go.example/wa/promo".into(),
        referrer: String::new(),
        link_name: None,
    }
}

/// Everything that may be known of a person.
pub fn full(cause: Cause, category: Category, name: &str) -> Told {
    Told {
        cause,
        category,
        person: Person {
            external_id: "k7m2p9".into(),
            hashes: Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some("Budi.Santoso@example.co.id")),
            first_name: Some("Budi".into()),
            last_name: Some("Santoso".into()),
            ..Person::default()
        },
        browser: Browser {
            language: "id-ID".into(),
            fbclid: "IwAR0cLiCk_Id-1".into(),
            fbclid_at: AT - 90 * SECOND,
            fbp: "fb.1.1795237100123.1098115397".into(),
            ttclid: "E.C.P.cLiCk".into(),
            ttp: "2mTtpCookieOfTwentySeven0ab".into(),
            li_fat_id: "6a1f0c2e-7b1d-4c5a-9e3f-000000000001".into(),
            ctwa_clid: "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4XvnO2E4Nx0".into(),
            ..minimal(name).browser
        },
        whereabouts: Where { country: "ID".into(), region: "Jakarta".into(), city: "Jakarta".into() },
        touches: Touches {
            first: Utm { source: "first-source".into(), ..Utm::default() },
            last: Utm { source: "last-source".into(), ..Utm::default() },
        },
        referrer: "https://l.example/".into(),
        link_name: Some("Promo".into()),
        ..minimal(name)
    }
}

pub fn purchase() -> Told {
    Told {
        amount: Some(amount(25_000_000, "IDR")),
        status: Some("won".into()),
        ..full(Cause::Status, Category::Purchase, "Purchase")
    }
}

pub fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.as_bytes().to_vec(), ..Reply::default() }
}

pub fn with(reply: Reply, name: &str, value: &str) -> Reply {
    let mut reply = reply;
    reply.headers.push((name.into(), value.into()));
    reply
}

/// What an answer says of so many purchases.
pub fn answered(platform: Platform, count: usize, reply: &Reply) -> Answered {
    let events: Vec<Told> =
        (0..count).map(|number| Told { event_id: Uuid::from_u128(number as u128 + 1), ..purchase() }).collect();
    adapter(platform).classify(&events.iter().collect::<Vec<_>>(), reply)
}

/// The verdict on all alike.
pub fn all(answered: Answered) -> (Verdict, Said) {
    match answered {
        Answered::All(verdict, said) => (verdict, said),
        other => panic!("not one for all: {other:?}"),
    }
}

/// The verdicts one by one.
pub fn each(answered: Answered) -> Vec<(Verdict, Said)> {
    match answered {
        Answered::Each(each) => each,
        other => panic!("not one for each: {other:?}"),
    }
}
