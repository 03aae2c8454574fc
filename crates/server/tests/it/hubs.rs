//! Hubs and the website button on the real binary, as a phone and a website meet them.

use crate::domains::verified;
use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, patch, post};
use crate::name_server::NameServer;
use crate::shop::{COOKIE, decoded, encoded, fairly, link, make, visits};
use serde_json::{Value, json};

fn hub(running: &Running, token: &str, body: &Value) -> Value {
    let made = running.send(post("/api/v1/hubs").bearer(token).json(body));
    assert_eq!(made.status, 201, "{made:?}");
    made.json()
}

/// The page for a number, filled in and sent.
fn left_number(action: &str) -> Request {
    post(action).phone().body("application/x-www-form-urlencoded", "name=Ayu&phone=0812+3456+7890&note=")
}

/// The addresses of a page's entries, as a browser would follow them.
fn hrefs(page: &Answer) -> Vec<String> {
    let parts = page.body.split("<li><a href=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")).collect()
}

#[test]
fn a_hub_is_a_page_for_everybody_and_a_press_keeps_what_brought_the_visitor() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let promo = make(&running, &token, &link("Hi {{name}} {{code}}", &["+6281234567890"]));
        let entries = json!([{"label": "Sales <b>", "label_id": "Penjualan", "link_id": promo["id"]}]);
        let made = hub(
            &running,
            &token,
            &json!({"slug": "toko", "title": "Toko & Co", "theme": "bold", "accent": "#ffcc00", "entries": entries}),
        );

        let from_instagram = "/h/toko?utm_source=ig&utm_campaign=a%20b&fbclid=x1";
        let page = running.send(get(from_instagram).phone().header("Referer", "https://l.instagram.com/?u=secret"));
        assert_eq!(page.status, 200, "{page:?}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(
            (page.header("cache-control"), page.cookie(COOKIE)),
            (Some("no-store"), None),
            "a look makes nobody"
        );
        assert!(!page.body.contains("<script") && !page.body.contains("style=\"") && !page.body.contains("<b>"));
        assert!(!page.body.contains("6281234567890"), "nobody's number stands on the page");
        assert!(page.body.contains("og:title\" content=\"Toko &#38; Co\"") && page.body.contains("theme-color"));
        let indonesian = running.send(get("/h/TOKO").phone().header("Accept-Language", "id-ID"));
        assert!(indonesian.body.contains("Penjualan") && indonesian.body.contains("lang=\"id\""), "{engine:?}");

        let style = page.body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let style = running.send(get(&style.replace("&#38;", "&").replace("&amp;", "&")));
        assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
        assert_eq!(style.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert!(style.body.contains("--accent:#ffcc00") && style.body.contains("--on:#000000"));
        for wrong in ["/-/hub.css", "/-/hub.css?theme=neon&accent=ffcc00", "/-/hub.css?theme=calm&accent=red;}*{"] {
            assert_eq!(running.send(get(wrong)).status, 404, "{wrong}");
        }

        let press = hrefs(&page).remove(0);
        let pressed = running.send(get(&press).phone().header("Referer", "http://localhost/h/toko"));
        assert_eq!(pressed.status, 302, "{pressed:?}");
        assert!(pressed.location().starts_with("https://wa.me/6281234567890?text=Hi%20Sari"), "{pressed:?}");
        assert!(pressed.cookie(COOKIE).is_some());
        let visit = visits(&running, &token, &format!("hub_id={}", made["id"].as_str().unwrap())).remove(0);
        assert_eq!(visit["link_id"], promo["id"]);
        assert_eq!(
            (visit["utm"]["campaign"].as_str(), visit["click_ids"]["fbclid"].as_str()),
            (Some("a b"), Some("x1"))
        );
        assert_eq!(visit["referrer"], "https://l.instagram.com/", "who led to the hub, without what it kept to itself");

        let preview = running.send(get("/h/toko").header("User-Agent", "WhatsApp/2.23.20.0 A"));
        assert_eq!((preview.status, preview.body.contains("og:title")), (200, true));
        let ahead = running.send(get("/h/toko").phone().header("Sec-Purpose", "prefetch"));
        assert_eq!(ahead.status, 503);
        let head = running.send(Request::new("HEAD", b"/h/toko").phone());
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        let figures = format!("/api/v1/hubs/{}/figures", made["id"].as_str().unwrap());
        let figures = running.until("four kinds of views", |running| {
            let figures = running.send(get(&figures).bearer(&token)).json();
            (figures["views_by_kind"].as_array()?.len() == 4).then_some(figures)
        });
        let kinds = json!([{"kind": "human", "views": 2}, {"kind": "preview", "views": 1},
                           {"kind": "prefetch", "views": 1}, {"kind": "head", "views": 1}]);
        assert_eq!((figures["views_by_kind"].clone(), figures["presses"].as_i64()), (kinds, Some(1)));
    }
}

