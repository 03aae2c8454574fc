//! Bad input on its way to the platforms, on the real binary: credentials, ids, names, times, amounts and addresses that
//! are none. Each has a reason in words, in both languages, nothing is lost by it, and nobody else waits.

use crate::house::{ENGINES, House, Running};
use crate::http::{get, patch, post};
use crate::shop::{encoded, link, make, signed_in};
use crate::world::{
    NUMBER, World, again, all_are, change, deliveries, destination, names, newest_lead, of, path_of, story, tap, words,
};
use domain::conversion::plan::{Happened, plan};
use domain::conversion::{Category, Cause, Consent};
use domain::destination::Platform;
use domain::id::{DestinationId, LeadId, WorkspaceId};
use fakes::{Behave, Door, google, linkedin, meta, tiktok};
use serde_json::{Value, json};
use store::deliveries::queue::{Event, queue};
use store::{Store, destinations};

/// What an API call that is refused names, with its sentences in English and Indonesian.
fn refused(running: &Running, token: &str, path: &str, body: &Value) -> Vec<(String, [String; 2])> {
    let [en, id] = ["en", "id"].map(|language| {
        let answer = running.send(post(path).bearer(token).header("Accept-Language", language).json(body));
        assert!(matches!(answer.status, 409 | 422), "{body} {answer:?}");
        answer.json()["errors"].as_array().unwrap().clone()
    });
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
    let both = |(en, id): (&Value, &Value)| (text(en, "field"), [text(en, "message"), text(id, "message")]);
    let all: Vec<_> = en.iter().zip(&id).map(both).collect();
    for (field, [en, id]) in &all {
        assert!(en != id && !en.starts_with("error-") && !id.starts_with("error-"), "{field}: {en} | {id}");
    }
    all
}

#[test]
fn ids_with_spaces_and_the_like_are_refused_by_name_before_anything_is_sent() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    for (body, field) in [
        (
            json!({"platform": "meta", "settings": {"dataset_id": "12 34"}, "credentials": {"access_token": "x"}}),
            "settings.dataset_id",
        ),
        (
            json!({"platform": "meta", "settings": {"dataset_id": "12"}, "credentials": {"access_token": "a b"}}),
            "credentials.access_token",
        ),
        (
            json!({"platform": "tiktok", "settings": {"pixel_code": "C ABC"}, "credentials": {"access_token": "x"}}),
            "settings.pixel_code",
        ),
        (
            json!({"platform": "ga4", "settings": {"measurement_id": "G- 12345"}, "credentials": {"api_secret": "x"}}),
            "settings.measurement_id",
        ),
        (
            json!({"platform": "google_ads", "settings": {"customer_id": "123 456"}, "credentials": {"service_account": "{}"}}),
            "settings.customer_id",
        ),
        (json!({"platform": "linkedin", "credentials": {"access_token": "a\tb"}}), "credentials.access_token"),
    ] {
        let mut body = body;
        body["name"] = json!("Spaces");
        let faults = refused(&running, &token, "/api/v1/destinations", &body);
        assert!(faults.iter().any(|(named, _)| named == field), "{body} {faults:?}");
    }
    running.stop();
}

/// A destination with a token that is none, and what mends it.
fn with_wrong_tokens() -> [(Value, Value, [&'static str; 2]); 3] {
    let rule = json!([{"category": "view_content", "name": linkedin::RULES[0]}]);
    let denied = ["The platform answered", "Platform menjawab"];
    [
        (
            json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET},
                "credentials": {"access_token": "EAA-wrong-token-0123456789"}}),
            json!({"access_token": meta::TOKEN}),
            denied,
        ),
        (
            json!({"platform": "tiktok", "name": "TikTok", "settings": {"pixel_code": tiktok::PIXEL},
                "credentials": {"access_token": "tiktok-wrong-token-0123456789"}}),
            json!({"access_token": tiktok::TOKEN}),
            denied,
        ),
        (
            json!({"platform": "linkedin", "name": "LinkedIn", "credentials": {"access_token": "linkedin-wrong-token-012345"},
                "events": rule}),
            json!({"access_token": linkedin::TOKEN}),
            denied,
        ),
    ]
}

