//! Destinations over the API: each platform's, what is refused, what is never shown, verify, test, resume.

use crate::house::{House, Platform, on_both, token};
use domain::role::Role;
use domain::scope::{Scope, Scopes};
use serde_json::{Value, json};

/// Stands in every secret, so that none can be overlooked.
const MARK: &str = "SECRETMARK";

fn secret(name: &str) -> String {
    format!("{name}-{MARK}-0123456789-wxyz")
}

/// What each platform needs and may have.
fn bodies() -> Vec<Value> {
    let file = json!({"client_email": "robot@project.example", "private_key": secret("key")}).to_string();
    let google = json!({"customer_id": "123-456-7890", "login_customer_id": "9876543210"});
    vec![
        json!({"platform": "meta", "settings": {"dataset_id": "123", "test_code": "TEST1"},
            "credentials": {"access_token": secret("meta"), "app_secret": secret("app")}}),
        json!({"platform": "meta_messaging", "settings": {"dataset_id": "124", "waba_id": "55"},
            "credentials": {"access_token": secret("messaging")}}),
        json!({"platform": "google_ads", "settings": google, "credentials": {"service_account": file}}),
        json!({"platform": "google_ads_upload", "settings": google, "credentials": {"developer_token": secret("dev"),
            "refresh_token": secret("refresh"), "client_id": secret("client"), "client_secret": secret("hush")}}),
        json!({"platform": "ga4", "settings": {"measurement_id": "g-abc123xyz"}, "credentials": {"api_secret": secret("ga")}}),
        json!({"platform": "tiktok", "settings": {"pixel_code": "CABC"}, "credentials": {"access_token": secret("tt")}}),
        json!({"platform": "linkedin", "credentials": {"access_token": secret("li")}}),
        json!({"platform": "webhook", "settings": {"url": "https://shop.example/hooks?shop=1"}}),
    ]
}

fn named(mut body: Value, name: &str) -> Value {
    body["name"] = json!(name);
    body
}

async fn make(house: &House, body: Value) -> (Value, String) {
    let made = house.post("/api/v1/destinations", body).await.ok(201);
    let path = format!("/api/v1/destinations/{}", made["id"].as_str().unwrap());
    (made, path)
}

pub async fn meta(house: &House, name: &str) -> (Value, String) {
    make(house, named(bodies()[0].clone(), name)).await
}