#[test]
fn what_is_no_hub_and_no_entry_is_a_friendly_page_or_the_hub_itself() {
    let house = House::new(ENGINES[0]);
    let token = house.token();
    let running = house.serve();
    hub(&running, &token, &json!({"slug": "toko"}));
    let empty = running.send(get("/h/toko").phone());
    assert!(empty.status == 200 && empty.body.contains("class=\"nothing\""), "{empty:?}");
    let hostile = ["/h/", "/h/nowhere", "/h/toko/go", "/h/toko/x/y", "/h/toko/go/a/b", "/h/%00", "/h/..%2f..%2fetc"];
    for target in hostile {
        let answer = fairly(&running, get(target).phone());
        assert!(matches!(answer.status, 400 | 404), "{target}: {answer:?}");
    }
    for entry in ["x", "0190d3f2-0000-7000-8000-000000000001", "%3Cscript%3E"] {
        let answer = fairly(&running, get(&format!("/h/toko/go/{entry}")).phone());
        assert_eq!((answer.status, answer.location()), (302, "/h/toko"), "{entry}");
    }
    assert_eq!(fairly(&running, post("/h/toko").phone()).status, 405);
    let host = fairly(&running, get("/h/toko").header("Host", "evil.example"));
    assert_eq!(host.status, 404, "an unknown host is nobody's");
}

#[test]
fn a_press_where_nobody_can_answer_asks_for_a_number_at_its_own_address() {
    let house = House::new(ENGINES[0]);
    let token = house.token();
    let running = house.serve();
    let promo = make(&running, &token, &link("Hi", &[]));
    let entries = json!([{"label": "Sales", "link_id": promo["id"]}]);
    hub(&running, &token, &json!({"slug": "toko", "entries": entries}));
    let page = running.send(get("/h/toko?utm_source=ig").phone());
    let asked = running.send(get(&hrefs(&page)[0]).phone());
    assert_eq!(asked.status, 200, "{asked:?}");
    let action = format!("{}?utm_source=ig", hrefs(&page)[0].split('?').next().unwrap());
    assert!(asked.body.contains(&format!("action=\"{action}\"")), "{asked:?}");
    let cookie = asked.cookie(COOKIE).expect("they are known now");
    let left = running.send(left_number(&action).header("Cookie", &cookie));
    assert_eq!(left.status, 200, "{left:?}");
    let leads = running.until("the lead that left a number", |running| {
        let leads = running.send(get("/api/v1/leads").bearer(&token)).json();
        let named = leads["items"].as_array()?.iter().any(|lead| lead["phone"] == "+6281234567890");
        named.then_some(leads)
    });
    assert_eq!(leads["items"].as_array().unwrap().len(), 1, "who pressed is who left the number: {leads}");
    let gone = fairly(&running, left_number("/h/toko/go/x"));
    assert_eq!(gone.status, 404);
}

