//! Conversions from the tap to the platforms, on the real binary against strict fakes of all of them: what arrives, how
//! often, and what becomes of it on their bad days. The fakes check every request as the real platforms would.

use crate::house::{ENGINES, House, Running};
use crate::http::{get, patch, post};
use crate::name_server::NameServer;
use crate::shop::{COOKIE, encoded, link, make, projected};
use crate::world::{
    IP, NUMBER, World, all_are, change, deliveries, destination, go_on, names, newest_lead, patiently, tap,
};
use fakes::{Behave, Door, Fake, Person, Webhook};
use fakes::{ga4, linkedin, meta, tiktok};
use serde_json::{Value, json};
use std::fs::File;
use std::net::Ipv4Addr;
use std::process::Stdio;
use store::Engine;

#[test]
fn a_click_a_lead_and_a_sale_reach_every_platform_once_in_its_own_form() {
    for engine in ENGINES {
        let world = World::start();
        world.google.judges_after(0);
        let budi = Person {
            phone: NUMBER.into(),
            email: "Budi.Santoso+promo@gmail.com".into(),
            first_name: "Budi".into(),
            last_name: "Santoso".into(),
            ip: IP.into(),
            ..Person::default()
        };
        world.all().iter().for_each(|(_, fake)| fake.knows(&budi));
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        world.destinations(&running, &token);
        let mut promo = link("Hi {{name}} {{code}}", &["+6281200000001"]);
        promo["form"] = json!({"enabled": true, "name": "required", "phone": "required", "email": "optional",
            "consent": {"text": "You may tell the ad platforms."}});
        make(&running, &token, &promo);
        let page =
            tap(&running, "utm_source=ig&fbclid=IwAR-One&ttclid=E.C.P.Two&gclid=Cj0Three&li_fat_id=4444-5555", "");
        let at = page.body.find("name=\"form\" value=\"").unwrap_or_else(|| panic!("{page:?}"));
        let word = page.body[at + 19..].split('"').next().unwrap().to_owned();
        let cookie = page.cookie(COOKIE).unwrap();
        let pairs = [
            ("form", word.as_str()),
            ("name", "Budi Santoso"),
            ("phone", "0812-3456-7890"),
            ("email", "Budi.Santoso+promo@gmail.com"),
            ("consent", "yes"),
            ("website", ""),
        ];
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = body.join("&");
        running.until("the form is taken", |running| {
            let sent = post("/wa/promo").phone().header("X-Forwarded-For", IP).header("Cookie", &cookie);
            let answer = running.send(sent.body("application/x-www-form-urlencoded", &body));
            (answer.status == 302).then_some(())
        });
        tap(&running, "utm_source=fb&utm_campaign=summer&utm_id=120210987654321", &cookie);
        let lead = newest_lead(&running, &token);
        change(&running, &token, &lead, &json!({"status": "won", "values": {"actual": {"amount": "250000"}}}));
        change(&running, &token, &lead, &json!({"status": "lost"}));
        change(&running, &token, &lead, &json!({"status": "won"}));
        for (platform, expected) in [
            ("meta", vec!["Click", "Lead", "Purchase", "ViewContent"]),
            ("tiktok", vec!["Click", "Lead", "Purchase", "ViewContent"]),
            ("ga4", vec!["generate_lead", "purchase", "select_content"]),
            ("webhook", vec!["conversion.lead", "conversion.purchase", "conversion.view_content"]),
        ] {
            let fake = world.all().iter().find(|(name, _)| *name == platform).unwrap().1;
            assert!(fake.await_counted(expected.len() as u64), "{engine:?} {platform}: {:?}", names(fake));
            assert_eq!(names(fake), expected, "{engine:?} {platform}");
        }
        assert!(world.linkedin.await_counted(3), "{engine:?}: {:?}", names(&world.linkedin));
        // Google says a while later what became of them.
        let google = all_are(&running, &token, "category=lead", &["sent", "accepted"]);
        assert_eq!(google.len(), 6, "{google:?}");
        all_are(&running, &token, "", &["sent"]);
        assert_eq!(world.google.counted().len(), 3, "{engine:?}");
        let sale = world.meta.counted().into_iter().find(|event| event.name == "Purchase").unwrap().event;
        assert_eq!((&sale["custom_data"]["value"], &sale["custom_data"]["currency"]), (&json!(250_000), &json!("IDR")));
        world.faultless();
        // What brought the person first and last goes along where it can be told.
        let of = |fake: &Fake, name: &str| fake.counted().into_iter().find(|event| event.name == name).unwrap().event;
        let told = of(&world.webhook, "conversion.purchase")["data"].clone();
        let utm = |source: &str, campaign: Value, id: Value| json!({"utm": {"source": source, "medium": null, "campaign": campaign, "term": null, "content": null, "id": id}});
        assert_eq!(told["first_touch"], utm("ig", Value::Null, Value::Null), "{engine:?}");
        assert_eq!(told["last_touch"], utm("fb", json!("summer"), json!("120210987654321")), "{engine:?}");
        let lead = of(&world.webhook, "conversion.view_content")["data"].clone();
        assert_eq!(lead["last_touch"], utm("ig", Value::Null, Value::Null), "{engine:?}: not what came later");
        let params = of(&world.ga4, "purchase")["params"].clone();
        let campaign = ["source", "campaign", "campaign_id", "medium"].map(|name| params[name].clone());
        assert_eq!(campaign, [json!("fb"), json!("summer"), json!("120210987654321"), Value::Null], "{engine:?}");
        // One event has one id wherever it goes.
        let id_of = |fake: &Fake, name: &str| fake.counted().into_iter().find(|e| e.name == name).unwrap().id;
        assert_eq!(id_of(&world.meta, "Lead"), id_of(&world.tiktok, "Lead"));
        assert_eq!(id_of(&world.meta, "Lead"), id_of(&world.webhook, "conversion.lead"));
    }
}

