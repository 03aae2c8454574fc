//! What is kept of visitors on the real binary: a truncated address stands whole nowhere, not in a file and not in a
//! table; what is over its days goes while the server runs, and its figures stay.

use crate::house::{ENGINES, House, Running};
use crate::http::{Request, get, patch, post};
use crate::shop::{COOKIE, digits, fairly, figure, link, make, projected, visits};
use domain::id::{AgentId, LeadId, LinkId, WorkspaceId};
use domain::privacy::Kept;
use serde_json::{Value, json};
use std::path::Path;
use store::Store;
use store::retention::standing;
use store::testing::cells::tables_with;
use store::testing::history;

const IP: &str = "36.68.12.34";
const NETWORK: &str = "36.68.12.0/24";
const NUMBER: &str = "+6281234567890";
const DAY: i64 = 86_400_000_000;

fn set(running: &Running, token: &str, privacy: &Value) {
    let answer = running.send(patch("/api/v1/workspace").bearer(token).json(&json!({ "privacy": privacy })));
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn from(request: Request) -> Request {
    request.phone().header("X-Forwarded-For", IP)
}

/// Files of the folder that hold the text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_truncated_address_stands_whole_nowhere_whichever_way_somebody_came() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve_with(&["--trusted-proxy", "127.0.0.0/8"]);
        let promo = make(&running, &token, &link("Hi {{code}}", &[NUMBER]));
        let mut nobody = link("Hi", &[NUMBER]);
        (nobody["slug"], nobody["pool"]["members"][0]["active"]) = (json!("nobody"), json!(false));
        make(&running, &token, &nobody);
        let hub = json!({"slug": "toko", "title": "Toko",
            "entries": [{"label": "Chat", "link_id": promo["id"]}]});
        let made = running.send(post("/api/v1/hubs").bearer(&token).json(&hub));
        assert_eq!(made.status, 201, "{made:?}");
        set(&running, &token, &json!({"ip": "truncated"}));

        let first = fairly(&running, from(get("/wa/promo?fbclid=IwAR-1&utm_source=ig")));
        digits(&first);
        fairly(&running, from(get("/wa/promo")).header("Cookie", &first.cookie(COOKIE).unwrap()));
        assert_eq!(fairly(&running, from(get("/wa/nobody"))).status, 200);
        let left =
            from(post("/wa/nobody")).body("application/x-www-form-urlencoded", "name=Ayu&phone=0812-3456-7899&note=x");
        assert_eq!(fairly(&running, left).status, 200);
        assert_eq!(fairly(&running, from(get("/h/toko"))).status, 200);
        let entry = made.json()["entries"][0]["id"].as_str().unwrap().to_owned();
        digits(&fairly(&running, from(get(&format!("/h/toko/go/{entry}")))));
        let all = visits(&running, &token, "");
        assert!(all.len() >= 4 && all.iter().all(|visit| visit["ip"] == NETWORK), "{all:?}");
        assert_eq!(all[0]["country"], "ID", "the country was told from the whole address");
        let leads = running.send(get("/api/v1/leads").bearer(&token)).json();
        let lead = leads["items"][0]["id"].as_str().unwrap().to_owned();
        let dossier = running.send(get(&format!("/api/v1/leads/{lead}/export")).bearer(&token));
        assert!(dossier.body.contains(NETWORK) && !dossier.body.contains(IP), "{dossier:?}");

        // As it lies in the journal before it is let go, and in the store.
        running.kill();
        assert_eq!(files_with(house.folder(), IP), Vec::<String>::new(), "{engine:?}");
        let store = house.store();
        assert_eq!(tables_with(&store, IP).unwrap(), Vec::<String>::new(), "{engine:?}");
        let kept = tables_with(&store, NETWORK).unwrap();
        assert!(["leads", "visits"].iter().all(|table| kept.iter().any(|kept| kept == table)), "{kept:?}");
    }
}