#[test]
fn a_hub_on_a_domain_of_its_own_leads_to_links_anywhere_and_is_found_at_its_old_addresses() {
    const BRAND: &str = "go.brand.example";
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let server = names.address.to_string();
        let running = house.serve_with(&["--dns-server", &server, "--base-url", "https://base.example"]);
        verified(&running, &names, &token, BRAND);
        let by = |host: &str, target: &str| get(target).phone().header("Host", host);
        // Nobody is on, and the link stands on the base domain.
        let promo = make(&running, &token, &link("Hi", &[]));
        assert_eq!(promo["url"], "https://base.example/wa/promo");
        let entries = json!([{"label": "Sales", "link_id": promo["id"]}]);
        let toko = hub(&running, &token, &json!({"slug": "toko", "entries": entries}));
        assert_eq!(running.send(by(BRAND, "/h/toko")).status, 404, "{engine:?}: it is the other domain's");
        let toko = format!("/api/v1/hubs/{}", toko["id"].as_str().unwrap());
        let moved = running.send(patch(&toko).bearer(&token).json(&json!({"domain": BRAND, "slug": "bio"})));
        assert_eq!(moved.json()["url"], "https://go.brand.example/h/bio", "{moved:?}");

        let old = running.send(by("base.example", "/h/Toko?utm_source=ig"));
        assert_eq!((old.status, old.location()), (302, "https://go.brand.example/h/bio?utm_source=ig"));
        assert_eq!(old.header("cache-control"), Some("no-store"));
        let page = running.send(by(BRAND, "/h/bio?utm_source=ig"));
        assert!(page.body.contains("content=\"https://go.brand.example/h/bio\""), "{page:?}");
        let href = hrefs(&page)[0].clone();
        let asked = running.send(by(BRAND, &href));
        assert!(
            asked.status == 200 && asked.body.contains(&format!("action=\"{}\"", href.replace('&', "&#38;"))),
            "{asked:?}"
        );
        let left = running.send(left_number(&href).header("Host", BRAND));
        assert_eq!(left.status, 200, "the form of a link elsewhere is taken where the visitor is: {left:?}");
        // A page that was open while the hub moved still leads on.
        let press = href.replace("/h/bio/", "/h/toko/");
        assert_eq!(running.send(by("base.example", &press)).status, 200);
        let gone = running.send(by("base.example", "/h/toko/go/x"));
        assert_eq!((gone.status, gone.location()), (302, "https://go.brand.example/h/bio"));
        let figures = format!("{toko}/figures");
        let figures = running.until("the look", |running| {
            let figures = running.send(get(&figures).bearer(&token)).json();
            (figures["views"].as_i64()? > 0).then_some(figures)
        });
        assert_eq!(figures["views"], 1, "a visitor who is sent on is counted once");
    }
}

#[test]
fn a_scan_of_a_hubs_code_is_a_look_apart_and_a_press_after_it_stays_a_scan() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let promo = make(&running, &token, &link("Hi {{name}}", &["+6281234567890"]));
        let entries = json!([{"label": "Sales", "link_id": promo["id"]}]);
        let made = hub(&running, &token, &json!({"slug": "toko", "entries": entries}));
        let code = running.send(get("/h/TOKO/qr.svg?fg=%230f5132"));
        assert_eq!((code.status, code.header("content-type")), (200, Some("image/svg+xml")), "{code:?}");
        assert_eq!(running.send(get("/h/toko/qr.png")).header("content-type"), Some("image/png"));
        for wrong in ["/h/nowhere/qr.svg", "/h/toko/go/qr.svg"] {
            assert_eq!(running.send(get(wrong)).status, 404, "{wrong}");
        }
        assert_eq!(running.send(get("/h/toko/qr.svg?fg=yellow")).status, 422);

        running.send(get("/h/toko").phone());
        let page = running.send(get("/h/toko?_s=qr").phone());
        let href = hrefs(&page)[0].clone();
        assert!(href.ends_with("?_s=qr"), "{href}");
        assert_eq!(running.send(get(&href).phone()).status, 302);
        let visit = visits(&running, &token, "").remove(0);
        assert_eq!((visit["kind"].as_str(), visit["link_id"].clone()), (Some("scan"), promo["id"].clone()));
        let figures = format!("/api/v1/hubs/{}/figures", made["id"].as_str().unwrap());
        let figures = running.until("both looks", |running| {
            let figures = running.send(get(&figures).bearer(&token)).json();
            (figures["views"].as_i64()? == 2 && figures["presses"].as_i64()? == 1).then_some(figures)
        });
        assert_eq!(figures["scans"], 1, "{engine:?}: asking for a code is no look");
    }
}

