//! Lead forms on the real binary: light, safe to send twice, kept before the answer goes out, and refused kindly.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, post};
use crate::shop::{COOKIE, digits, encoded, fairly, link, make, projected};
use serde_json::{Value, json};

const NUMBERS: [&str; 3] = ["+6281234567890", "+6281234567891", "+6281234567892"];

fn promo() -> Value {
    let mut promo = link("Hi {{name}}, {{lead}} wants [k:size] {{code}}", &NUMBERS);
    promo["form"] = json!({
        "enabled": true, "name": "required", "phone": "required",
        "fields": [
            {"key": "size", "kind": "select", "label": "Size", "choices": ["Small", "Large"], "required": true},
            {"key": "k_wish", "kind": "textarea", "label": "Wish"}],
        "consent": {"text": "I agree", "text_id": "Saya setuju"}
    });
    promo
}

/// The sealed word of a form's page.
fn token(page: &Answer) -> String {
    let at = page.body.find("name=\"form\" value=\"").unwrap_or_else(|| panic!("no form: {page:?}"));
    page.body[at + 19..].split('"').next().unwrap().to_owned()
}

fn body(token: &str, more: &[(&str, &str)]) -> String {
    let pairs = [("form", token), ("name", "Dewi"), ("phone", "0812 3456 7899"), ("k_size", "Large"), ("website", "")];
    let kept = pairs.iter().filter(|(name, _)| more.iter().all(|(n, _)| n != name)).chain(more);
    kept.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

fn sent(token: &str, cookie: &str, more: &[(&str, &str)]) -> Request {
    post("/wa/promo?utm_source=ig")
        .phone()
        .header("Cookie", cookie)
        .body("application/x-www-form-urlencoded", &body(token, more))
}

/// Presses the button until the page has been open for as long as a person needs.
fn send(running: &Running, token: &str, cookie: &str, more: &[(&str, &str)]) -> Answer {
    running.until("the form is taken", |running| {
        let answer = fairly(running, sent(token, cookie, more));
        let too_quick = answer.status == 422 && answer.body.contains("sekali lagi");
        if too_quick || answer.status == 429 { None } else { Some(answer) }
    })
}

fn forms(running: &Running, token: &str) -> Vec<Value> {
    projected(running);
    let leads = running.send(get("/api/v1/leads?limit=200").bearer(token)).json();
    let of = |lead: &Value| {
        let path = format!("/api/v1/leads/{}/timeline", lead["id"].as_str().unwrap());
        let story = running.send(get(&path).bearer(token)).json();
        story["items"].as_array().unwrap().iter().filter(|item| item["what"] == "form").cloned().collect::<Vec<_>>()
    };
    leads["items"].as_array().unwrap().iter().flat_map(of).collect()
}

#[test]
fn answers_are_there_after_a_kill_right_behind_the_redirect_and_a_replay_adds_nothing() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token_of_api = house.token();
        let running = house.serve();
        make(&running, &token_of_api, &promo());
        let page = fairly(&running, get("/wa/promo?utm_source=ig").phone());
        let (word, cookie) = (token(&page), page.cookie(COOKIE).unwrap());
        let answer = send(&running, &word, &cookie, &[("k_wish", "With a <b>bow</b>"), ("consent", "yes")]);
        let reached = digits(&answer).to_owned();
        assert!(answer.location().contains("Dewi%20wants%20Large%20%5BK-"), "{answer:?}");
        running.kill();

        let running = house.serve();
        for _ in 0..3 {
            let again = send(&running, &word, &cookie, &[("k_wish", "With a <b>bow</b>"), ("consent", "yes")]);
            assert_eq!(digits(&again), reached, "{engine:?}: the same person, whatever comes twice");
        }
        let forms = forms(&running, &token_of_api);
        assert_eq!(forms.len(), 1, "{engine:?}: {forms:?}");
        let form = &forms[0]["form"];
        assert_eq!((&form["name"], &form["phone"]), (&json!("Dewi"), &json!("+6281234567899")));
        assert_eq!(
            form["answers"],
            json!([{"key": "size", "value": "Large"}, {"key": "wish", "value": "With a <b>bow</b>"}])
        );
        assert_eq!(form["consent"], "Saya setuju");
        let leads = running.send(get("/api/v1/leads").bearer(&token_of_api)).json();
        assert_eq!(leads["items"].as_array().unwrap().len(), 1);
        assert_eq!(leads["items"][0]["custom_fields"]["wish"], "With a <b>bow</b>");
        let link = running.send(get("/api/v1/links").bearer(&token_of_api)).json();
        let turns = link["items"][0]["pool"]["members"].as_array().unwrap();
        assert_eq!(turns.iter().map(|member| member["turns"].as_i64().unwrap()).sum::<i64>(), 1, "{engine:?}");
        // The visit says what it came to.
        let visits = running.send(get("/api/v1/visits").bearer(&token_of_api)).json();
        let visit = format!("/api/v1/visits/{}", visits["items"][0]["id"].as_str().unwrap());
        let visit = running.send(get(&visit).bearer(&token_of_api)).json();
        let steps = |of: &Value| {
            let steps = of["steps"].as_array().unwrap().iter();
            steps.map(|step| step["step"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((steps(&visit).last().unwrap().as_str(), visit["member_id"].is_null()), ("form", true), "{visit}");
        let member = turns.iter().find(|member| member["number"].as_str().unwrap().ends_with(&reached)).unwrap();
        assert_eq!(visit["form_sent"]["member_id"], member["id"], "{visit}");
        assert!(steps(&visit["form_sent"]).contains(&"assign".to_owned()), "{visit}");
        running.stop();
    }
}

#[test]
fn what_led_to_the_form_still_counts_when_it_is_sent() {
    let house = House::new(ENGINES[0]);
    let token_of_api = house.token();
    let running = house.serve();
    let shop = json!({"kind": "website", "name": "Shop", "url": "https://example.com/shop"});
    let shop = running.send(post("/api/v1/channels").bearer(&token_of_api).json(&shop)).json();
    let mut link = promo();
    link["rules"] = json!([{"name": "From Instagram", "then": {"channel_id": shop["id"]},
                            "when": {"field": "referrer", "op": "contains", "value": ["instagram"]}}]);
    make(&running, &token_of_api, &link);
    for (referrer, query, held) in [
        ("https://l.instagram.com/?u=secret", "?utm_source=ig", true),
        ("https://www.google.com/", "?_r=https%3A%2F%2Fwww.instagram.com%2F", true),
        ("https://www.google.com/", "", false),
        ("instagram", "", false),
        ("", "", false),
    ] {
        let request = get(&format!("/wa/promo{query}")).phone().header("Referer", referrer);
        let page = fairly(&running, request);
        let at = page.body.find("action=\"").unwrap();
        let action = page.body[at + 8..].split('"').next().unwrap().replace("&#38;", "&");
        assert!(!action.contains("secret"), "{action}");
        let (word, cookie) = (token(&page), page.cookie(COOKIE).unwrap());
        std::thread::sleep(std::time::Duration::from_millis(1_050));
        let sent = running.until("the form is taken", |running| {
            let form = post(&action).phone().header("Cookie", &cookie);
            let answer = fairly(running, form.body("application/x-www-form-urlencoded", &body(&word, &[])));
            // Too quick for a person, and then too often.
            (answer.status != 422 && answer.status != 429).then_some(answer)
        });
        assert_eq!(sent.location() == "https://example.com/shop", held, "{referrer} {query}: {sent:?}");
    }
    running.stop();
}

#[test]
fn the_page_is_light_asks_nobody_outside_and_tells_nobodys_number() {
    let house = House::new(ENGINES[0]);
    let token_of_api = house.token();
    let running = house.serve();
    make(&running, &token_of_api, &promo());
    for agent in ["phone", "crawler"] {
        let request = get("/wa/promo?k_size=large&k_name=Ayu");
        let request = match agent {
            "phone" => request.phone(),
            _ => request.header("User-Agent", "Googlebot/2.1 (+http://www.google.com/bot.html)"),
        };
        let page = fairly(&running, request);
        assert_eq!(page.status, 200, "{page:?}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("script-src"));
        assert!(!page.body.contains("<script") && !page.body.contains("http"), "{}", page.body);
        assert!(NUMBERS.iter().all(|number| !page.body.contains(&number[1..])), "nobody's number");
        assert!(page.body.contains("value=\"Ayu\"") && page.body.contains("selected>Large"), "{}", page.body);
        let mut bytes = page.body.len();
        for sheet in page.body.split("<link rel=\"stylesheet\" href=\"").skip(1) {
            let address = sheet.split('"').next().unwrap();
            let style = running.send(get(address));
            assert_eq!(style.status, 200, "{address}");
            assert!(!style.body.contains("url("), "a stylesheet that loads more");
            bytes += style.body.len();
        }
        assert!(bytes < 15_000, "{bytes} bytes");
    }
    running.stop();
}

#[test]
fn what_is_wrong_is_said_beside_what_was_typed_and_a_flood_or_a_megabyte_makes_nothing() {
    let house = House::new(ENGINES[0]);
    let token_of_api = house.token();
    let running = house.serve();
    make(&running, &token_of_api, &promo());
    let page = fairly(&running, get("/wa/promo").phone());
    let (word, cookie) = (token(&page), page.cookie(COOKIE).unwrap());
    let wrong = [("phone", "no phone"), ("name", "\u{0}\u{202e}\u{7}"), ("k_size", "Huge"), ("k_wish", "\"><script>")];
    let answer = send(&running, &word, &cookie, &wrong);
    assert_eq!(answer.status, 422, "{answer:?}");
    for control in ["name", "phone", "k_size"] {
        assert!(answer.body.contains(&format!("id=\"{control}-error\"")), "{control}: {}", answer.body);
    }
    assert!(answer.body.contains("value=\"no phone\"") && !answer.body.contains("<script>"));

    let huge = "x".repeat(1_000_000);
    let answer =
        post("/wa/promo").phone().body("application/x-www-form-urlencoded", &format!("form={word}&name={huge}"));
    // A server that has heard enough may hang up before everything was said.
    if let Ok(answer) = answer.try_send(running.address) {
        assert_eq!(answer.status, 413, "{answer:?}");
    }
    let refused = (0..90).filter(|_| fairly(&running, sent("x", "", &[])).status == 429).count();
    assert!(refused > 0, "an address that sends a flood waits");
    assert!(forms(&running, &token_of_api).is_empty());
    assert_eq!(fairly(&running, get("/wa/promo").phone()).status, 200, "and goes on being answered");
    running.stop();
}

#[test]
fn a_form_that_cannot_be_is_refused_by_the_name_of_its_field_and_nothing_is_saved() {
    let house = House::new(ENGINES[0]);
    let token = house.token();
    let running = house.serve();
    let field = |n: usize| json!({"key": format!("f{n}"), "label": "F"});
    let cases = [
        (json!({"fields": (0..11).map(field).collect::<Vec<_>>()}), "form.fields", "too_many"),
        (json!({"fields": [{"key": "a", "label": "A", "kind": "checkbox"}]}), "form.fields[0].choices", "no_choices"),
        (json!({"fields": [{"key": "two words", "label": "A"}]}), "form.fields[0].key", "form_key"),
        (json!({"fields": [{"key": "k_phone", "label": "A"}]}), "form.fields[0].key", "form_key_taken"),
        (json!({"fields": [field(1), field(1)]}), "form.fields[1].key", "duplicate_key"),
        (json!({"enabled": true}), "form.fields", "form_asks_nothing"),
        (json!({"title": "a\u{7}b"}), "form.title", "control_characters"),
    ];
    for (form, path, code) in cases {
        let mut promo = promo();
        promo["form"] = form;
        let answer = fairly(&running, post("/api/v1/links").bearer(&token).json(&promo));
        assert_eq!(answer.status, 422, "{answer:?}");
        let errors = answer.json()["errors"].clone();
        assert!(errors.as_array().unwrap().iter().any(|e| e["field"] == path && e["code"] == code), "{path}: {errors}");
    }
    let links = running.send(get("/api/v1/links").bearer(&token)).json();
    assert_eq!(links["items"], json!([]));
    running.stop();
}