#[test]
fn a_wrong_or_an_expired_token_pauses_one_destination_and_what_waited_goes_out_once() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let made: Vec<Value> =
            with_wrong_tokens().iter().map(|(body, ..)| destination(&running, &token, body)).collect();
        let hook = json!({"platform": "webhook", "name": "Hook", "settings": {"url": world.webhook.url()}});
        let hook = destination(&running, &token, &hook);
        world.webhook.secrets(&[hook["signing_secret"].as_str().unwrap()]);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        tap(&running, "utm_source=ig&li_fat_id=4444-1", "");
        assert!(world.webhook.await_counted(1), "{engine:?}: nobody else waits");
        for ((_, mended, starts), one) in with_wrong_tokens().iter().zip(&made) {
            let paused = all_are(&running, &token, &of(one, "category=view_content"), &["paused"]);
            let said = words(&running, &token, &paused[0]);
            assert!(said[0].starts_with(starts[0]) && said[1].starts_with(starts[1]), "{engine:?} {said:?}");
            assert!(said.iter().all(|text| !text.contains("wrong-token")), "{said:?}");
            let answer = running.send(patch(&path_of(one)).bearer(&token).json(&json!({"credentials": mended})));
            assert_eq!(answer.status, 200, "{answer:?}");
            all_are(&running, &token, &of(one, "category=view_content"), &["sent"]);
        }
        // Good once, and over now.
        world.meta.next(Behave::TokenExpired);
        world.tiktok.next(Behave::TokenExpired);
        world.linkedin.next(Behave::TokenExpired);
        tap(&running, "utm_source=ig&li_fat_id=4444-2", "");
        assert!(world.webhook.await_counted(2), "{engine:?}");
        for one in &made {
            all_are(&running, &token, &of(one, "status=paused"), &["paused"]);
            let resumed = running.send(post(&format!("{}/resume", path_of(one))).bearer(&token).json(&json!({})));
            assert_eq!(resumed.status, 200, "{resumed:?}");
            all_are(&running, &token, &of(one, "category=view_content"), &["sent"]);
        }
        for (name, fake) in [("meta", &*world.meta), ("tiktok", &world.tiktok), ("linkedin", &world.linkedin)] {
            let mut ids: Vec<String> = fake.counted().into_iter().filter(|e| e.name != "Click").map(|e| e.id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 2, "{engine:?} {name}: {:?}", names(fake));
            assert!(fake.duplicates().is_empty(), "{engine:?} {name}");
        }
        running.stop();
    }
}

#[test]
fn a_sign_in_at_google_that_is_over_waits_for_a_person_and_asks_no_more_meanwhile() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let credentials = json!({"refresh_token": google::REFRESH_TOKEN, "client_id": google::CLIENT_ID,
            "client_secret": google::CLIENT_SECRET});
        let google = json!({"platform": "google_ads", "name": "Google", "settings": {"customer_id": google::CUSTOMER},
            "credentials": credentials, "events": [{"category": "view_content", "name": google::ACTIONS[0]},
                {"category": "click", "active": false}]});
        let made = destination(&running, &token, &google);
        let hook = json!({"platform": "webhook", "name": "Hook", "settings": {"url": world.webhook.url()}});
        let hook = destination(&running, &token, &hook);
        world.webhook.secrets(&[hook["signing_secret"].as_str().unwrap()]);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        world.google.revoke(true);
        tap(&running, "gclid=Cj0-1", "");
        let paused = all_are(&running, &token, &of(&made, ""), &["paused"]);
        let [en, id] = words(&running, &token, &paused[0]);
        assert!(en.starts_with("The sign-in is over (400, invalid_grant)"), "{engine:?} {en}");
        assert!(id.starts_with("Masuknya sudah berakhir (400, invalid_grant)"), "{engine:?} {id}");
        let asked = world.google.totals().requests;
        // What comes meanwhile waits with it, and the account is left alone.
        tap(&running, "gclid=Cj0-2", "");
        assert!(world.webhook.await_counted(2), "{engine:?}: nobody else waits");
        all_are(&running, &token, &of(&made, ""), &["paused", "pending"]);
        assert_eq!(world.google.totals().requests, asked, "{engine:?}");
        // New credentials: what waited goes out, once.
        world.google.revoke(false);
        let mended = json!({"credentials": credentials});
        assert_eq!(running.send(patch(&path_of(&made)).bearer(&token).json(&mended)).status, 200);
        assert!(world.google.await_counted(2), "{engine:?}");
        all_are(&running, &token, &of(&made, ""), &["accepted", "sent"]);
        // Sixty minutes on the access token is over: another is asked for, and nobody has to do anything.
        world.google.expire_tokens();
        tap(&running, "gclid=Cj0-3", "");
        assert!(world.google.await_counted(3), "{engine:?}");
        // A token endpoint that has a bad day is no sign-in that is over.
        world.google.expire_tokens();
        world.google.next_at(Door::Token, Behave::Html(503));
        tap(&running, "gclid=Cj0-4", "");
        assert!(world.google.await_counted(4), "{engine:?}");
        assert!(world.google.duplicates().is_empty(), "{engine:?}");
        world.faultless();
        running.stop();
    }
}

