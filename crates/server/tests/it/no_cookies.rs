//! A link that goes without identifiers, on the real binary: it rotates and reports, and what it was told of a person
//! is nowhere afterwards, neither in the journal nor in the store.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, post};
use crate::shop::{COOKIE, digits, encoded, fairly, link, make, projected, visits};
use serde_json::{Value, json};
use std::path::Path;
use store::testing::cells::tables_with;

const NUMBERS: [&str; 2] = ["+6281234567890", "+6281234567891"];
const TRUSTED: [&str; 2] = ["--trusted-proxy", "127.0.0.0/8"];

const ADDRESS: &str = "198.51.100.77";
const AGENT: &str = "Mozilla/5.0 (Linux; Android 14; OwnPhone-4711) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/130.0.0.0 Mobile Safari/537.36";
const QUERY: &str =
    "utm_source=ig&utm_medium=cpc&utm_campaign=nov&fbclid=IwAR-own-click&gclid=own-gclid&k_size=own-key";
/// What the website's button adds.
const PAGE: &str = "&_p=https%3A%2F%2Fshop.example%2Fown-page";
const PIXELS: &str = "_fbc=fb.1.1.own-fbc; _fbp=fb.1.1.own-fbp; _ttp=own-ttp; _ga=GA1.1.471147.114711";
/// Of each thing that a tap tells of its person, a part that stands nowhere else.
const SECRETS: [&str; 12] = [
    ADDRESS,
    "OwnPhone-4711",
    "IwAR-own-click",
    "own-gclid",
    "own-key",
    "own-page",
    "own-fbc",
    "own-fbp",
    "own-ttp",
    "471147.114711",
    "own-referrer",
    "own-product",
];

fn told(request: Request, cookie: &str) -> Request {
    request
        .header("X-Forwarded-For", ADDRESS)
        .header("User-Agent", AGENT)
        .header("Accept-Language", "id-ID")
        .header("Referer", "https://news.example/own-referrer?product=own-product")
        .header("Cookie", &format!("{cookie}; {PIXELS}"))
}

fn tap(running: &Running, slug: &str, cookie: &str) -> Answer {
    fairly(running, told(get(&format!("/wa/{slug}?{QUERY}{PAGE}")), cookie))
}

/// From elsewhere than the website's button.
fn tap_from_news(running: &Running, slug: &str, cookie: &str) -> Answer {
    fairly(running, told(get(&format!("/wa/{slug}?{QUERY}")), cookie))
}

fn without_cookies(more: &Value) -> Value {
    let mut promo = link("Hi {{name}}, {{lead}} {{code}}", &NUMBERS);
    promo["cookies"] = json!(false);
    promo.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    promo
}

/// The secrets that stand anywhere in the house's files (the journal, and a SQLite store with what was deleted in it) or
/// in a table, with the number of bytes of files that were looked through.
fn found(house: &House, more: &[&str]) -> (Vec<String>, usize) {
    let (files, store) = (files(house.folder()), house.store());
    let in_files = |text: &str| files.windows(text.len()).any(|window| window == text.as_bytes());
    let holds = |text: &&&str| in_files(text) || !tables_with(&store, text).unwrap().is_empty();
    (SECRETS.iter().chain(more).filter(holds).map(|text| (*text).to_owned()).collect(), files.len())
}

/// The bytes of every file of a folder.
fn files(folder: &Path) -> Vec<u8> {
    let mut whole = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            whole.extend(files(&path));
        } else {
            // A log that is moved into its file meanwhile may be gone.
            whole.extend(std::fs::read(&path).unwrap_or_default());
        }
    }
    whole
}

fn clicks(running: &Running, token: &str, by: &str) -> Vec<(String, i64)> {
    projected(running);
    let report = running.send(get(&format!("/api/v1/reports/overview?by={by}")).bearer(token)).json();
    let line = |line: &Value| {
        (line["key"].as_str().unwrap_or_default().to_owned(), line["figures"]["clicks"].as_i64().unwrap())
    };
    let mut lines: Vec<_> = report["lines"].as_array().unwrap_or_else(|| panic!("{report}")).iter().map(line).collect();
    lines.retain(|(_, clicks)| *clicks > 0);
    lines
}

