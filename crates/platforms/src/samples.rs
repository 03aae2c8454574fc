//! Events and replies that the tests of the adapters share, and what must hold of every one of them.

use crate::call::Reply;
use crate::{Account, Adapter};
use domain::conversion::{Amount, Browser, Category, Cause, Consent, Hashes, Person, Told, Touches, Where};
use domain::money::Currency;
use domain::outbox::{Answered, LONGEST_WORDS, Said};
use domain::visit::Utm;
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const NOW: i64 = 1_795_237_200_000_000;

pub(crate) fn amount(minor: i64, currency: &str) -> Amount {
    Amount { minor, currency: Currency::parse(currency).expect("of the table") }
}

/// With everything that can be known.
pub(crate) fn full() -> Told {
    Told {
        event_id: uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0007),
        at: NOW - 3_600_000_000 + 123_456,
        cause: Cause::Click,
        category: Category::Lead,
        name: "Lead".to_owned(),
        amount: Some(amount(25_000_050, "IDR")),
        status: None,
        person: Person {
            external_id: "k7qm2".to_owned(),
            hashes: Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some("budi.santoso+promo@gmail.com")),
            first_name: Some("Budi".to_owned()),
            last_name: Some("Santoso".to_owned()),
            consent: Consent::Given,
        },
        browser: Browser {
            ip: "203.0.113.77".to_owned(),
            user_agent: "Mozilla/5.0 (Linux; Android 14)".to_owned(),
            language: "id-ID".to_owned(),
            fbclid: "IwAR0facebook".to_owned(),
            gclid: "Cj0KCQjw-google".to_owned(),
            gbraid: "0AAAAAgbraid".to_owned(),
            wbraid: "CjgKCQwbraid".to_owned(),
            ttclid: "E.C.P.tiktok".to_owned(),
            li_fat_id: "0a1b-linkedin".to_owned(),
            ga_client: "1098115397.1795230000".to_owned(),
            ..Browser::default()
        },
        whereabouts: Where { country: "ID".to_owned(), region: "Jakarta".to_owned(), city: "Jakarta".to_owned() },
        touches: Touches { first: utm("ig", "spring", ""), last: utm("fb", "summer", "120210987654321") },
        url: "https://go.example/wa/promo".to_owned(),
        referrer: "https://l.facebook.com/".to_owned(),
        link_name: Some("Promo".to_owned()),
    }
}

/// What an address said.
fn utm(source: &'static str, campaign: &'static str, id: &'static str) -> Utm<'static> {
    Utm { source: source.into(), medium: "cpc".into(), campaign: campaign.into(), id: id.into(), ..Utm::default() }
}

/// With what must be there and no more.
pub(crate) fn minimal() -> Told {
    let full = full();
    Told {
        amount: None,
        person: Person { external_id: "k7qm2".to_owned(), ..Person::default() },
        browser: Browser::default(),
        whereabouts: Where::default(),
        touches: Touches::default(),
        referrer: String::new(),
        link_name: None,
        ..full
    }
}

pub(crate) fn purchase() -> Told {
    let status = Some("won".to_owned());
    Told { cause: Cause::Status, category: Category::Purchase, name: "Purchase".to_owned(), status, ..full() }
}

pub(crate) fn test() -> Told {
    Told { cause: Cause::Test, ..full() }
}

pub(crate) fn account(settings: &[(&str, &str)], credentials: &[(&str, &str)]) -> Account {
    let all = |list: &[(&str, &str)]| list.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    Account { settings: all(settings), credentials: all(credentials) }
}

pub(crate) fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.as_bytes().to_vec(), ..Reply::default() }
}

pub(crate) fn body(request: &crate::Request) -> Value {
    serde_json::from_slice(&request.body).expect("a JSON body")
}

/// What people look at, of the events that differ the most.
pub(crate) fn payloads(adapter: &dyn Adapter, name: &str) -> Value {
    let named = |mut told: Told| {
        told.name = name.to_owned();
        adapter.payload(&told)
    };
    let form = Told { cause: Cause::Form, amount: None, ..full() };
    let mut nearly = minimal();
    nearly.browser.gclid = "Cj0KCQjw-google".to_owned();
    json!({ "full": named(full()), "minimal": named(nearly), "purchase": named(purchase()), "form": named(form),
        "status": named(Told { category: Category::QualifiedLead, ..purchase() }), "test": named(test()) })
}