#[test]
fn an_event_without_a_name_there_is_kept_with_its_reason_and_goes_out_when_it_has_one() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let unnamed = json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET},
            "credentials": {"access_token": meta::TOKEN}, "events": [{"category": "view_content", "name": ""}]});
        let unnamed = destination(&running, &token, &unnamed);
        let odd = json!({"platform": "linkedin", "name": "LinkedIn", "credentials": {"access_token": linkedin::TOKEN},
            "events": [{"category": "view_content", "name": "my best rule"}]});
        let odd = destination(&running, &token, &odd);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        tap(&running, "utm_source=ig&li_fat_id=4444-1", "");
        for (one, status, reason, starts) in [
            (
                &unnamed,
                "skipped",
                "unmapped",
                ["The destination has no name for this event", "Tujuan ini belum punya nama"],
            ),
            (
                &odd,
                "refused",
                "bad_event",
                [
                    "The platform is known not to take an event like this",
                    "Platform diketahui tidak menerima kejadian seperti ini",
                ],
            ),
        ] {
            let left = all_are(&running, &token, &of(one, "category=view_content"), &[status]);
            assert_eq!(left[0]["reason"], reason, "{engine:?} {left:#?}");
            let said = words(&running, &token, &left[0]);
            assert!(said[0].starts_with(starts[0]) && said[1].starts_with(starts[1]), "{engine:?} {said:?}");
            let name = if reason == "unmapped" { "ViewContent" } else { linkedin::RULES[0] };
            let events = json!({"events": [{"category": "view_content", "name": name}]});
            assert_eq!(running.send(patch(&path_of(one)).bearer(&token).json(&events)).status, 200);
            again(&running, &token, &left[0]);
            all_are(&running, &token, &of(one, "category=view_content"), &["sent"]);
        }
        assert_eq!(
            (names(&world.meta), world.linkedin.counted().len()),
            (vec!["ViewContent".to_owned()], 1),
            "{engine:?}"
        );
        world.faultless();
        running.stop();
    }
}