#[test]
fn it_rotates_and_reports_and_nothing_that_a_tap_told_of_its_person_is_anywhere() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve_with(&TRUSTED);
        let mut other = link("Hi {{code}}", &NUMBERS[..1]);
        other["slug"] = json!("other");
        make(&running, &token, &other);
        let cookie = fairly(&running, get("/wa/other").phone()).cookie(COOKIE).unwrap();
        let promo = make(&running, &token, &without_cookies(&json!({})));
        assert_eq!(promo["cookies"], false, "{promo}");

        let ways = [tap, tap_from_news, tap, tap_from_news];
        let answers: Vec<Answer> = ways.iter().map(|tap| tap(&running, "promo", &cookie)).collect();
        let reached: Vec<&str> = answers.iter().map(digits).collect();
        let [a, b] = NUMBERS.map(|number| number.trim_start_matches('+'));
        assert_eq!(reached, [a, b, a, b], "{engine:?}: two quick taps of one person are two turns");
        for answer in &answers {
            assert_eq!(answer.headers("set-cookie"), Vec::<&str>::new(), "{answer:?}");
            assert!(!answer.location().contains("K-") && !answer.location().ends_with("%20"), "{answer:?}");
        }
        let head = fairly(&running, told(Request::new("HEAD", format!("/wa/promo?{QUERY}").as_bytes()), &cookie));
        assert_eq!((head.status, head.headers("set-cookie").len()), (302, 0), "{head:?}");

        let rows = visits(&running, &token, &format!("link_id={}", promo["id"].as_str().unwrap()));
        let people: Vec<&Value> = rows.iter().filter(|visit| visit["kind"] == "human").collect();
        assert_eq!((rows.len(), people.len()), (5, 4), "{rows:?}");
        for visit in people {
            assert_eq!((&visit["lead_id"], &visit["ip"], &visit["user_agent"]), (&Value::Null, &json!(""), &json!("")));
            let referrer = visit["referrer"].as_str().unwrap();
            assert!(["https://shop.example/", "https://news.example/"].contains(&referrer) && visit["page"].is_null());
            assert_eq!(visit["utm"]["campaign"], "nov");
        }
        let leads = running.send(get("/api/v1/leads").bearer(&token)).json();
        assert_eq!(leads["items"].as_array().unwrap().len(), 1, "nobody but whom the other link knows");
        for (by, key, number) in
            [("source", "ads", 4), ("campaign", "nov", 4), ("platform", "meta", 4), ("medium", "cpc", 4)]
        {
            assert!(clicks(&running, &token, by).contains(&(key.to_owned(), number)), "{engine:?} {by}");
        }
        let by_agent: Vec<i64> = clicks(&running, &token, "agent").into_iter().map(|(_, clicks)| clicks).collect();
        assert_eq!(by_agent.iter().sum::<i64>(), 5, "{engine:?}: {by_agent:?}");

        let sealed = cookie.split_once('=').unwrap().1.to_owned();
        let (secrets, looked) = found(&house, &[&sealed]);
        assert!(secrets.is_empty() && looked > 10_000, "{engine:?}: {secrets:?} in {looked} bytes");
        running.kill();
        let running = house.serve_with(&TRUSTED);
        projected(&running);
        assert_eq!(found(&house, &[&sealed]).0, Vec::<String>::new(), "{engine:?}: nor after a crash");
        // The same looking finds what a link that recognises its visitors keeps.
        tap(&running, "other", &cookie);
        tap_from_news(&running, "other", &cookie);
        projected(&running);
        let kept = found(&house, &[]).0;
        for secret in [ADDRESS, "OwnPhone-4711", "IwAR-own-click", "own-key", "own-page", "own-fbp", "own-referrer"] {
            assert!(kept.iter().any(|kept| kept == secret), "{engine:?}: {secret} is not among {kept:?}");
        }
        running.stop();
    }
}

