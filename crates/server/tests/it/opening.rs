//! How chats are opened, on the real binary and both stores: the page and its headers, what it tells, and what nobody
//! may tell.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, get, post};
use crate::shop::{COOKIE, fairly, link, make, no_stack_trace, projected};
use serde_json::{Value, json};

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
const DESKTOP: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36";

fn shop(running: &Running, token: &str) -> Value {
    let mut promo = link("Hi {{name}} {{code}}", &["+6281234567890"]);
    promo["deeplink"] = json!({"enabled": true, "desktop_qr": true});
    make(running, token, &promo)
}

fn tap(running: &Running, agent: &str) -> Answer {
    running.send(get("/wa/promo").header("User-Agent", agent).header("Accept-Language", "id-ID"))
}

/// The value of an attribute of the page.
fn attribute<'a>(page: &'a Answer, name: &str) -> &'a str {
    let opening = format!("{name}=\"");
    let at = page.body.find(&opening).unwrap_or_else(|| panic!("{name} is not in {page:?}")) + opening.len();
    page.body[at..].split('"').next().unwrap()
}

fn tell(running: &Running, body: &str) -> Answer {
    running.send(post("/-/beacon").body("text/plain;charset=UTF-8", body))
}

fn openings(running: &Running, token: &str, link: &Value) -> Value {
    projected(running);
    let path = format!("/api/v1/links/{}/openings", link["id"].as_str().unwrap());
    running.send(get(&path).bearer(token)).json()
}

#[test]
fn a_page_opens_the_chat_is_guarded_and_tells_once_what_happened() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let link = shop(&running, &token);
        let page = tap(&running, IPHONE);
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("lang=\"id\"") && page.body.contains("Chat dengan Sari"), "{page:?}");
        assert!(page.body.contains("whatsapp://send?phone=6281234567890") && page.cookie(COOKIE).is_some());
        let policy = page.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part) && !policy.contains("unsafe"), "{policy}");
        }
        assert_eq!(page.header("cache-control"), Some("no-store"));
        for asset in ["/-/open.js", "/-/visitor.css"] {
            let at = page.body.find(asset).unwrap_or_else(|| panic!("{asset} is not in {page:?}"));
            let loaded = running.send(get(page.body[at..].split('"').next().unwrap()));
            assert_eq!(loaded.status, 200, "{loaded:?}");
            assert!(loaded.header("cache-control").unwrap().contains("immutable"));
        }
        assert_eq!(running.send(get("/-/desk.css")).status, 404);

        let ticket = attribute(&page, "data-token").to_owned();
        for _ in 0..3 {
            assert_eq!(tell(&running, &format!("t={ticket}&w=shown")).status, 204);
        }
        let urlencoded = post("/-/beacon").body("application/x-www-form-urlencoded", &format!("w=opened&t={ticket}"));
        assert_eq!(running.send(urlencoded).status, 204);
        let told = openings(&running, &token, &link);
        assert_eq!([&told["people"], &told["page"], &told["shown"], &told["opened"]], [1, 1, 1, 1], "{told}");
        let (status, _) = running.stop();
        assert_eq!(status.code(), Some(0));

        // Nothing of it is lost by the end, and nothing is told twice after it.
        let running = house.serve();
        assert_eq!(tell(&running, &format!("t={ticket}&w=shown")).status, 204);
        assert_eq!(openings(&running, &token, &link)["shown"], 1);
    }
}

#[test]
fn what_is_forged_old_or_no_message_at_all_is_answered_alike_and_counts_for_nothing() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    let link = shop(&running, &token);
    let page = tap(&running, IPHONE);
    let ticket = attribute(&page, "data-token").to_owned();
    let mut parts: Vec<&str> = ticket.split('.').collect();
    let (at, mac) = (parts[4].to_owned(), parts[5].to_owned());
    parts[4] = "0";
    let old = parts.join(".");
    let flipped = ticket.replace(&mac, &mac.chars().rev().collect::<String>());
    let foreign = format!("{}.{}", ticket.strip_suffix(&format!(".{at}.{mac}")).unwrap(), mac);
    for body in [
        String::new(),
        "w=shown".into(),
        format!("t={ticket}"),
        format!("t={ticket}&w=paid"),
        format!("t={old}&w=shown"),
        format!("t={flipped}&w=shown"),
        format!("t={foreign}&w=shown"),
        format!("t={ticket}%00&w=shown"),
        "t=1.a.b.c.d.e&w=shown".into(),
        "\u{0}\u{7f}%%%=&&&".into(),
        "{\"t\":1}".into(),
    ] {
        let answer = fairly(&running, post("/-/beacon").body("text/plain", &body));
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{body}: {answer:?}");
    }
    let large = fairly(&running, post("/-/beacon").body("text/plain", &format!("t={}&w=shown", "x".repeat(1_024))));
    assert_eq!(large.status, 413, "{large:?}");
    let read = running.send(get("/-/beacon"));
    assert_eq!((read.status, read.header("allow")), (405, Some("POST")));
    no_stack_trace(&read);
    let told = openings(&running, &token, &link);
    assert_eq!([&told["page"], &told["shown"], &told["opened"]], [1, 0, 0], "{told}");
}

#[test]
fn each_phone_gets_its_way_and_a_desktop_the_code_of_the_same_chat() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    shop(&running, &token);
    let android = running.send(get("/wa/promo").phone());
    assert_eq!(android.status, 302);
    assert!(android.location().starts_with("intent://send?phone=6281234567890&text=Hi%20Sari%20%5BK-"));
    assert!(
        android.location().ends_with(";end")
            && android.location().contains("S.browser_fallback_url=https%3A%2F%2Fwa.me")
    );
    let desktop = tap(&running, DESKTOP);
    assert_eq!(desktop.status, 200);
    assert!(
        desktop.body.contains("<svg") && desktop.body.contains("href=\"https://wa.me/6281234567890?text=Hi%20Sari")
    );
    assert!(!desktop.body.contains("whatsapp://"));
    let preview = tap(&running, "WhatsApp/2.23.20.0");
    assert!(preview.status == 200 && !preview.body.contains("6281234567890"), "{preview:?}");
    let crawler = tap(&running, "Mozilla/5.0 (compatible; SomethingNew/1.0; +https://example.com/why)");
    assert!(crawler.status == 302 && crawler.location().starts_with("https://wa.me/"), "{crawler:?}");
}