/// An event that lies in the outbox since a moment when the clock stood elsewhere, or since the server was off.
fn lying(house: &House, workspace: &str, lead: &str, made: &Value, at: i64) {
    let store = Store::open(&house.location()).unwrap();
    let workspace = WorkspaceId::parse(workspace).unwrap();
    let lead = LeadId::parse(lead).unwrap();
    let id = DestinationId::parse(made["id"].as_str().unwrap()).unwrap();
    let queued = store.write_blocking(move |tx| {
        let place = destinations::get(tx, workspace, id)?.expect("it was made").place();
        let event = Event {
            workspace,
            id: domain::conversion::event_id::of(at, &[b"lying", &lead.0.to_be_bytes()]),
            lead: Some(lead),
            link: None,
            cause: Cause::Manual,
            category: Category::Contact,
            at,
            lead_status: None,
            amount: None,
        };
        let happened = Happened {
            lead,
            event_id: event.id,
            cause: event.cause,
            category: event.category,
            consent: Consent::Unknown,
            country: "ID",
            click_ids: &[],
            is_suppressed: false,
        };
        let planned = plan(&place, &happened).expect("it is concerned");
        queue(tx, &[(&event, &place, planned)], at, at.min(now()))
    });
    assert_eq!(queued.unwrap(), 1);
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

#[test]
fn an_event_of_the_future_or_too_old_is_said_so_and_never_sent() {
    const DAY: i64 = 86_400_000_000;
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let made = world.destinations(&running, &token);
        let rules = json!({"events": [{"category": "contact", "name": linkedin::RULES[1]}]});
        assert_eq!(running.send(patch(&path_of(&made[2])).bearer(&token).json(&rules)).status, 200);
        let actions = json!({"events": [{"category": "contact", "name": google::ACTIONS[1]}]});
        assert_eq!(running.send(patch(&path_of(&made[3])).bearer(&token).json(&actions)).status, 200);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        // One for those that are told of the future, one for those of long ago.
        let leads = ["1", "2"].map(|n| {
            tap(&running, &format!("fbclid=IwAR-{n}&ttclid=E.C.P.{n}&gclid=Cj0-{n}&li_fat_id=4444-{n}"), "");
            newest_lead(&running, &token)
        });
        let told = running.send(get("/api/v1/workspace").bearer(&token)).json();
        let workspace = told["id"].as_str().unwrap().to_owned();
        // Nobody can say over the API when something happened: it is now.
        let path = format!("/api/v1/leads/{}/conversions", leads[0]);
        let faults = refused(&running, &token, &path, &json!({"category": "contact", "at": "2031-01-01T00:00:00Z"}));
        assert_eq!(faults[0].0, "at", "{faults:?}");
        all_are(&running, &token, "category=view_content", &["sent", "accepted"]);
        let before: Vec<usize> = world.all().iter().map(|(_, fake)| fake.counted().len()).collect();
        running.stop();
        for (number, one) in made.iter().enumerate() {
            let platform = Platform::parse(one["platform"].as_str().unwrap()).unwrap();
            lying(&house, &workspace, &leads[0], &made[number], now() + DAY);
            lying(&house, &workspace, &leads[1], one, now() - platform.limits().max_age - DAY);
        }
        let running = world.serve(&house);
        for (lead, status, reason, starts) in [
            (&leads[0], "refused", "in_the_future", ["Its time lies ahead of the clock.", "Waktunya mendahului jam."]),
            (
                &leads[1],
                "expired",
                "too_old",
                ["It is older than the platform takes.", "Usianya melewati batas yang diterima platform."],
            ),
        ] {
            let all = all_are(&running, &token, &format!("category=contact&lead_id={lead}"), &[status]);
            assert_eq!(all.len(), 6, "{engine:?} {reason}");
            for one in all {
                assert_eq!((&one["reason"], &one["try_count"]), (&json!(reason), &json!(0)), "{engine:?} {one:#}");
                let said = words(&running, &token, &one);
                assert!(said[0].starts_with(starts[0]) && said[1].starts_with(starts[1]), "{engine:?} {said:?}");
            }
        }
        // Nobody else waits, and nothing of it went out.
        tap(&running, "fbclid=IwAR-3&ttclid=E.C.P.3&gclid=Cj0-3&li_fat_id=4444-3", "");
        let newest = newest_lead(&running, &token);
        all_are(&running, &token, &format!("lead_id={newest}"), &["sent", "accepted"]);
        for ((name, fake), before) in world.all().iter().zip(before) {
            let new = &fake.counted()[before..];
            assert!(
                !new.is_empty() && new.iter().all(|event| !event.name.to_lowercase().contains("contact")),
                "{name}"
            );
        }
        world.faultless();
        running.stop();
    }
}