fn codes(destination: &Value) -> Vec<&str> {
    let warnings = destination["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

#[test]
fn every_platform_is_set_up_and_no_secret_ever_comes_back() {
    on_both(async |house| {
        let mut told = String::new();
        for (n, body) in bodies().into_iter().enumerate() {
            let platform = body["platform"].clone();
            let reply = house.post("/api/v1/destinations", named(body, &format!("Number {n}"))).await;
            told += &reply.text;
            assert!(reply.header("location").starts_with("/api/v1/destinations/"), "{}", reply.text);
            assert_eq!(reply.header("etag"), "\"1\"");
            let made = reply.ok(201);
            assert_eq!(
                (&made["platform"], made["active"].as_bool(), made["events"].as_array().unwrap().len()),
                (&platform, Some(true), 8)
            );
            for (name, credential) in made["credentials"].as_object().unwrap() {
                let is_file = name == "service_account";
                let (set, end) = (credential["set"].as_bool().unwrap(), credential["end"].as_str());
                let is_typed = set && !is_file && platform != "webhook";
                assert_eq!(
                    end,
                    is_typed.then_some("…wxyz").or(end.filter(|_| platform == "webhook")),
                    "{platform} {name}"
                );
                assert_eq!(set, credential["set_at"].is_string(), "{platform} {name}");
            }
            let path = format!("/api/v1/destinations/{}", made["id"].as_str().unwrap());
            let shown = house.get(&path).await;
            told += &shown.text;
            let mut shown = shown.ok(200);
            shown["signing_secret"] = made["signing_secret"].clone();
            assert_eq!(shown, made, "what is answered is what is kept");
            // What was read can be sent back as it is.
            let same = house.patch_if(&path, "\"1\"", shown.clone()).await;
            told += &same.text;
            let same = same.ok(200);
            for field in ["settings", "credentials", "events", "consent", "name"] {
                assert_eq!(same[field], shown[field], "{platform} {field}");
            }
            told += &house.patch(&path, json!({"name": format!("Renamed {n}")})).await.text;
        }
        let list = house.get("/api/v1/destinations").await;
        told += &list.text;
        let names: Vec<_> = list.json["items"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, (0..8).map(|n| json!(format!("Renamed {n}"))).collect::<Vec<_>>(), "oldest first");
        let log = house.get("/api/v1/audit-log?limit=200").await;
        assert!(log.text.contains("destination.created") && log.text.contains("destination.changed"));
        told += &log.text;
        assert!(!told.contains(MARK), "a secret is told: {told}");
    });
}

#[test]
fn pages_of_destinations_hold_each_once() {
    on_both(async |house| {
        for n in 0..5 {
            meta(house, &format!("Pixel {n}")).await;
        }
        let (mut names, mut path) = (Vec::new(), "/api/v1/destinations?limit=2".to_owned());
        loop {
            let page = house.get(&path).await.ok(200);
            names.extend(page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/v1/destinations?limit=2&cursor={cursor}");
        }
        assert_eq!(names, ["Pixel 0", "Pixel 1", "Pixel 2", "Pixel 3", "Pixel 4"]);
        assert_eq!(
            house.get("/api/v1/destinations?cursor=x&q=1").await.faults(),
            [("cursor", "bad_cursor"), ("q", "unknown_parameter")]
        );
    });
}

#[test]
fn what_is_wrong_is_named_in_both_languages_and_what_was_typed_is_not_repeated() {
    on_both(async |house| {
        let post = async |body: Value| house.post("/api/v1/destinations", named(body, "X")).await;
        let wrong = post(json!({"platform": "meta", "settings": {"dataset_id": "12 34", "url": "x"},
            "credentials": {"access_token": format!("EAA-{MARK}\nsecond")}, "consent": "sometimes",
            "events": [{"category": "lead"}, {"category": "lead"}, {"category": "nap"}], "health": {}, "colour": 1}))
        .await;
        assert_eq!(wrong.status, 422);
        let mut faults = wrong.faults();
        faults.sort_unstable();
        assert_eq!(
            faults,
            [
                ("colour", "unknown_field"),
                ("consent", "not_one_of"),
                ("credentials.access_token", "white_space"),
                ("events[1].category", "duplicate"),
                ("events[2].category", "not_one_of"),
                ("settings.dataset_id", "not_digits"),
                ("settings.url", "unknown_field"),
            ]
        );
        assert!(!wrong.text.contains(MARK));
        for (body, fault) in [
            (json!({"platform": "echo"}), ("platform", "not_one_of")),
            (json!({}), ("platform", "required")),
            (json!({"platform": "meta", "settings": {"dataset_id": "1"}}), ("credentials.access_token", "required")),
            (
                json!({"platform": "linkedin", "credentials": {"access_token": ""}}),
                ("credentials.access_token", "required"),
            ),
            (
                json!({"platform": "linkedin", "credentials": {"access_token": 7}}),
                ("credentials.access_token", "not_text"),
            ),
            (
                json!({"platform": "google_ads", "settings": {"customer_id": "1"}}),
                ("credentials.service_account", "one_of_required"),
            ),
            (
                json!({"platform": "google_ads", "settings": {"customer_id": "1"}, "credentials": {"service_account": "{}"}}),
                ("credentials.service_account", "service_account_invalid"),
            ),
            (
                json!({"platform": "ga4", "settings": {"measurement_id": "UA-1-2"}, "credentials": {"api_secret": "x"}}),
                ("settings.measurement_id", "measurement_id_invalid"),
            ),
            (
                json!({"platform": "meta_messaging", "settings": {"dataset_id": "1"}, "credentials": {"access_token": "x"}}),
                ("settings.waba_id", "one_of_required"),
            ),
            (
                json!({"platform": "webhook", "settings": {"url": "https://shop.example/"}, "credentials": {"secret": "mine"}}),
                ("credentials.secret", "cannot_change"),
            ),
        ] {
            let reply = post(body.clone()).await;
            assert!(reply.faults().contains(&fault), "{body}: {}", reply.text);
            let header = [("accept-language", "id")];
            let text = named(body.clone(), "X").to_string();
            let id = house.ask("POST", "/api/v1/destinations", &house.token, &header, &text).await;
            assert_eq!(id.faults(), reply.faults());
            for (en, id) in reply.json["errors"].as_array().unwrap().iter().zip(id.json["errors"].as_array().unwrap()) {
                assert_ne!(en["message"], id["message"], "{body}");
                assert!(!en["message"].as_str().unwrap().starts_with("error-"), "{en}");
            }
        }
        assert_eq!(house.get("/api/v1/destinations").await.ok(200)["items"], json!([]), "nothing of it was kept");
    });
}

#[test]
fn a_webhook_never_leads_inside_and_says_why_not() {
    on_both(async |house| {
        for (url, code) in [
            ("http://127.0.0.1/", "address_forbidden"),
            ("http://2130706433/", "address_forbidden"),
            ("http://0x7f.1/", "address_forbidden"),
            ("http://[::1]:9000/", "address_forbidden"),
            ("http://[::ffff:10.0.0.1]/", "address_forbidden"),
            ("https://169.254.169.254/latest/meta-data", "address_forbidden"),
            ("http://192.168.1.4:8080/hook", "address_forbidden"),
            ("http://user:pass@shop.example/", "url_credentials"),
            ("ftp://shop.example/", "url_scheme"),
            ("shop.example/hook", "url_scheme"),
            ("https://shop.example:0/", "url_port"),
            ("https:///", "url_invalid"),
        ] {
            let body = json!({"platform": "webhook", "name": "Ours", "settings": {"url": url}});
            assert_eq!(house.post("/api/v1/destinations", body).await.faults(), [("settings.url", code)], "{url}");
        }
        let (_, path) = make(house, named(bodies()[7].clone(), "Ours")).await;
        let moved = house.patch(&path, json!({"settings": {"url": "http://10.0.0.1/"}})).await;
        assert_eq!(moved.faults(), [("settings.url", "address_forbidden")]);
        assert_eq!(house.get(&path).await.ok(200)["settings"]["url"], "https://shop.example/hooks?shop=1");
    });
}

#[test]
fn a_webhooks_secret_is_shown_when_it_is_made_and_when_it_is_changed_and_never_again() {
    on_both(async |house| {
        let body = named(bodies()[7].clone(), "Ours").to_string();
        let key = [("idempotency-key", "once")];
        let ask = async || house.ask("POST", "/api/v1/destinations", &house.token, &key, &body).await;
        let first = ask().await.ok(201);
        let one = first["signing_secret"].as_str().unwrap().to_owned();
        assert!(one.starts_with("whsec_") && one.len() > 40, "{one}");
        let again = ask().await;
        assert_eq!((again.header("idempotency-replayed"), &again.json["id"]), ("true", &first["id"]));
        assert!(again.json["signing_secret"].is_null() && !again.text.contains(&one));

        let path = format!("/api/v1/destinations/{}", first["id"].as_str().unwrap());
        let rotated = house.ask("POST", &format!("{path}/secret"), &house.token, &[], "").await.ok(200);
        let two = rotated["signing_secret"].as_str().unwrap().to_owned();
        assert_ne!(one, two);
        assert_eq!(rotated["credentials"]["secret_before"]["set"], true, "until the next time both sign");
        let told = house.get(&path).await.text
            + &house.get("/api/v1/destinations").await.text
            + &house.get("/api/v1/audit-log?limit=200").await.text;
        assert!(told.contains("destination.secret_changed") && !told.contains(&one) && !told.contains(&two));

        let (made, path) = meta(house, "Pixel").await;
        assert!(made["signing_secret"].is_null());
        let rotated = house.ask("POST", &format!("{path}/secret"), &house.token, &[], "").await;
        assert_eq!((rotated.status.as_u16(), rotated.faults()), (409, vec![("", "not_a_webhook")]));
    });
}

#[test]
fn a_part_is_changed_two_editors_are_told_apart_and_what_is_archived_stays_so() {
    on_both(async |house| {
        let (made, path) = meta(house, "Pixel").await;
        let change = json!({"settings": {"test_code": null}, "credentials": {"app_secret": null}, "for_all_links": false,
            "events": [{"category": "purchase", "name": "Buy", "every_time": true}], "consent": "required"});
        let changed = house.patch_if(&path, "\"1\"", change).await;
        assert_eq!(changed.header("etag"), "\"2\"");
        let changed = changed.ok(200);
        assert_eq!(changed["settings"], json!({"dataset_id": "123"}));
        assert_eq!(changed["credentials"]["app_secret"], json!({"set": false, "end": null, "set_at": null}));
        assert_eq!(changed["credentials"]["access_token"], made["credentials"]["access_token"]);
        let buy = json!({"category": "purchase", "name": "Buy", "active": true, "every_time": true});
        assert!(
            changed["events"].as_array().unwrap().contains(&buy) && changed["events"].as_array().unwrap().len() == 8
        );
        assert_eq!((&changed["consent"], &changed["for_all_links"]), (&json!("required"), &json!(false)));
        assert_eq!(house.patch_if(&path, "\"1\"", json!({"name": "Late"})).await.status, 412);
        assert_eq!(house.patch(&path, json!({"platform": "tiktok"})).await.faults(), [("platform", "cannot_change")]);
        let bare = house.patch(&path, json!({"credentials": {"access_token": null}})).await;
        assert_eq!(bare.faults(), [("credentials.access_token", "required")]);

        let stale = house.ask("DELETE", &path, &house.token, &[("if-match", "\"1\"")], "").await;
        assert_eq!(stale.status, 412);
        assert_eq!(house.delete(&path).await.status, 204);
        assert_eq!(house.delete(&path).await.status, 204, "twice is once");
        let gone = house.get(&path).await.ok(200);
        assert!(gone["archived_at"].is_string() && gone["active"] == false);
        assert_eq!(house.get("/api/v1/destinations").await.ok(200)["items"], json!([]));
        for (way, code) in [("test", "destination_off"), ("resume", "archived")] {
            let reply = house.ask("POST", &format!("{path}/{way}"), &house.token, &[], "").await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (409, vec![("", code)]), "{way}");
        }
        assert_eq!(house.patch(&path, json!({"name": "Back"})).await.faults(), [("", "archived")]);
    });
}

#[test]
fn more_than_fifty_are_too_many() {
    on_both(async |house| {
        for n in 0..50 {
            meta(house, &format!("Pixel {n}")).await;
        }
        let one_more = house.post("/api/v1/destinations", named(bodies()[6].clone(), "One more")).await;
        assert_eq!((one_more.status.as_u16(), one_more.faults()), (409, vec![("", "too_many_destinations")]));
        assert!(one_more.json["errors"][0]["message"].as_str().unwrap().contains("50"));
    });
}

#[test]
fn a_platform_says_whether_it_lets_us_in() {
    on_both(async |house| {
        let (_, path) = meta(house, "Pixel").await;
        let verify = async || house.ask("POST", &format!("{path}/verify"), &house.token, &[], "").await.ok(200);
        let away = verify().await;
        assert_eq!((&away["ok"], &away["code"], &away["http"]), (&json!(false), &json!("refused"), &Value::Null));
        assert!(away["message"].as_str().unwrap().starts_with("Nobody takes connections"), "{away}");
        house.platform(Platform::LetsNobodyIn);
        let out = verify().await;
        assert_eq!((&out["ok"], &out["code"], &out["http"]), (&json!(false), &json!("190/463"), &json!(401)));
        assert!(out["message"].as_str().unwrap().contains("Session has expired"), "{out}");
        let header = [("accept-language", "id")];
        let id = house.ask("POST", &format!("{path}/verify"), &house.token, &header, "").await.ok(200);
        assert!(id["message"].as_str().unwrap().starts_with("Platform menjawab 401"), "{id}");
        house.platform(Platform::Takes);
        assert_eq!(verify().await["ok"], true);
        let called = house.world.called.lock().unwrap();
        assert!(called.iter().all(|call| !call.url.contains(MARK)), "no secret stands in an address");
    });
}

#[test]
fn a_test_that_would_count_is_not_sent_and_the_fault_says_where_its_code_is_found() {
    on_both(async |house| {
        for body in [&bodies()[0], &bodies()[1], &bodies()[5]] {
            let mut body = named(body.clone(), "No code");
            body["settings"].as_object_mut().unwrap().remove("test_code");
            let (made, path) = make(house, body).await;
            let messages = async |language: &str| {
                let header = [("accept-language", language)];
                let refused = house.ask("POST", &format!("{path}/test"), &house.token, &header, "").await;
                let faults = refused.faults();
                assert_eq!((refused.status.as_u16(), faults), (422, vec![("settings.test_code", "no_test_code")]));
                refused.json["errors"][0]["message"].as_str().unwrap().to_owned()
            };
            let (en, id) = (messages("en").await, messages("id").await);
            let manager = if made["platform"] == "tiktok" { "TikTok Events Manager" } else { "Meta Events Manager" };
            assert!(en.contains(manager) && en.contains("Test events"), "{en}");
            assert!(id.contains(manager) && id.contains("Uji peristiwa") && id != en, "{id}");
            let of_it = format!("/api/v1/deliveries?destination_id={}", made["id"].as_str().unwrap());
            assert_eq!(house.get(&of_it).await.ok(200)["items"], json!([]), "nothing is queued");
            house.patch(&path, json!({"settings": {"test_code": "TEST7"}})).await.ok(200);
            house.ask("POST", &format!("{path}/test"), &house.token, &[], "").await.ok(202);
        }
    });
}

#[test]
fn a_test_event_goes_out_and_a_paused_destination_is_seen_and_let_go_on() {
    on_both(async |house| {
        let (_, path) = meta(house, "Pixel").await;
        let test = async |body: &str| house.ask("POST", &format!("{path}/test"), &house.token, &[], body).await;
        assert_eq!(test(r#"{"category":"nap"}"#).await.faults(), [("category", "not_one_of")]);
        assert_eq!(test(r#"{"code":1}"#).await.faults(), [("code", "unknown_field")]);
        house.platform(Platform::LetsNobodyIn);
        house.sends();
        let delivery = test("").await.ok(202);
        assert_eq!(
            (&delivery["cause"], &delivery["category"], &delivery["lead_id"]),
            (&json!("test"), &json!("lead"), &Value::Null)
        );
        house.until("it is paused", |all| all.iter().any(|one| one["status"] == "paused")).await;
        let paused = house.get(&path).await.ok(200);
        assert_eq!((&paused["health"]["state"], codes(&paused)), (&json!("paused"), vec!["paused"]));
        let said = &paused["health"]["said"];
        assert_eq!(
            (&said["http"], &said["code"], &said["trace"]),
            (&json!(401), &json!("190/463"), &json!("AbC-trace"))
        );
        assert!(said["at"].is_string() && said["message"].as_str().unwrap().contains("Session has expired"), "{said}");

        house.platform(Platform::Takes);
        let resumed = house.ask("POST", &format!("{path}/resume"), &house.token, &[], "").await.ok(200);
        assert_eq!((&resumed["health"]["state"], codes(&resumed)), (&json!("closed"), vec![]));
        house.until("it is sent", |all| all.iter().all(|one| one["status"] == "sent")).await;
        let purchase = test(r#"{"category":"purchase"}"#).await.ok(202);
        assert_eq!(purchase["name"], "Purchase");
        house.until("both are sent", |all| all.len() == 2 && all.iter().all(|one| one["status"] == "sent")).await;
        let well = house.get(&path).await.ok(200);
        assert_eq!((&well["health"]["last_day"]["sent"], &well["health"]["waiting"]), (&json!(2), &json!(0)));
        assert!(well["health"]["sent_at"].is_string());
        let log = house.get("/api/v1/audit-log?noun=destination").await.text;
        assert!(log.contains("destination.tested") && log.contains("destination.resumed"));

        let (linkedin, path) = make(house, named(bodies()[6].clone(), "LinkedIn")).await;
        assert!(codes(&linkedin).contains(&"nothing_mapped"), "its names are ids that only the person has");
        let unmapped = house.post(&format!("{path}/test"), json!({})).await;
        assert_eq!((unmapped.status.as_u16(), unmapped.faults()), (422, vec![("category", "unmapped")]));
        house.patch(&path, json!({"active": false})).await.ok(200);
        assert_eq!(house.post(&format!("{path}/test"), json!({})).await.faults(), [("", "destination_off")]);
    });
}

#[test]
fn who_may_see_and_who_may_change_is_told_by_role_and_scope() {
    on_both(async |house| {
        let (_, path) = meta(house, "Pixel").await;
        let read = Scopes::NONE.and(Scope::DestinationsRead);
        let write = Scopes::NONE.and(Scope::DestinationsWrite);
        let cases = [
            (Role::Owner.scopes(), 200, 200),
            (Role::Admin.scopes(), 200, 200),
            (Role::Supervisor.scopes(), 200, 200),
            (Role::Agent.scopes(), 403, 403),
            (read, 200, 403),
            (write, 403, 200),
            (Scopes::NONE.and(Scope::LeadsWrite).and(Scope::LinksWrite), 403, 403),
        ];
        for (scopes, sees, changes) in cases {
            let token = token(&house.engine, &house.owner, scopes).await;
            let ask = async |method: &str, path: &str, body: &str| {
                house.ask(method, path, &token, &[], body).await.status.as_u16()
            };
            let words = scopes.words();
            for seen in ["/api/v1/destinations", &path, "/api/v1/deliveries"] {
                assert_eq!(ask("GET", seen, "").await, sees, "{words:?} {seen}");
            }
            let replay = if changes == 200 { 409 } else { 403 };
            assert_eq!(ask("PATCH", &path, "{}").await, changes, "{words:?}");
            assert_eq!(ask("POST", &format!("{path}/resume"), "").await, changes, "{words:?}");
            assert_eq!(ask("POST", &format!("{path}/verify"), "").await, changes, "{words:?}");
            assert_eq!(ask("POST", &format!("{path}/secret"), "").await, replay, "{words:?}");
            let many = ask("POST", "/api/v1/deliveries/replays", r#"{"dry_run":true}"#).await;
            assert_eq!(many, changes, "{words:?}");
            if changes == 403 {
                let body = named(bodies()[0].clone(), "Mine").to_string();
                assert_eq!(ask("POST", "/api/v1/destinations", &body).await, 403, "{words:?}");
                assert_eq!(ask("POST", &format!("{path}/test"), "").await, 403, "{words:?}");
                assert_eq!(ask("DELETE", &path, "").await, 403, "{words:?}");
            }
        }
    });
}

#[test]
fn a_link_names_its_destinations_and_only_those_that_are_there() {
    on_both(async |house| {
        let (one, path) = meta(house, "One").await;
        let (two, _) = meta(house, "Two").await;
        let (one, two) = (one["id"].clone(), two["id"].clone());
        let body = json!({"slug": "promo", "destination_ids": [one, two]});
        let link = house.post("/api/v1/links", body).await.ok(201);
        assert_eq!(link["destination_ids"], json!([one, two]));
        let link_path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        assert_eq!(house.get(&link_path).await.ok(200)["destination_ids"], json!([one, two]));

        let stranger = house.stranger().await;
        let body = named(bodies()[0].clone(), "Theirs").to_string();
        let foreign = house.ask("POST", "/api/v1/destinations", &stranger, &[], &body).await.ok(201)["id"].clone();
        let unknown = json!(uuid::Uuid::from_u128(7));
        let wrong = house.patch(&link_path, json!({"destination_ids": [two, foreign, unknown]})).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(
            wrong.faults(),
            [("destination_ids[1]", "no_such_destination"), ("destination_ids[2]", "no_such_destination")]
        );
        assert_eq!(
            house.patch(&link_path, json!({"destination_ids": ["x"]})).await.faults(),
            [("destination_ids[0]", "not_an_id")]
        );

        assert_eq!(house.delete(&path).await.status, 204);
        let kept = house.patch(&link_path, json!({"destination_ids": [one, two]})).await.ok(200);
        assert_eq!(kept["destination_ids"], json!([one, two]), "one that was chosen before may stay");
        let new = house.post("/api/v1/links", json!({"slug": "other", "destination_ids": [one]})).await;
        assert_eq!(new.faults(), [("destination_ids[0]", "no_such_destination")], "put away is not there");
        let none = house.patch(&link_path, json!({"destination_ids": []})).await.ok(200);
        assert_eq!(none["destination_ids"], json!([]));
    });
}
