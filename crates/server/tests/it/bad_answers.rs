//! Answers that are none: without an end, of a hundred megabytes, of another kind than the platform's, or pointing
//! elsewhere. Each is said in words on the delivery, nobody else waits for it, and what was meant to arrive does, once.

use crate::house::{ENGINES, House, Running};
use crate::http::{get, post};
use crate::name_server::NameServer;
use crate::shop::{link, make, projected};
use crate::world::{World, again, all_are, deliveries, destination, of, path_of, patiently, tap, tries, words};
use fakes::{Behave, Fake, Saying, Webhook};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use store::Engine;

/// Meta, TikTok, LinkedIn and Google in the order of the world's destinations: those whose answers say something.
const JUDGES: [usize; 4] = [0, 1, 2, 3];

fn judges(world: &World) -> [&Fake; 4] {
    [&world.meta, &world.tiktok, &world.linkedin, &world.google]
}

fn one_tap(running: &Running, number: usize) {
    let ids = format!("fbclid=IwAR-{number}&ttclid=E.C.P.{number}&gclid=Cj0-{number}&li_fat_id=4444-{number}");
    assert_eq!(tap(running, &ids, "").status, 302);
}

/// Everything has arrived, each event under one id that counts once.
fn all_arrive(running: &Running, token: &str, world: &World, made: &[Value]) {
    patiently(running, token, "everything is sent", || {
        let all = deliveries(running, token, "");
        // What Google has accepted it has counted already, and says so in its own time.
        all.iter().all(|one| matches!(one["status"].as_str(), Some("sent" | "accepted"))).then_some(())
    });
    for (number, fake) in judges(world).into_iter().enumerate() {
        let mut ids: Vec<(String, String)> = fake.counted().into_iter().map(|event| (event.name, event.id)).collect();
        let sent = deliveries(running, token, &of(&made[number], "")).len();
        assert_eq!(ids.len(), sent, "{number}: each is there");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), sent, "{number}: and counts once");
    }
    world.faultless();
}

fn nobody_else_waits(engine: Engine) {
    let world = World::start();
    world.google.judges_after(0);
    let house = House::new(engine);
    let token = house.token();
    let running = world.serve(&house);
    let made = world.destinations(&running, &token);
    make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
    world.meta.always(Behave::Dribble);
    world.tiktok.always(Behave::EndlessHead);
    world.linkedin.always(Behave::EndlessBody);
    world.google.always(Behave::Huge);
    for number in 0..3 {
        one_tap(&running, number);
    }
    // None of the four ever comes to an answer while these go on.
    assert!(world.webhook.await_counted(3) && world.ga4.await_counted(3), "{engine:?}: nobody else waits");
    for number in [4, 5] {
        all_are(&running, &token, &of(&made[number], "category=view_content"), &["sent"]);
    }
    let tried = |number: usize| {
        patiently(&running, &token, "it was tried", || {
            let first = deliveries(&running, &token, &of(&made[number], "")).pop()?;
            (first["try_count"].as_i64().unwrap() > 0).then_some(first)
        })
    };
    for number in [0, 1] {
        let late = tried(number);
        let [en, id] = tries(&running, &token, &late).map(|all| all[0].clone());
        assert_eq!(en, "The answer did not come in time. It is sent again under the same ID, so that it counts once.");
        assert_eq!(
            id,
            "Jawabannya tidak datang pada waktunya. Dikirim lagi dengan ID yang sama, jadi dihitung satu kali."
        );
    }
    let blank = tries(&running, &token, &tried(2));
    assert_eq!(blank[0][0], "The platform answered 200.", "{engine:?}: of a body without an end its beginning is read");
    assert_eq!(blank[1][0], "Platform menjawab 200.");
    let huge = tries(&running, &token, &tried(3));
    assert_eq!(huge[0][0], "The answer (200) names no request of Google’s. It is sent again under the same ID.");
    assert_eq!(huge[1][0], "Jawaban (200) tidak menyebut permintaan Google. Dikirim lagi dengan ID yang sama.");
    for fake in judges(&world) {
        assert_eq!(fake.totals().counted, 0);
        fake.always(Behave::Well);
    }
    all_arrive(&running, &token, &world, &made);
    running.stop();
}

#[test]
fn an_answer_without_an_end_holds_up_nobody_else() {
    nobody_else_waits(Engine::Sqlite);
}

#[test]
fn an_answer_without_an_end_holds_up_nobody_else_on_postgres() {
    nobody_else_waits(Engine::Postgres);
}