#[test]
fn an_amount_that_is_none_is_refused_and_one_that_is_missing_is_waited_for() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let made = world.destinations(&running, &token);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        tap(&running, "fbclid=IwAR-1&ttclid=E.C.P.1&li_fat_id=4444-1", "");
        let lead = newest_lead(&running, &token);
        let path = format!("/api/v1/leads/{lead}/conversions");
        for (value, field) in [
            (json!({"amount": "-5"}), "value.amount"),
            (json!({"amount": "1e30"}), "value.amount"),
            (json!({"amount": 1e30}), "value.amount"),
            (json!({"amount": "NaN"}), "value.amount"),
            (json!({"amount": "Infinity"}), "value.amount"),
            (json!({"amount": "0.123456789012"}), "value.amount"),
            (json!({"amount": "9".repeat(30)}), "value.amount"),
            (json!({"amount": "1,5"}), "value.amount"),
            (json!({"amount": ""}), "value.amount"),
            (json!({"currency": "IDR"}), "value.amount"),
            (json!({"amount": "5", "currency": "XXY"}), "value.currency"),
            (json!(5), "value"),
        ] {
            let faults = refused(&running, &token, &path, &json!({"category": "purchase", "value": value}));
            assert!(faults.iter().any(|(named, _)| named == field), "{value} {faults:?}");
        }
        // The desk makes no other number of what was typed.
        let session = signed_in(&running);
        for (language, sentences) in [
            ("en", ["Enter an amount such as", "must not be below zero", "fewer decimals", "no currency code"]),
            (
                "id",
                ["Isi jumlah seperti", "tidak boleh kurang dari nol", "lebih sedikit desimal", "bukan kode mata uang"],
            ),
        ] {
            let cookie = format!("{session}; giliran_locale={language}");
            let page = running.send(get(&format!("/app/leads/{lead}")).header("Cookie", &cookie));
            let at = page.body.find("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{page:?}"));
            let csrf = page.body[at + 19..].split('"').next().unwrap().to_owned();
            for (typed, unit, sentence) in [
                ("1e30", "IDR", sentences[0]),
                ("NaN", "IDR", sentences[0]),
                ("-5", "IDR", sentences[1]),
                ("0.123456789012", "USD", sentences[2]),
                ("5", "XXY", sentences[3]),
            ] {
                let form = format!(
                    "csrf={}&category=purchase&value.amount={}&value.currency={unit}",
                    encoded(&csrf),
                    encoded(typed)
                );
                let sent = post(&format!("/app/leads/{lead}/conversions")).header("Cookie", &cookie);
                let answer = running.send(sent.body("application/x-www-form-urlencoded", &form));
                assert_eq!(answer.status, 422, "{typed} {answer:?}");
                assert!(answer.body.contains(sentence), "{language} {typed}: {sentence} is not in {}", answer.body);
            }
        }
        assert_eq!(deliveries(&running, &token, "category=purchase").len(), 0, "{engine:?}: nothing of it was queued");
        // A purchase without an amount waits for one at those that want one.
        change(&running, &token, &lead, &json!({"status": "won"}));
        let meta = all_are(&running, &token, &of(&made[0], "category=purchase"), &["skipped"]);
        assert_eq!(meta[0]["reason"], "no_value", "{engine:?}");
        let [en, id] = words(&running, &token, &meta[0]);
        assert!(en.starts_with("The platform wants an amount with its currency"), "{en}");
        assert!(id.starts_with("Platform meminta jumlah dengan mata uangnya"), "{id}");
        assert!(world.webhook.await_counted(2), "{engine:?}: the webhook wants none");
        for value in ["1e30", "NaN"] {
            let body = json!({"values": {"actual": {"amount": value}}});
            let answer = running.send(patch(&format!("/api/v1/leads/{lead}")).bearer(&token).json(&body));
            assert_eq!(answer.status, 422, "{value} {answer:?}");
        }
        // A lead may be worth less than nothing (money given back); no platform takes that of a purchase.
        change(&running, &token, &lead, &json!({"values": {"actual": {"amount": "-1"}}}));
        let mut below = Vec::new();
        for one in [&made[0], &made[1], &made[4]] {
            below.extend(all_are(&running, &token, &of(one, "category=purchase"), &["refused"]));
        }
        for one in &below {
            assert_eq!(one["reason"], "bad_value", "{engine:?} {one:#}");
            let [en, id] = words(&running, &token, one);
            assert!(en.starts_with("The platform does not take this amount. Correct the lead’s value"), "{en}");
            assert!(id.starts_with("Platform tidak menerima jumlah ini."), "{id}");
        }
        // Without a currency it is the workspace's.
        change(&running, &token, &lead, &json!({"values": {"actual": {"amount": "250000"}}}));
        below.iter().for_each(|one| again(&running, &token, one));
        for one in [&made[0], &made[1], &made[4], &made[5]] {
            all_are(&running, &token, &of(one, "category=purchase"), &["sent"]);
        }
        let sale = world.meta.counted().into_iter().find(|event| event.name == "Purchase").unwrap().event;
        assert_eq!((&sale["custom_data"]["value"], &sale["custom_data"]["currency"]), (&json!(250_000), &json!("IDR")));
        assert_eq!(names(&world.meta).iter().filter(|name| *name == "Purchase").count(), 1, "{engine:?}");
        world.faultless();
        running.stop();
    }
}

