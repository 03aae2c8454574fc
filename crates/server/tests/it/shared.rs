//! What is seen of a link without visiting it, on the real binary: the preview with its picture for those that fetch
//! previews and for nobody else, the picture itself, and the QR code.

use crate::house::{ENGINES, House, Running};
use crate::http::{Request, get, post};
use crate::shop::{COOKIE, digits, fairly, link, make, projected, visits};
use serde_json::{Value, json};

const NUMBER: &str = "+6281234567890";

/// What comes when an address is pasted into a chat or a post.
const FETCHERS: [&str; 12] = [
    "WhatsApp/2.24.25.78 A",
    "WhatsApp/2.24.24.80 i",
    "WhatsApp/2.2450.6 W",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "facebookexternalhit/1.1;line-poker/1.0",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
];

/// People in the very apps whose names stand in the fetchers'.
const PEOPLE: [&str; 8] = [
    "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.108 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0.0.63.82;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G80 Instagram 356.0.0.41.101 (iPhone14,5; iOS 17_6; id_ID; id; scale=3.00; 1170x2532; 656263331)",
    "Mozilla/5.0 (Linux; Android 13; 2201117TG Build/TKQ1.221114.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/129.0.6668.100 Mobile Safari/537.36 trill_370104 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/37.1.4 ByteLocale/id-ID",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.19.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/13.11.0.39 (like Safari/8618.3.11.0.2, panda)",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Telegram-Android/11.3.4 (Google Pixel 8; Android 14; SDK 34; HIGH)",
    "Mozilla/5.0 (Linux; Android 12; CPH2239 Build/RKQ1.211119.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 [LinkedInApp]/4.1.1000",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
];

/// One red pixel.
const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\
    \x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82";

fn upload(running: &Running, token: &str) -> Value {
    let answer = running.send(post("/api/v1/pictures").bearer(token).bytes("image/png", PNG.to_vec()));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

fn ask(running: &Running, target: &str, agent: &str) -> crate::http::Answer {
    fairly(running, get(target).header("User-Agent", agent).header("Accept-Language", "id-ID,id;q=0.9"))
}

#[test]
fn fetchers_see_the_picture_and_no_number_and_people_the_number_and_no_picture() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let picture = upload(&running, &token);
        let mut promo = link("Hi {{name}} {{code}}", &[NUMBER]);
        promo["preview"] = json!({"title": "Promo 11.11", "description": "Hari ini saja", "picture_id": picture["id"]});
        make(&running, &token, &promo);

        for agent in FETCHERS {
            let answer = ask(&running, "/wa/promo", agent);
            assert_eq!((answer.status, answer.header("set-cookie")), (200, None), "{agent}: {answer:?}");
            let address = picture["url"].as_str().unwrap();
            for tag in [
                "og:title\" content=\"Promo 11.11\"",
                "og:description\" content=\"Hari ini saja\"",
                &format!("og:image\" content=\"{address}\""),
                "og:image:type\" content=\"image/png\"",
                "og:image:width\" content=\"1\"",
                "og:site_name\" content=\"Toko\"",
                "noindex",
            ] {
                assert!(answer.body.contains(tag), "{agent}: {tag} is not in {}", answer.body);
            }
            assert!(!answer.body.contains("81234567890") && !answer.body.contains("wa.me"), "{agent}");
        }
        for agent in PEOPLE {
            let answer = ask(&running, "/wa/promo", agent);
            assert_eq!(digits(&answer), "6281234567890", "{agent}");
            assert!(answer.cookie(COOKIE).is_some() && !answer.body.contains("og:"), "{agent}: {answer:?}");
        }
        assert_eq!(visits(&running, &token, "kind=preview").len(), FETCHERS.len());
        assert_eq!(visits(&running, &token, "kind=human").len(), PEOPLE.len());
    }
}