/// Visits of four days ago, people and machines, as another node's journal brought them.
fn past(store: &Store, home: &Value, promo: &Value, at: i64) {
    let house = history::House {
        workspace: WorkspaceId::parse(home["id"].as_str().unwrap()).unwrap(),
        links: vec![LinkId::parse(promo["id"].as_str().unwrap()).unwrap()],
        agents: vec![AgentId::parse(promo["pool"]["members"][0]["agent_id"].as_str().unwrap()).unwrap()],
    };
    let mut all: Vec<_> = (0..1_200).map(|n| history::visit(&house, LeadId(1_000_000 + n), at + n)).collect();
    all.extend((0..300).map(|n| history::filtered(&house, domain::visit::Kind::Bot, at + 2_000 + n)));
    history::project(store, all).unwrap();
}

#[test]
fn what_is_over_its_days_goes_while_the_server_runs_and_its_figures_stay() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let promo = make(&running, &token, &link("Hi {{code}}", &[NUMBER]));
        digits(&fairly(&running, get("/wa/promo").phone()));
        projected(&running);
        let home = running.send(get("/api/v1/workspace").bearer(&token)).json();
        let now =
            running.send(get("/api/v1/visits").bearer(&token)).json()["items"][0]["at"].as_str().unwrap().to_owned();
        let now: jiff::Timestamp = now.parse().unwrap();
        let old = now.as_microsecond() - 4 * DAY;
        running.stop();
        past(&house.store(), &home, &promo, old);

        let running = house.serve();
        let report = |running: &Running| {
            let whole = running.send(get("/api/v1/reports/overview").bearer(&token));
            assert_eq!(whole.status, 200, "{whole:?}");
            whole.json()
        };
        let was = report(&running);
        assert_eq!(was["totals"]["clicks"], 1_201, "{was}");
        let ahead = running.send(get("/api/v1/workspace/retention/ahead?visits=1&leads=1").bearer(&token)).json();
        let told: Vec<_> = ahead["items"].as_array().unwrap().iter().map(|one| one["rows"].as_i64().unwrap()).collect();
        assert_eq!(told, [1_200, 1_200], "{ahead}");
        set(&running, &token, &json!({"keep_days": {"visits": 1}}));
        let gone = |running: &Running, kind: &str| figure(running, &format!("giliran_swept_total{{kind=\"{kind}\"}}"));
        running.until("the old visits are gone", |running| (gone(running, "visits") == 1_200).then_some(()));
        assert_eq!(visits(&running, &token, "kind=human").len(), 1);
        assert_eq!(visits(&running, &token, "").len(), 301, "what was filtered is kept for good");
        assert_eq!(report(&running), was);

        // Killed in the middle of erasing leads, it goes on after the start.
        set(&running, &token, &json!({"keep_days": {"leads": 2, "filtered_visits": 1}}));
        running.until("some leads are erased", |running| (gone(running, "leads") >= 20).then_some(()));
        running.kill();
        let workspace = WorkspaceId::parse(home["id"].as_str().unwrap()).unwrap();
        let so_far = |house: &House, kind| {
            let all = house.store().read_blocking(move |tx| standing(tx, workspace)).unwrap();
            all.iter().find(|one| one.kind == kind).map_or(0, |one| one.gone)
        };
        let (leads, filtered) = (so_far(&house, Kept::Leads), so_far(&house, Kept::FilteredVisits));
        assert!((20..=1_200).contains(&leads), "{leads}");
        let running = house.serve();
        running.until("all old leads are erased", |running| (gone(running, "leads") == 1_200 - leads).then_some(()));
        assert_eq!(gone(&running, "filtered_visits"), 300 - filtered);
        assert_eq!(report(&running), was);
        let told = running.until("the history tells of it", |running| {
            let audit = running.send(get("/api/v1/audit-log?noun=workspace&limit=50").bearer(&token)).json();
            let swept = audit["items"].as_array()?.iter().filter(|line| line["action"] == "workspace.swept");
            let leads: i64 = swept.filter_map(|line| line["after"]["leads"].as_i64()).sum();
            (leads == 1_200).then_some(audit)
        });
        assert_eq!(told["items"][0]["actor"]["kind"], "system", "{told}");
        running.stop();
    }
}
