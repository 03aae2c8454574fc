//! Own domains: claimed, proved, one workspace's, changed, given up.

use crate::house::{House, on_both};
use engine::outside::Fetched;
use serde_json::{Value, json};
use std::net::IpAddr;

const HOST: &str = "go.brand.example";

async fn claim(house: &House) -> (Value, String) {
    let made = house.post("/api/v1/domains", json!({"host": HOST})).await.ok(201);
    let path = format!("/api/v1/domains/{}", made["id"].as_str().unwrap());
    (made, path)
}

fn show_txt(house: &House, domain: &Value) {
    let txt = &domain["proof"]["txt"];
    let (name, value) = (txt["name"].as_str().unwrap(), txt["value"].as_str().unwrap());
    house.world.txt.lock().unwrap().entry(name.to_owned()).or_default().push(value.to_owned());
}

async fn verify(house: &House, path: &str) -> Value {
    house.ask("POST", &format!("{path}/verify"), &house.token, &[], "").await.ok(200)
}

fn codes(domain: &Value) -> Vec<&str> {
    domain["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn a_domain_is_claimed_proved_by_its_record_and_keeps_its_history() {
    on_both(async |house| {
        let (made, path) = claim(house).await;
        assert_eq!((made["status"].as_str(), made["primary"].as_bool()), (Some("pending"), Some(false)));
        assert_eq!(made["proof"]["txt"]["name"], "_giliran.go.brand.example");
        assert_eq!(house.get(&path).await.ok(200), made);
        assert_eq!(house.post("/api/v1/domains", json!({"host": HOST})).await.faults(), [("host", "domain_claimed")]);
        let early = house.patch(&path, json!({"primary": true})).await;
        assert_eq!((early.status.as_u16(), early.faults()), (409, vec![("primary", "domain_unverified")]));

        let looked = verify(house, &path).await;
        assert_eq!((looked["status"].as_str(), codes(&looked)), (Some("pending"), vec!["txt_none", "file_no_address"]));
        assert_eq!(house.get(&path).await.ok(200), looked, "what was found is kept");
        show_txt(house, &made);
        let looked = verify(house, &path).await;
        assert_eq!((looked["status"].as_str(), looked["verified_by"].as_str()), (Some("verified"), Some("txt")));
        assert!(looked["verified_at"].is_string() && looked["checked_at"].is_string() && codes(&looked).is_empty());

        // A later look that finds nothing takes no links away.
        house.world.txt.lock().unwrap().clear();
        let looked = verify(house, &path).await;
        assert_eq!(
            (looked["status"].as_str(), codes(&looked)),
            (Some("verified"), vec!["txt_none", "file_no_address"])
        );

        let log = house.get("/api/v1/audit-log?noun=domain").await.ok(200);
        let actions: Vec<&str> =
            log["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["domain.verified", "domain.added"], "a look that changes nothing is no change");
    });
}

#[test]
fn the_file_is_looked_for_at_public_addresses_only() {
    on_both(async |house| {
        let (made, path) = claim(house).await;
        let file = &made["proof"]["file"];
        let file_path = file["url"].as_str().unwrap().strip_prefix("http://go.brand.example").unwrap().to_owned();
        let public: IpAddr = "1.2.3.4".parse().unwrap();
        let put = |addresses: &[&str]| {
            let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
            house.world.addresses.lock().unwrap().insert(HOST.to_owned(), addresses);
        };
        let answer = |status, text: &str| {
            let key = (public, HOST.to_owned(), file_path.clone());
            house.world.files.lock().unwrap().insert(key, Fetched { status, text: text.to_owned() });
        };
        for private in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:192.168.0.1"] {
            put(&[private]);
            assert_eq!(codes(&verify(house, &path).await), ["txt_none", "file_private"], "{private}");
        }
        assert!(house.world.fetched.lock().unwrap().is_empty(), "nothing within reach was called");

        put(&["10.1.2.3", "1.2.3.4"]);
        assert_eq!(codes(&verify(house, &path).await)[1], "file_unreached");
        answer(302, "");
        assert_eq!(codes(&verify(house, &path).await)[1], "file_status");
        answer(200, "<!doctype html><title>Parked</title>");
        let looked = verify(house, &path).await;
        assert_eq!(codes(&looked)[1], "file_other");
        assert!(looked["findings"][1]["message"].as_str().unwrap().contains("Parked"), "{looked}");
        answer(200, &format!("{}\n", file["content"].as_str().unwrap()));
        let looked = verify(house, &path).await;
        assert_eq!((looked["status"].as_str(), looked["verified_by"].as_str()), (Some("verified"), Some("file")));
        assert!(house.world.fetched.lock().unwrap().iter().all(|address| *address == public));
    });
}

#[test]
fn a_claim_blocks_nobody_and_a_proof_is_one_workspaces() {
    on_both(async |house| {
        let stranger = house.stranger().await;
        let theirs =
            house.ask("POST", "/api/v1/domains", &stranger, &[], &json!({"host": HOST}).to_string()).await.ok(201);
        let (ours, path) = claim(house).await;
        assert_ne!(ours["proof"], theirs["proof"]);
        let snapshot = house.engine.live.now();
        assert_eq!(snapshot.claim(HOST), None, "where two claim, pointing here proves nothing");
        drop(snapshot);
        show_txt(house, &ours);
        show_txt(house, &theirs);
        assert_eq!(verify(house, &path).await["status"], "verified");

        let their_path = format!("/api/v1/domains/{}", theirs["id"].as_str().unwrap());
        let second = house.ask("POST", &format!("{their_path}/verify"), &stranger, &[], "").await;
        assert_eq!((second.status.as_u16(), second.faults()), (409, vec![("host", "domain_anothers")]));
        let link = json!({"slug": "theirs", "domain": HOST}).to_string();
        let link = house.ask("POST", "/api/v1/links", &stranger, &[], &link).await;
        assert_eq!(link.faults(), [("domain", "no_such_domain")]);
        // Their claim goes, and ours stays in force.
        assert_eq!(house.ask("DELETE", &their_path, &stranger, &[], "").await.status, 204);
        assert!(house.engine.live.now().domain(HOST).is_some());
        // Given up, it is free for them.
        assert_eq!(house.delete(&path).await.status, 204);
        let again =
            house.ask("POST", "/api/v1/domains", &stranger, &[], &json!({"host": HOST}).to_string()).await.ok(201);
        house.world.txt.lock().unwrap().clear();
        show_txt(house, &again);
        let path = format!("/api/v1/domains/{}/verify", again["id"].as_str().unwrap());
        assert_eq!(house.ask("POST", &path, &stranger, &[], "").await.ok(200)["status"], "verified");
    });
}

#[test]
fn what_happens_on_a_domain_is_changed_over_its_version_and_one_is_the_primary() {
    on_both(async |house| {
        let (made, path) = claim(house).await;
        show_txt(house, &made);
        let version = verify(house, &path).await["version"].clone();
        let words = json!({"root_url": "https://brand.example/", "not_found": {"title": "Gone"}, "primary": true});
        let stale = house.patch_if(&path, "\"1\"", words.clone()).await;
        assert_eq!(stale.status, 412);
        let changed = house.patch_if(&path, &format!("\"{version}\""), words).await;
        assert_eq!(changed.header("etag"), format!("\"{}\"", version.as_i64().unwrap() + 1));
        let changed = changed.ok(200);
        assert_eq!(changed["not_found"], json!({"title": "Gone", "text": ""}));

        let second = house.post("/api/v1/domains", json!({"host": "wa.brand.example"})).await.ok(201);
        show_txt(house, &second);
        let second = format!("/api/v1/domains/{}", second["id"].as_str().unwrap());
        verify(house, &second).await;
        house.patch(&second, json!({"primary": true})).await.ok(200);
        assert_eq!(house.get(&path).await.ok(200)["primary"], false, "one at a time");
        let link = house.promo().await;
        assert_eq!(link["url"], "http://wa.brand.example/wa/promo");
        assert_eq!(house.get(&second).await.ok(200)["links"], 1);
        let cleared = house.patch(&path, json!({"root_url": null, "not_found": null})).await.ok(200);
        assert_eq!((&cleared["root_url"], &cleared["not_found"]), (&Value::Null, &Value::Null));
        let faults = house.patch(&path, json!({"root_url": "https://go.brand.example/", "host": "x.example"})).await;
        assert_eq!(faults.faults(), [("host", "fixed"), ("root_url", "domain_root_loop")]);
    });
}

#[test]
fn a_slug_is_one_links_on_each_domain_and_a_fallback_through_a_domain_is_no_loop_unseen() {
    on_both(async |house| {
        let (made, path) = claim(house).await;
        show_txt(house, &made);
        verify(house, &path).await;
        let base = house.promo().await;
        let on = json!({"slug": "promo", "domain": HOST, "fallback": {"url": "http://localhost:8080/wa/promo"}});
        let own = house.post("/api/v1/links", on).await.ok(201);
        assert_eq!((own["slug"].as_str(), own["domain"].as_str()), (Some("promo"), Some(HOST)));
        let taken = house.post("/api/v1/links", json!({"slug": "promo", "domain": HOST})).await;
        assert_eq!((taken.status.as_u16(), taken.faults()), (409, vec![("slug", "taken")]));
        let base = format!("/api/v1/links/{}", base["id"].as_str().unwrap());
        let moved = house.patch(&base, json!({"domain": HOST})).await;
        assert_eq!((moved.status.as_u16(), moved.faults()), (409, vec![("slug", "taken")]));
        let loops = house.patch(&base, json!({"fallback": {"url": "https://go.brand.example/wa/promo"}})).await;
        assert_eq!(loops.faults(), [("fallback.url", "fallback_loop")]);
        let wrong = house.patch(&base, json!({"domain": "go.brand.example:80"})).await;
        assert_eq!(wrong.faults(), [("domain", "domain_port")]);
        let copies = format!("/api/v1/links/{}/copies", own["id"].as_str().unwrap());
        let copy = house.post(&copies, json!({"slug": "again"})).await.ok(201);
        assert_eq!(copy["domain"], HOST, "a copy stands beside what it is a copy of");
    });
}

#[test]
fn a_hub_stands_on_one_domain_takes_the_primary_one_and_keeps_its_old_addresses() {
    on_both(async |house| {
        let (made, path) = claim(house).await;
        let first = house.post("/api/v1/hubs", json!({"slug": "toko"})).await.ok(201);
        let early = house.post("/api/v1/hubs", json!({"slug": "x", "domain": HOST})).await;
        assert_eq!((early.status.as_u16(), early.faults()), (422, vec![("domain", "no_such_domain")]));
        show_txt(house, &made);
        verify(house, &path).await;
        house.patch(&path, json!({"primary": true})).await.ok(200);

        let own = house.post("/api/v1/hubs", json!({"slug": "TOKO"})).await.ok(201);
        assert_eq!((own["url"].as_str(), own["domain"].as_str()), (Some("http://go.brand.example/h/toko"), Some(HOST)));
        assert_eq!(house.get(&path).await.ok(200)["hubs"], 1);
        let taken = house.post("/api/v1/hubs", json!({"slug": "toko", "domain": HOST})).await;
        assert_eq!((taken.status.as_u16(), taken.faults()), (409, vec![("slug", "taken")]));
        let first = format!("/api/v1/hubs/{}", first["id"].as_str().unwrap());
        let onto = house.patch(&first, json!({"domain": HOST})).await;
        assert_eq!((onto.status.as_u16(), onto.faults()), (409, vec![("slug", "taken")]));
        let moved = house.patch(&first, json!({"domain": HOST, "slug": "kios"})).await.ok(200);
        assert_eq!(moved["url"], "http://go.brand.example/h/kios");
        assert_eq!(moved["old_urls"], json!(["http://localhost:8080/h/toko"]));
        assert_eq!(house.patch(&first, moved.clone()).await.ok(200)["old_urls"], moved["old_urls"], "it may come back");
        let log = house.get("/api/v1/audit-log?noun=hub").await.ok(200);
        let renamed = log["items"].as_array().unwrap().iter().filter(|one| one["action"] == "hub.renamed");
        assert_eq!(renamed.count(), 1, "{log}");
        let again = house.post("/api/v1/hubs", json!({"slug": "toko", "domain": null})).await;
        assert_eq!(again.faults(), [("slug", "taken")], "an old address is its hub's for good");

        // The domain goes when nothing stands on it, and takes only its own addresses along.
        let refused = house.delete(&path).await;
        assert_eq!((refused.status.as_u16(), refused.faults()), (409, vec![("", "domain_in_use")]));
        house.patch(&first, json!({"domain": null, "slug": "toko"})).await.ok(200);
        let own = format!("/api/v1/hubs/{}", own["id"].as_str().unwrap());
        house.patch(&own, json!({"domain": null, "slug": "other"})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 204);
        assert_eq!(house.get(&first).await.ok(200)["old_urls"], json!([]));
        assert!(house.engine.hub_at(HOST, "kios").is_none() && house.engine.hub_at("localhost", "toko").is_some());
    });
}

#[test]
fn a_domain_is_added_once_under_a_key_and_a_hundred_are_enough() {
    on_both(async |house| {
        let body = json!({"host": HOST}).to_string();
        let key = [("idempotency-key", "one")];
        let first = house.ask("POST", "/api/v1/domains", &house.token, &key, &body).await.ok(201);
        let second = house.ask("POST", "/api/v1/domains", &house.token, &key, &body).await.ok(201);
        assert_eq!(first, second);
        for number in 1..100 {
            let host = format!("go-{number}.brand.example");
            house.post("/api/v1/domains", json!({ "host": host })).await.ok(201);
        }
        let more = house.post("/api/v1/domains", json!({"host": "one.more.example"})).await;
        assert_eq!((more.status.as_u16(), more.faults()), (422, vec![("host", "too_many")]));
        let page = house.get("/api/v1/domains?limit=60").await.ok(200);
        let next = format!("/api/v1/domains?limit=60&cursor={}", page["next_cursor"].as_str().unwrap());
        assert_eq!(house.get(&next).await.ok(200)["items"].as_array().unwrap().len(), 40);
    });
}
