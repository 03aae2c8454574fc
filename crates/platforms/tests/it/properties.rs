//! What must hold of any event, whatever is known of the person: a request is always made, is JSON of as many events as
//! were given, holds no phone number or address in the clear, and shows no secret.

use crate::sample::{AT, DAY, SECRET, TOKEN, adapter, amount, minimal};
use domain::conversion::{Browser, Category, Cause, Hashes, Person, Told, Where};
use domain::destination::Platform;
use domain::money::MAX_MINOR;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

const OURS: [Platform; 4] = [Platform::Meta, Platform::MetaMessaging, Platform::Tiktok, Platform::Linkedin];

/// One person, with what only they know.
#[derive(Clone, Debug)]
struct Somebody {
    told: Told,
    phone: String,
    email: String,
}

prop_compose! {
    fn browser()(
        ip in select(vec!["", "203.0.113.77", "2606:4700::1111", "10.0.0.1", "nonsense"]), agent in of("\\PC{0,40}"),
        fbclid in of("[A-Za-z0-9_-]{1,30}"), fbc in "(fb[.][0-9][.][0-9]{1,20}[.][A-Za-z0-9]{0,9}([.]A)?|\\PC{0,20})",
        fbp in "(fb[.][0-9][.][0-9]{1,15}[.][0-9]{0,9}|\\PC{0,20})", fbclid_at in any::<i64>(), ids in any::<[bool; 4]>(),
    ) -> Browser {
        let id = |at: usize, text: &str| if ids[at] { text.to_owned() } else { String::new() };
        Browser {
            ip: ip.into(), user_agent: agent.unwrap_or_default(), language: id(0, "id-ID"),
            fbclid: fbclid.unwrap_or_default(), fbclid_at, fbc, fbp,
            ttclid: id(1, "E.C.P.x"), ttp: id(2, "ttpx"), li_fat_id: id(3, "u-u-i-d"), ctwa_clid: id(0, "ARAx"),
            ..Browser::default()
        }
    }
}

prop_compose! {
    fn somebody()(
        national in "8[1-9][0-9]{8,9}", local in "[a-z]{6,12}", first in of("Q\\PC{0,50}"), last in of("[A-Z][a-zé]{1,40}"),
        at in prop_oneof![any::<i64>(), AT - 7 * DAY..AT], minor in of(any::<i64>()),
        code in select(vec!["IDR", "USD", "JPY", "CLF"]), cause in select(Cause::ALL.to_vec()),
        category in select(Category::ALL.to_vec()), name in "(Lead|Purchase|LeadSubmitted|104012|\\PC{0,20})",
        browser in browser(), url in "\\PC{0,30}", city in "\\PC{0,20}", country in select(vec!["ID", "US", "XX", "", "id"]),
        id in any::<u128>(), has_contact in any::<bool>(),
    ) -> Somebody {
        let (phone, email) = (format!("+62{national}"), format!("{local}@mail.example"));
        let full_name = format!("{} {}", first.clone().unwrap_or_default(), last.clone().unwrap_or_default());
        let known = |text: &str| has_contact.then(|| text.to_owned());
        let hashes = Hashes::of(Some(&full_name), known(&phone).as_deref(), known(&email).as_deref());
        let told = Told {
            event_id: uuid::Uuid::from_u128(id), at, cause, category, url, browser,
            amount: minor.map(|minor| amount(minor, code)),
            person: Person {
                external_id: "k7m2p9".into(), hashes, first_name: first, last_name: last, ..Person::default()
            },
            whereabouts: Where { country: country.into(), region: "California".into(), city },
            ..minimal(&name)
        };
        Somebody { told, phone, email }
    }
}