#[test]
fn killed_in_the_middle_of_a_call_nothing_is_lost_and_nothing_counts_twice() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        destination(
            &running,
            &token,
            &json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET},
                "credentials": {"access_token": meta::TOKEN, "app_secret": meta::APP_SECRET}}),
        );
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        // The first request is taken and never answered; the next ones are not even read.
        world.meta.next(Behave::Lose);
        world.meta.always(Behave::Stall(None));
        for n in 0..20 {
            assert_eq!(tap(&running, &format!("fbclid=IwAR-{n}"), "").status, 302);
        }
        projected(&running);
        assert!(world.meta.await_stalled(1));
        running.kill();
        world.meta.always(Behave::Well);
        world.meta.release();
        let running = world.serve(&house);
        assert!(world.meta.await_counted(40), "{engine:?}: {:?}", world.meta.totals());
        let mut ids: Vec<String> = world.meta.counted().into_iter().map(|event| event.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 40, "{engine:?}: each under one id");
        all_are(&running, &token, "", &["sent"]);
        world.faultless();
    }
}

#[test]
fn bad_days_are_waited_out_whatever_the_platform_babbles() {
    let world = World::start();
    let house = House::new(Engine::Sqlite);
    let token = house.token();
    let running = world.serve(&house);
    world.destinations(&running, &token);
    make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
    for (_, fake) in world.all() {
        for behave in [Behave::Status(429, Some(1)), Behave::Html(502), Behave::Drop] {
            fake.next(behave);
        }
    }
    world.google.expire_tokens();
    tap(&running, "fbclid=IwAR-1&ttclid=E.C.P.1&gclid=Cj0-1&li_fat_id=4444-1", "");
    // GA4 confirms nothing: half a body under a good status is as good as any to it.
    for (name, fake) in world.all() {
        running.until(&format!("{name} has counted the visit"), |running| {
            let there = fake.totals().counted >= 1;
            if !there {
                go_on(running, &token);
                std::thread::sleep(std::time::Duration::from_millis(300));
            }
            (there || name == "google").then_some(())
        });
    }
    let tries = deliveries(&running, &token, "category=view_content");
    let story = |id: &str| running.send(get(&format!("/api/v1/deliveries/{id}")).bearer(&token)).json();
    let told = story(tries[0]["id"].as_str().unwrap());
    assert!(told["tries"].as_array().unwrap().iter().all(|line| line["said"].is_object()), "{told:#}");
}

#[test]
fn who_does_not_let_us_in_pauses_and_goes_on_when_the_token_is_mended() {
    for engine in ENGINES {
        let world = World::start();
        let house = House::new(engine);
        let token = house.token();
        let running = world.serve(&house);
        let wrong = json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET},
            "credentials": {"access_token": "EAA-not-the-right-one-0123456789"}});
        let made = destination(&running, &token, &wrong);
        let path = format!("/api/v1/destinations/{}", made["id"].as_str().unwrap());
        let verified = running.send(post(&format!("{path}/verify")).bearer(&token).json(&json!({})));
        assert_eq!((verified.status, &verified.json()["ok"]), (200, &json!(false)), "{verified:?}");
        make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
        tap(&running, "utm_source=ig", "");
        all_are(&running, &token, "", &["paused"]);
        let told = running.send(get(&path).bearer(&token)).json();
        assert_eq!(told["health"]["state"], "paused", "{told:#}");
        assert!(!told.to_string().contains("not-the-right-one"), "{told:#}");
        let mended = json!({"credentials": {"access_token": meta::TOKEN}});
        assert_eq!(running.send(patch(&path).bearer(&token).json(&mended)).status, 200);
        let verified = running.send(post(&format!("{path}/verify")).bearer(&token).json(&json!({})));
        assert_eq!(verified.json()["ok"], true, "{verified:?}");
        all_are(&running, &token, "", &["sent"]);
        assert_eq!(names(&world.meta), ["ViewContent"], "{engine:?}");
    }
}