#[test]
fn a_picture_is_seen_by_everybody_for_ever_and_as_nothing_else() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let picture = upload(&running, &token);
        let path = format!("/-/pictures/{}", picture["id"].as_str().unwrap());
        let answer = running.send(get(&path));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/png")), "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("cache-control").is_some_and(|value| value.contains("immutable")));
        assert_eq!(running.send(Request::new("HEAD", path.as_bytes())).status, 200);
        for nothing in
            ["/-/pictures/01890000-0000-7000-8000-000000000000", "/-/pictures/x", "/-/pictures/", "/-/pictures"]
        {
            let answer = fairly(&running, get(nothing));
            assert_eq!(answer.status, 404, "{nothing}");
            assert!(!answer.header("cache-control").is_some_and(|value| value.contains("immutable")), "{nothing}");
        }
        let gone = running.send(Request::new("DELETE", format!("/api/v1{}", &path[2..]).as_bytes()).bearer(&token));
        assert_eq!(gone.status, 204, "{gone:?}");
        assert_eq!(running.send(get(&path)).status, 404);
    }
}

#[test]
fn a_code_is_looked_at_without_a_visit_and_what_it_says_is_counted_as_a_scan() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let made = make(&running, &token, &link("Hi {{name}} {{code}}", &[NUMBER]));
        for (end, kind, opening) in [("svg", "image/svg+xml", "<svg "), ("png", "image/png", "\u{fffd}PNG")] {
            let answer = fairly(&running, get(&format!("/wa/promo/qr.{end}?size=256&fg=%230f5132")).phone());
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{answer:?}");
            assert!(answer.body.starts_with(opening), "{end}: {answer:?}");
            assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert!(answer.header("set-cookie").is_none());
            assert_eq!(running.send(Request::new("HEAD", format!("/wa/promo/qr.{end}").as_bytes())).status, 200);
            assert_eq!(running.send(post(&format!("/wa/promo/qr.{end}"))).status, 405);
            for lost in ["/wa/nobody/qr.", "/wa//qr.", "/wa/promo/x/qr.", "/wa/%00/qr."] {
                assert_eq!(fairly(&running, get(&format!("{lost}{end}"))).status, 404, "{lost}{end}");
            }
            let elsewhere = get(&format!("/wa/promo/qr.{end}")).header("Host", "evil.example");
            assert_eq!(fairly(&running, elsewhere).status, 404);
            for (query, field) in [("size=10000", "size"), ("margin=-1", "margin"), ("fg=%23ff0", "fg"), ("x=1", "x")] {
                let answer = fairly(&running, get(&format!("/wa/promo/qr.{end}?{query}")));
                assert_eq!(answer.status, 422, "{query}: {answer:?}");
                assert_eq!(answer.json()["errors"][0]["field"], field, "{query}");
                assert_eq!(answer.header("cache-control"), Some("no-store"), "a fault is not kept");
            }
        }
        projected(&running);
        assert_eq!(visits(&running, &token, "").len(), 0, "nobody visited yet");
        let code = format!("/api/v1/links/{}/qr", made["id"].as_str().unwrap());
        let text = running.send(get(&code).bearer(&token)).json()["text"].as_str().unwrap().to_owned();
        let target = text.split_once("://").unwrap().1.split_once('/').unwrap().1.to_owned();
        digits(&fairly(&running, get(&format!("/{target}")).phone()));
        digits(&fairly(&running, get("/wa/promo").phone()));
        assert_eq!(visits(&running, &token, "kind=scan").len(), 1);
        assert_eq!(visits(&running, &token, "kind=human").len(), 1);
        let archived = Request::new("DELETE", format!("/api/v1/links/{}", made["id"].as_str().unwrap()).as_bytes());
        assert_eq!(running.send(archived.bearer(&token)).status, 200);
        assert_eq!(running.send(get("/wa/promo/qr.svg")).status, 404, "an archived link has no code");
    }
}

#[test]
fn a_foreign_workspaces_logo_is_none_of_ours() {
    let house = House::new(ENGINES[0]);
    let token = house.token();
    let running = house.serve();
    make(&running, &token, &link("Hi {{code}}", &[NUMBER]));
    let nobody = "01890000-0000-7000-8000-000000000000";
    let answer = running.send(get(&format!("/wa/promo/qr.svg?logo={nobody}")).header("Accept-Language", "id"));
    assert_eq!((answer.status, answer.json()["errors"][0]["code"].as_str()), (422, Some("no_such_picture")));
    assert_eq!(answer.header("content-language"), Some("id"));
    let own = upload(&running, &token);
    let answer = running.send(get(&format!("/wa/promo/qr.svg?logo={}", own["id"].as_str().unwrap())));
    assert!(answer.status == 200 && answer.body.contains("<image "), "{answer:?}");
}