/// Any event at all, with texts that fit nowhere.
pub(crate) fn any_told() -> impl Strategy<Value = Told> {
    let word = || prop_oneof!["", "[a-zA-Z0-9._-]{1,40}", "\\PC{0,60}"];
    let ids = proptest::collection::vec(word(), 20);
    let what = (0..Cause::ALL.len(), 0..Category::ALL.len(), any::<i64>(), any::<u128>());
    let money = proptest::option::of((any::<i64>(), prop_oneof!["IDR", "JPY", "KWD", "CLF"]));
    (ids, what, money, 0..3_usize, any::<bool>()).prop_map(|(ids, (cause, category, at, id), money, consent, known)| {
        let text = |n: usize| ids[n].clone();
        let hashes = Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some("budi@example.co.id"));
        Told {
            event_id: uuid::Uuid::from_u128(id),
            at,
            cause: Cause::ALL[cause],
            category: Category::ALL[category],
            name: text(0),
            amount: money.map(|(minor, currency)| amount(minor, &currency)),
            status: Some(text(1)).filter(|text| !text.is_empty()),
            person: Person {
                external_id: text(2),
                hashes: if known { hashes } else { Hashes::default() },
                consent: [Consent::Unknown, Consent::Given, Consent::Refused][consent],
                ..Person::default()
            },
            browser: Browser {
                ip: text(3),
                user_agent: text(4),
                fbclid: text(5),
                gclid: text(6),
                gbraid: text(7),
                wbraid: text(8),
                ga_client: text(9),
                ..Browser::default()
            },
            whereabouts: Where { country: text(10), ..Where::default() },
            touches: Touches {
                first: Utm { source: text(14).into(), term: text(15).into(), ..Utm::default() },
                last: Utm {
                    source: text(16).into(),
                    campaign: text(17).into(),
                    content: text(18).into(),
                    id: text(19).into(),
                    ..Utm::default()
                },
            },
            url: text(11),
            referrer: text(12),
            link_name: Some(text(13)).filter(|text| !text.is_empty()),
        }
    })
}

/// Whatever the events are, a request is made of them; whatever the answer is, it is read to a verdict for each, in words
/// of bounded length without what was secret or personal. `list` is where the events stand in the body.
pub(crate) fn is_sound(adapter: &dyn Adapter, list: &str, told: &[Told], reply: &Reply) -> Result<(), TestCaseError> {
    let events: Vec<&Told> = told.iter().collect();
    let request = adapter.build(&events, Some("s3cret-access"), NOW);
    let sent: Value = serde_json::from_slice(&request.body).map_err(|_| TestCaseError::fail("no JSON"))?;
    if !list.is_empty() {
        prop_assert_eq!(sent[list].as_array().map(Vec::len), Some(events.len()));
    }
    let text = sent.to_string();
    prop_assert!(!text.contains("6281234567890") && !text.contains("budi@example.co.id"));
    let shown = format!("{adapter:?}{request:?}{:?}", adapter.sign_in());
    prop_assert!(!shown.contains("s3cret"));
    for each in told {
        let _ = (adapter.check(each, NOW), adapter.group(each));
        prop_assert!(!adapter.payload(each).to_string().contains("s3cret"));
    }
    let says =
        |said: &Said| said.words.chars().count() <= LONGEST_WORDS && said.code.len() <= 80 && said.trace.len() <= 200;
    for answered in [adapter.classify(&events, reply), adapter.followed(events.len(), reply)] {
        match answered {
            Answered::All(_, said) | Answered::Split(said) => prop_assert!(says(&said)),
            Answered::Each(each) => {
                prop_assert_eq!(each.len(), events.len());
                prop_assert!(each.iter().all(|(_, said)| says(said)));
            }
        }
    }
    prop_assert!(says(&adapter.verified(reply).1));
    Ok(())
}

pub(crate) fn any_reply() -> impl Strategy<Value = Reply> {
    let body =
        prop_oneof!["\\PC{0,200}", "\\{\"error\":\\{\"status\":\"[A-Z_]{1,20}\",\"details\":\\[[0-9,]{0,3}\\]\\}\\}"];
    (0..600_u16, body).prop_map(|(status, body)| reply(status, &body))
}