#[test]
fn a_form_and_a_number_make_a_lead_of_what_the_person_wrote_and_of_nothing_else() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve_with(&TRUSTED);
        let form =
            json!({"form": {"enabled": true, "name": "required", "phone": "optional", "consent": {"text": "I agree"}}});
        make(&running, &token, &without_cookies(&form));
        let mut nobody = without_cookies(&json!({"slug": "nobody"}));
        nobody["pool"]["members"] = json!([]);
        make(&running, &token, &nobody);

        let page = tap(&running, "promo", "");
        let word = hidden(&page, "form");
        assert_eq!(page.headers("set-cookie").len(), 0, "{page:?}");
        projected(&running);
        let leads = || running.send(get("/api/v1/leads").bearer(&token)).json()["items"].as_array().unwrap().clone();
        assert_eq!(leads().len(), 0, "{engine:?}: a page that is open is nobody");
        let body = format!("form={}&name=Dewi&phone=0812-3456-7899&consent=yes&website=", encoded(&word));
        // Until the page was open for as long as a person needs, and the address may send once more.
        let send = |path: &str, body: &str| {
            running.until("the form is taken", |running| {
                let request = told(post(path), "").body("application/x-www-form-urlencoded", body);
                let answer = fairly(running, request);
                (![422, 429].contains(&answer.status)).then_some(answer)
            })
        };
        let path = format!("/wa/promo?{QUERY}");
        let sent = send(&path, &body);
        assert_eq!((sent.status, sent.headers("set-cookie").len()), (302, 0), "{sent:?}");
        assert!(sent.location().contains("Dewi%20%5BK-"), "{sent:?}");
        assert_eq!(digits(&send(&path, &body)), digits(&sent), "pressed twice");

        let page = tap(&running, "nobody", "");
        let body = format!("page={}&name=Siti&phone=0812-3456-7898&note=&website=", encoded(&hidden(&page, "page")));
        for _ in 0..2 {
            let thanks = send(&format!("/wa/nobody?{QUERY}"), &body);
            assert_eq!((thanks.status, thanks.headers("set-cookie").len()), (200, 0), "{thanks:?}");
        }
        projected(&running);
        let mut names: Vec<String> = leads().iter().map(|lead| lead["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["Dewi", "Siti"], "{engine:?}");
        assert_eq!(found(&house, &[]).0, Vec::<String>::new(), "{engine:?}");
        running.stop();
    }
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let before = format!("name=\"{name}\" value=\"");
    let at = page.body.find(&before).unwrap_or_else(|| panic!("no {name}: {page:?}"));
    page.body[at + before.len()..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_hub_leads_there_without_a_cookie_and_knows_nobody_for_such_an_entry() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let promo = make(&running, &token, &without_cookies(&json!({})));
        let mut other = link("Hi {{code}}", &NUMBERS[..1]);
        other["slug"] = json!("other");
        let other = make(&running, &token, &other);
        let cookie = fairly(&running, get("/wa/other").phone()).cookie(COOKIE).unwrap();
        let back = json!({"field": "visitor", "op": "is", "value": "returning"});
        let entry =
            |label: &str, link: &Value, when: &Value| json!({"label": label, "link_id": link["id"], "when": when});
        let body = json!({"slug": "toko", "title": "Toko", "entries": [
            entry("Ordinary", &other, &back), entry("Private", &promo, &back), entry("Always", &promo, &Value::Null)]});
        let made = running.send(post("/api/v1/hubs").bearer(&token).json(&body));
        assert_eq!(made.status, 201, "{made:?}");
        let made = made.json();

        let page = fairly(&running, get("/h/toko").phone().header("Cookie", &cookie));
        assert!(page.body.contains("Ordinary") && page.body.contains("Always"), "{page:?}");
        assert!(!page.body.contains("Private"), "before it nobody is recognised: {page:?}");
        let press = format!("/h/toko/go/{}", made["entries"][2]["id"].as_str().unwrap());
        for number in [NUMBERS[0], NUMBERS[1]] {
            let pressed = fairly(&running, get(&press).phone().header("Cookie", &cookie));
            assert_eq!(digits(&pressed), number.trim_start_matches('+'), "{engine:?}");
            assert_eq!(pressed.headers("set-cookie").len(), 0, "{pressed:?}");
        }
        let rows = visits(&running, &token, &format!("hub_id={}", made["id"].as_str().unwrap()));
        assert_eq!(rows.iter().map(|visit| &visit["lead_id"]).collect::<Vec<_>>(), [&Value::Null, &Value::Null]);
        running.stop();
    }
}