#[test]
fn the_button_is_one_small_script_for_any_website_and_tells_the_link_where_it_stood() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let mut promo = link("Hi {{name}} {{code}}", &["+6281234567890"]);
        promo["button"] = json!({"label": "Ask", "color": "#ffcc00", "greeting": "Hello", "pages": ["/shop/*"]});
        make(&running, &token, &promo);

        let script = running.send(get("/-/button.js").header("Origin", "https://shop.example"));
        assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert!(script.body.len() <= 3_000, "{} bytes", script.body.len());
        assert_eq!(script.header("cross-origin-resource-policy"), Some("cross-origin"));
        let settings = running.send(get("/-/button/promo.json").header("Origin", "https://shop.example"));
        assert_eq!(settings.header("access-control-allow-origin"), Some("*"));
        assert_eq!(settings.header("cache-control"), Some("public, max-age=60"));
        assert!(settings.header("set-cookie").is_none() && !settings.body.contains("628"));
        let told = settings.json();
        assert_eq!((told["ink"].as_str(), told["greets"].as_bool()), (Some("#000000"), Some(true)));
        assert_eq!((told["label"]["id"].as_str(), told["pages"][0].as_str()), (Some("Ask"), Some("/shop/*")));
        let own = running.send(get("/-/button/promo.json").header("Sec-Fetch-Site", "same-origin"));
        assert_eq!(own.header("cache-control"), Some("no-store"));
        for nothing in ["/-/button/nowhere.json", "/-/button/promo", "/-/button/..%2Fx.json", "/-/button/nowhere/demo"]
        {
            assert_eq!(fairly(&running, get(nothing)).status, 404, "{nothing}");
        }
        let demo = running.send(get("/-/button/promo/demo"));
        assert!(demo.header("content-security-policy").unwrap().contains("frame-ancestors 'self'"), "{demo:?}");

        let page = encoded("https://shop.example/batik?token=secret#x");
        let referrer = encoded("https://www.google.com/search?q=private");
        let tapped = running.send(
            get(&format!("/wa/promo?utm_source=google&gclid=g1&k_size=L&_p={page}&_r={referrer}"))
                .phone()
                .header("Referer", "https://shop.example/"),
        );
        assert_eq!(tapped.status, 302, "{tapped:?}");
        assert!(decoded(tapped.location()).contains("Hi Sari"));
        let visit = visits(&running, &token, "").remove(0);
        assert_eq!(visit["page"], "https://shop.example/batik", "{engine:?}: without its secrets");
        assert_eq!(visit["referrer"], "https://www.google.com/search");
        assert_eq!(visit["click_ids"]["gclid"], "g1");
        assert!(!visit.to_string().contains("secret") && !visit.to_string().contains("private"));

        let hostile = encoded("javascript:alert(1)");
        running.send(get(&format!("/wa/promo?utm_content=h&_p={hostile}&_r=data:x")).phone());
        let visit = crate::shop::visit(&running, &token, "h");
        assert_eq!((visit["page"].clone(), visit["referrer"].clone()), (Value::Null, Value::Null));
    }
}