#[test]
fn an_e_mail_address_that_is_none_is_refused_and_one_that_a_platform_cannot_use_is_left_out() {
    for engine in ENGINES {
        let world = World::start();
        for (_, fake) in world.all() {
            fake.trusts_everybody();
        }
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        world.destinations(&running, &token);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        tap(&running, "fbclid=IwAR-1&ttclid=E.C.P.1&gclid=Cj0-1&li_fat_id=4444-1", "");
        let lead = newest_lead(&running, &token);
        for email in ["budi", "budi@", "@example.com", "a..b@example.com", "budi@localhost", "budi@1.2", "budi @x.com"]
        {
            for (language, sentence) in [("en", "Enter an e-mail address"), ("id", "Isi alamat e-mail")] {
                let request =
                    patch(&format!("/api/v1/leads/{lead}")).bearer(&token).header("Accept-Language", language);
                let answer = running.send(request.json(&json!({"email": email})));
                assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (422, &json!("email")), "{email}");
                assert!(answer.json()["errors"][0]["message"].as_str().unwrap().starts_with(sentence), "{answer:?}");
            }
        }
        // An address of which Google's form leaves nothing: it has no hash there, and the rest is told.
        change(&running, &token, &lead, &json!({"phone": NUMBER, "email": "+promo@gmail.com"}));
        let sent = running
            .send(post(&format!("/api/v1/leads/{lead}/conversions")).bearer(&token).json(&json!({"category": "lead"})));
        assert_eq!(sent.status, 202, "{sent:?}");
        all_are(&running, &token, "category=lead", &["sent", "accepted"]);
        let told = world.google.counted().into_iter().find(|event| event.name == google::ACTIONS[1]).unwrap().event;
        let identifiers = told["userData"]["userIdentifiers"].as_array().unwrap();
        assert!(identifiers.iter().all(|one| one["emailAddress"].is_null()), "{engine:?} {told:#}");
        assert!(identifiers.iter().any(|one| one["phoneNumber"].is_string()), "{engine:?} {told:#}");
        assert_eq!(told["adIdentifiers"]["gclid"], "Cj0-1");
        let lead_at_meta = world.meta.counted().into_iter().find(|event| event.name == "Lead").unwrap().event;
        assert!(lead_at_meta["user_data"]["em"].is_array() && lead_at_meta["user_data"]["ph"].is_array());
        let one = &deliveries(&running, &token, "category=lead")[0];
        assert!(!story(&running, &token, one, "en").to_string().contains("promo@gmail.com"));
        world.faultless();
        running.stop();
    }
}