fn count(body: &Value) -> usize {
    ["data", "elements"].iter().find_map(|list| body[list].as_array()).map_or(0, Vec::len)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_events_make_a_request_of_as_many_and_nothing_in_the_clear(people in prop::collection::vec(somebody(), 0..5)) {
        let events: Vec<&Told> = people.iter().map(|somebody| &somebody.told).collect();
        for platform in OURS {
            let adapter = adapter(platform);
            let request = adapter.build(&events, None, AT);
            let body: Value = serde_json::from_slice(&request.body).expect("JSON");
            prop_assert_eq!(count(&body), events.len());
            let text = String::from_utf8(request.body.clone()).expect("text");
            for somebody in &people {
                prop_assert!(!text.contains(&somebody.phone[1..]), "a number of {:?} in the clear", platform);
                prop_assert!(!text.contains(&somebody.email), "an address of {:?} in the clear", platform);
            }
            let shown = format!("{request:?} {adapter:?}");
            for secret in [TOKEN, SECRET] {
                prop_assert!(!text.contains(secret) && !request.url.contains(secret));
                prop_assert!(!shown.contains(secret));
            }
        }
    }

    #[test]
    fn what_passes_has_what_its_platform_asks_for(somebody in somebody()) {
        let told = &somebody.told;
        for platform in OURS {
            let adapter = adapter(platform);
            if adapter.check(told, AT).is_err() {
                continue;
            }
            let body: Value = serde_json::from_slice(&adapter.build(&[told], None, AT).body).expect("JSON");
            match platform {
                Platform::Meta => {
                    let event = &body["data"][0];
                    let user = event["user_data"].as_object().expect("a person");
                    prop_assert!(["em", "ph", "fbc", "fbp", "client_ip_address"].iter().any(|name| user.contains_key(*name)));
                    let is_page = event["action_source"] == "website";
                    prop_assert!(!is_page || (user.contains_key("client_user_agent") && event["event_source_url"] != ""));
                }
                Platform::MetaMessaging => prop_assert!(body["data"][0]["user_data"]["ctwa_clid"].is_string()),
                Platform::Tiktok => prop_assert!(body["data"][0]["user"].as_object().is_some_and(|user| user.len() > 1)),
                _ => {
                    let user = &body["elements"][0]["user"];
                    let ids = user["userIds"].as_array().expect("a list");
                    prop_assert!(!ids.is_empty() || user["userInfo"]["lastName"].is_string());
                    prop_assert!(body["elements"][0]["conversion"].as_str().is_some_and(|urn| urn.starts_with("urn:lla:")));
                }
            }
        }
    }

    #[test]
    fn what_people_are_shown_holds_no_hash_no_name_and_no_whole_address(somebody in somebody()) {
        let told = &somebody.told;
        for platform in OURS {
            let shown = adapter(platform).payload(told).to_string();
            let hashes = &told.person.hashes;
            let secret = [&hashes.email, &hashes.phone_digits, &hashes.phone_e164, &hashes.first_name, &hashes.last_name];
            for hash in secret.into_iter().flatten() {
                prop_assert!(!shown.contains(hash.as_str()));
            }
            let is_whole = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            prop_assert!(!shown.split('"').any(is_whole), "a hash is shown: {}", shown);
            for address in ["203.0.113.77", "2606:4700::1111"] {
                prop_assert!(!shown.contains(address));
            }
        }
    }

    #[test]
    fn amounts_are_written_to_the_letter(minor in 0..=MAX_MINOR, code in select(vec!["IDR", "USD", "JPY", "KWD", "CLF"])) {
        let told = Told { amount: Some(amount(minor, code)), ..minimal("Purchase") };
        for platform in [Platform::Meta, Platform::Tiktok] {
            let sent = String::from_utf8(adapter(platform).build(&[&told], None, AT).body).expect("text");
            let value = format!("\"value\":{}}}", amount(minor, code).decimal());
            prop_assert!(sent.contains(&value), "{} in {}", value, sent);
        }
    }

    #[test]
    fn linkedins_names_are_covered_where_they_are_shown(first in "[A-Z][a-z]{5,12}q", last in "[A-Z][a-z]{5,12}w") {
        let mut told = minimal("104012");
        (told.person.first_name, told.person.last_name) = (Some(first.clone()), Some(last.clone()));
        let linkedin = adapter(Platform::Linkedin);
        let sent = String::from_utf8(linkedin.build(&[&told], None, AT).body).expect("text");
        prop_assert!(sent.contains(&first) && sent.contains(&last));
        let shown = linkedin.payload(&told).to_string();
        prop_assert!(!shown.contains(&first) && !shown.contains(&last));
    }
}