/// Answers that no platform gives, with what stands of them in the words.
fn odd() -> Vec<(Saying, &'static str)> {
    let json = "application/json";
    let text = |kind, body: &str| Saying::new(200, kind, body);
    let latin = [b"{\"code\": 0, \"message\": \"caf".as_slice(), &[0xe9], b"-latin\"}"].concat();
    let utf16: Vec<u8> = "{\"code\":0}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        (text("text/html", "<html><h1>Hotel Wi-Fi: please sign in</h1></html>"), "Hotel Wi-Fi: please sign in"),
        (Saying::new(200, "", ""), ""),
        (text("text/plain", "odd-text OK"), "odd-text OK"),
        (text(json, "[]"), "[]"),
        (text(json, "null"), "null"),
        (text(json, "\"odd-word\""), "odd-word"),
        (
            text(json, r#"{"events_received": "many", "code": "none", "elements": {"status": 201}, "requestId": 7}"#),
            "many",
        ),
        (text(json, &"[".repeat(60_000)), "[[[["),
        (text(json, &format!("{}1{}", r#"{"a":"#.repeat(9_000), "}".repeat(9_000))), r#"{"a":{"a":"#),
        (Saying::new(200, "application/json; charset=latin1", latin), "-latin"),
        (Saying::new(200, "application/json; charset=utf-16", utf16), "c o d e"),
    ]
}

fn is_said_and_tried_again(engine: Engine) {
    let world = World::start();
    world.google.judges_after(0);
    let house = House::new(engine);
    let token = house.token();
    let running = world.serve(&house);
    let made = world.destinations(&running, &token);
    make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
    for fake in judges(&world) {
        for (saying, _) in odd() {
            fake.next(Behave::Says(saying));
        }
    }
    // Each event is tried again at a moment of its own, so that few rounds have an answer for each.
    for number in 0..12 {
        one_tap(&running, number);
    }
    projected(&running);
    all_arrive(&running, &token, &world, &made);
    for number in JUDGES {
        let said: Vec<[String; 2]> = deliveries(&running, &token, &of(&made[number], ""))
            .iter()
            .flat_map(|one| {
                let [en, id] = tries(&running, &token, one);
                en.into_iter().zip(id).map(|(en, id)| [en, id])
            })
            .collect();
        for (saying, part) in odd() {
            let is_it = |[en, id]: &[String; 2]| {
                let [en_is, id_is] = [(en, "answered 200", "answer (200)"), (id, "menjawab 200", "Jawaban (200)")].map(
                    |(text, usual, ours)| {
                        let quotes = if part.is_empty() { !text.contains('“') } else { text.contains(part) };
                        (text.contains(usual) || text.contains(ours)) && quotes
                    },
                );
                en_is && id_is
            };
            assert!(said.iter().any(is_it), "{engine:?} {number}: {saying:?} {part:?} is in none of {said:#?}");
        }
    }
    running.stop();
}

#[test]
fn what_is_no_answer_of_the_platforms_is_said_and_tried_again() {
    is_said_and_tried_again(Engine::Sqlite);
}

#[test]
fn what_is_no_answer_of_the_platforms_is_said_and_tried_again_on_postgres() {
    is_said_and_tried_again(Engine::Postgres);
}

/// What each of the four says under a good status when nothing is good, and a part of its words.
fn faults_under_200() -> [(Value, &'static str); 4] {
    [
        (json!({"error": {"message": "odd-fault of Meta", "code": 2, "is_transient": true}}), "odd-fault of Meta"),
        (json!({"code": 51000, "message": "odd-fault of TikTok", "request_id": "r"}), "odd-fault of TikTok"),
        (
            json!({"elements": [{"status": 500, "error": {"message": "odd-fault of LinkedIn"}}]}),
            "odd-fault of LinkedIn",
        ),
        (
            json!({"error": {"code": 503, "status": "UNAVAILABLE", "message": "odd-fault of Google"}}),
            "odd-fault of Google",
        ),
    ]
}

#[test]
fn a_fault_within_a_good_answer_is_a_fault() {
    for engine in ENGINES {
        let world = World::start();
        world.google.judges_after(0);
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let made = world.destinations(&running, &token);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        for (fake, (body, _)) in judges(&world).into_iter().zip(faults_under_200()) {
            fake.next(Behave::Says(Saying::new(200, "application/json", body.to_string())));
        }
        // Without a click id of the platform there is one event for each.
        tap(&running, "utm_source=ig&gclid=Cj0-1&li_fat_id=4444-1", "");
        for (number, (_, part)) in faults_under_200().into_iter().enumerate() {
            let filter = of(&made[number], "category=view_content");
            let one = patiently(&running, &token, "it was tried", || {
                deliveries(&running, &token, &filter).pop().filter(|one| one["try_count"].as_i64().unwrap() > 0)
            });
            let [en, id] = tries(&running, &token, &one).map(|all| all[0].clone());
            assert!(en.contains(part) && id.contains(part) && en != id, "{engine:?} {number}: {en} | {id}");
        }
        all_arrive(&running, &token, &world, &made);
        running.stop();
    }
}

#[test]
fn nobody_is_led_elsewhere_by_a_redirect() {
    for engine in ENGINES {
        let world = World::start();
        let other = Webhook::start();
        let names = NameServer::start();
        names.a("hooks.example", Ipv4Addr::LOCALHOST);
        let house = House::new(engine);
        let token = house.token();
        let mut flags = world.flags();
        flags.extend(["--dns-server".to_owned(), names.address.to_string()]);
        let running = house.serve_with(&flags.iter().map(String::as_str).collect::<Vec<_>>());
        let made = world.destinations(&running, &token);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        let public = format!("http://hooks.example:{}/hooks/giliran", other.socket().port());
        let places =
            ["http://169.254.169.254/latest/meta-data/".to_owned(), public, other.url(), "/elsewhere".to_owned()];
        for (number, (place, status)) in places.iter().zip([302, 307, 308, 301]).enumerate() {
            world.webhook.next(Behave::Redirect(status, place.clone()));
            tap(&running, &format!("utm_source=r{number}"), "");
            let filter = of(&made[5], "status=refused");
            let refused = patiently(&running, &token, "it is refused", || {
                let all = deliveries(&running, &token, &filter);
                (all.len() == number + 1).then(|| all[0].clone())
            });
            let [en, id] = words(&running, &token, &refused);
            let expected = [
                format!(
                    "The address answered {status} and points elsewhere. Redirects are not followed: give the address that \
                     answers itself."
                ),
                format!(
                    "Alamat menjawab {status} dan menunjuk ke tempat lain. Pengalihan tidak diikuti: isi alamat yang \
                     menjawab sendiri."
                ),
            ];
            assert_eq!([en, id], expected, "{engine:?} {place}");
        }
        // A platform's address that points elsewhere is tried again: its operator may be about to mend it.
        world.meta.next(Behave::Redirect(302, other.url()));
        tap(&running, "utm_source=meta", "");
        assert!(world.meta.await_counted(5));
        assert_eq!(other.requests().len(), 0, "{engine:?}: nobody knocked");
        assert_eq!(names.asked("hooks.example"), 0, "{engine:?}: nor asked the way");
        let health = running.send(get(&path_of(&made[5])).bearer(&token)).json();
        assert_eq!(health["health"]["state"], "closed", "{health:#}");
        // Nothing is lost: once the address answers itself, what was refused goes out.
        for one in deliveries(&running, &token, &of(&made[5], "status=refused")) {
            again(&running, &token, &one);
        }
        all_are(&running, &token, &of(&made[5], ""), &["sent"]);
        assert_eq!(world.webhook.counted().len(), 5, "{engine:?}");
        world.faultless();
        running.stop();
    }
}

#[test]
fn whatever_a_webhooks_server_babbles_under_a_good_status_it_has_taken_the_event() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let hook = json!({"platform": "webhook", "name": "Hook", "settings": {"url": world.webhook.url()}});
        let made = destination(&running, &token, &hook);
        world.webhook.secrets(&[made["signing_secret"].as_str().unwrap()]);
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        let babble = odd();
        for (saying, _) in &babble {
            world.webhook.next(Behave::Says(saying.clone()));
        }
        for behave in [Behave::Huge, Behave::EndlessBody] {
            world.webhook.next(behave);
        }
        for number in 0..babble.len() + 2 {
            tap(&running, &format!("utm_source=b{number}"), "");
        }
        let all = patiently(&running, &token, "all are sent", || {
            let all = deliveries(&running, &token, "status=sent");
            (all.len() == babble.len() + 2).then_some(all)
        });
        assert!(all.iter().all(|one| one["try_count"] == 1), "{engine:?}");
        // A status that says nothing good is not made better by its body.
        world.webhook.next(Behave::Says(Saying::new(422, "application/json", r#"{"ok": true, "code": 0}"#)));
        let test = running.send(post(&format!("{}/test", path_of(&made))).bearer(&token).json(&json!({})));
        assert_eq!(test.status, 202, "{test:?}");
        let refused = all_are(&running, &token, "status=refused", &["refused"]);
        let [en, id] = words(&running, &token, &refused[0]);
        assert!(
            en.starts_with("The platform answered 422: ") && id.starts_with("Platform menjawab 422: "),
            "{en} | {id}"
        );
        running.stop();
    }
}