#[test]
fn a_webhook_leads_to_the_public_internet_or_nowhere() {
    let names = NameServer::start();
    let house = House::new(Engine::Sqlite);
    let token = house.token();
    let server = names.address.to_string();
    let running = house.serve_with(&["--dns-server", &server]);
    for url in [
        "http://127.0.0.1/hook",
        "http://localhost:8080/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user:pass@hook.example/",
        "ftp://hook.example/",
        "hook.example",
    ] {
        let body = json!({"platform": "webhook", "name": "Hook", "settings": {"url": url}});
        let answer = running.send(post("/api/v1/destinations").bearer(&token).json(&body));
        assert_eq!(answer.status, 422, "{url} {answer:?}");
        assert_eq!(answer.json()["errors"][0]["field"], "settings.url", "{url} {answer:?}");
    }
    // A name that leads to this machine, and one that leads there the second time.
    let counter = Webhook::start();
    let port = counter.socket().port();
    names.a("inside.example", Ipv4Addr::LOCALHOST);
    names.turns("turning.example", &[Ipv4Addr::new(198, 51, 100, 7), Ipv4Addr::LOCALHOST]);
    for host in ["inside.example", "turning.example"] {
        let body =
            json!({"platform": "webhook", "name": host, "settings": {"url": format!("http://{host}:{port}/hook")}});
        let made = destination(&running, &token, &body);
        let path = format!("/api/v1/destinations/{}/test", made["id"].as_str().unwrap());
        assert_eq!(running.send(post(&path).bearer(&token).json(&json!({}))).status, 202);
        let filter = format!("destination_id={}", made["id"].as_str().unwrap());
        patiently(&running, &token, "it was tried", || {
            let now = deliveries(&running, &token, &filter);
            (now[0]["try_count"].as_i64().unwrap_or_default() > 0).then_some(())
        });
    }
    let paused = deliveries(&running, &token, "status=paused");
    assert!(paused.iter().any(|one| one["said"]["code"] == "forbidden_address"), "{paused:#?}");
    assert!(counter.requests().is_empty(), "nobody knocked: {:?}", counter.requests());
}

#[test]
fn no_secret_is_in_any_log_or_answer() {
    let world = World::start();
    let house = House::new(Engine::Sqlite);
    let token = house.token();
    let log = house.folder().join("stderr.log");
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0", "--log-level", "trace"]);
    command.args(world.flags()).stderr(Stdio::from(File::create(&log).unwrap()));
    let running = Running::start(command);
    let made = world.destinations(&running, &token);
    make(&running, &token, &link("Hi {{code}}", &["+6281200000001"]));
    world.meta.next(Behave::Forbidden);
    world.google.next_at(Door::Token, Behave::Status(400, None));
    world.tiktok.next(Behave::Html(502));
    tap(&running, "fbclid=IwAR-1&ttclid=E.C.P.1&gclid=Cj0-1&li_fat_id=4444-1", "");
    let lead = newest_lead(&running, &token);
    change(&running, &token, &lead, &json!({"phone": NUMBER, "email": "budi@example.com"}));
    assert!(world.webhook.await_counted(1) && world.ga4.await_counted(1));
    patiently(&running, &token, "meta is paused", || {
        (!deliveries(&running, &token, "status=paused").is_empty()).then_some(())
    });
    let service = world.google.service_account();
    let key =
        service.split("PRIVATE KEY-----").nth(1).map(|key| key.chars().skip(4).take(60).collect::<String>()).unwrap();
    let signing = made[5]["signing_secret"].as_str().unwrap().to_owned();
    let secrets = [meta::TOKEN, meta::APP_SECRET, tiktok::TOKEN, linkedin::TOKEN, ga4::API_SECRET, &key, &signing];
    let mut told = std::fs::read_to_string(&log).unwrap();
    for path in ["/api/v1/destinations", "/api/v1/deliveries", "/api/v1/audit-log", "/metrics"] {
        told.push_str(&running.send(get(path).bearer(&token)).body);
    }
    for one in deliveries(&running, &token, "") {
        let path = format!("/api/v1/deliveries/{}", one["id"].as_str().unwrap());
        told.push_str(&running.send(get(&path).bearer(&token)).body);
    }
    for secret in secrets {
        assert!(!told.contains(secret), "{} … is told somewhere", &secret[..6]);
    }
    for personal in ["81234567890", "budi@example.com"] {
        let log = std::fs::read_to_string(&log).unwrap();
        assert!(!log.contains(personal), "{personal} is in the log");
    }
}
