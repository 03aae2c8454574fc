//! Own domains on the real binary and both stores: claimed, looked up at a name server, used, told apart from hosts
//! that are nobody's, given up.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, patch, post};
use crate::name_server::NameServer;
use crate::shop;
use serde_json::{Value, json};

const BRAND: &str = "go.brand.example";

fn serve(house: &House, names: &NameServer, more: &[&str]) -> Running {
    let server = names.address.to_string();
    let flags = [&["--dns-server", &server, "--base-url", "https://base.example"], more].concat();
    house.serve_with(&flags)
}

/// A request by a host's name.
fn by(host: &str, target: &str) -> Request {
    get(target).phone().header("Host", host)
}

pub fn claim(running: &Running, token: &str, host: &str) -> Value {
    let made = running.send(post("/api/v1/domains").bearer(token).json(&json!({"host": host})));
    assert_eq!(made.status, 201, "{made:?}");
    made.json()
}

/// Claims a domain, shows the name server its proof, and has it verified.
pub fn verified(running: &Running, names: &NameServer, token: &str, host: &str) -> Value {
    let claimed = claim(running, token, host);
    let txt = &claimed["proof"]["txt"];
    names.txt(txt["name"].as_str().unwrap(), &[txt["value"].as_str().unwrap()]);
    let checked = verify(running, token, &claimed);
    assert_eq!(checked["status"], "verified", "{checked}");
    checked
}

fn verify(running: &Running, token: &str, domain: &Value) -> Value {
    let path = format!("/api/v1/domains/{}/verify", domain["id"].as_str().unwrap());
    let answer = running.send(post(&path).bearer(token));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn change(running: &Running, token: &str, domain: &Value, body: &Value) -> Answer {
    running.send(patch(&format!("/api/v1/domains/{}", domain["id"].as_str().unwrap())).bearer(token).json(body))
}

fn allowed(running: &Running, name: &str) -> u16 {
    // As a proxy on the same machine asks: by the address.
    running.send(get(&format!("/tls/allowed?domain={name}")).header("Host", "127.0.0.1:8080")).status
}

#[test]
fn a_domain_is_claimed_looked_up_and_then_serves_links_and_nothing_of_the_desk() {
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let running = serve(&house, &names, &[]);
        let domain = claim(&running, &token, "Go.Brand.example.");
        assert_eq!((domain["host"].as_str(), domain["status"].as_str()), (Some(BRAND), Some("pending")));

        // Nothing is there: said in words, and nothing is in force.
        let looked = verify(&running, &token, &domain);
        assert_eq!(looked["status"], "pending");
        let said: Vec<&str> =
            looked["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
        assert_eq!(said, ["txt_none", "file_no_address"], "{looked}");
        let message = looked["findings"][0]["message"].as_str().unwrap();
        assert_eq!(message, "We found no TXT record at _giliran.go.brand.example.");
        assert_eq!((allowed(&running, BRAND), allowed(&running, "base.example")), (404, 200));
        let early = json!({"slug": "promo", "domain": BRAND});
        let early = running.send(post("/api/v1/links").bearer(&token).json(&early));
        assert_eq!(
            (early.status, early.json()["errors"][0]["code"].as_str()),
            (422, Some("no_such_domain")),
            "{early:?}"
        );

        // Another record, and an address that is nobody's business to call.
        names.txt("_giliran.go.brand.example", &["v=spf1 -all"]);
        names.a(BRAND, "127.0.0.1".parse().unwrap());
        let looked = verify(&running, &token, &domain);
        assert_eq!(looked["findings"][0]["code"], "txt_other");
        assert!(looked["findings"][0]["message"].as_str().unwrap().contains("“v=spf1 -all”"), "{looked}");
        assert_eq!(looked["findings"][1]["code"], "file_private");

        let value = domain["proof"]["txt"]["value"].as_str().unwrap();
        names.txt("_giliran.go.brand.example", &["v=spf1 -all", value]);
        let looked = verify(&running, &token, &domain);
        assert_eq!((looked["status"].as_str(), looked["verified_by"].as_str()), (Some("verified"), Some("txt")));
        assert_eq!(looked["findings"], json!([]));
        assert_eq!((allowed(&running, BRAND), allowed(&running, "GO.brand.example.")), (200, 200));

        let made = shop::make(&running, &token, &{
            let mut link = shop::link("Hi {{name}} {{code}} {{link}}", &["+6281234567890"]);
            link["domain"] = json!(BRAND);
            link
        });
        assert_eq!(
            (made["url"].as_str(), made["domain"].as_str()),
            (Some("https://go.brand.example/wa/promo"), Some(BRAND))
        );
        let tapped = running.send(by(BRAND, "/wa/promo?utm_content=tapped"));
        assert_eq!(shop::digits(&tapped), "6281234567890");
        assert!(tapped.location().contains("go.brand.example%2Fwa%2Fpromo"), "{tapped:?}");
        let visit = shop::visit(&running, &token, "tapped");
        let steps = visit["steps"].to_string();
        assert!(steps.contains(BRAND), "the visit says on which domain it was: {visit}");

        // The same slug is another link's on the base domain, and nobody's on a host that is unknown.
        assert_eq!(running.send(by("base.example", "/wa/promo")).status, 404);
        assert_eq!(running.send(by("other.example", "/wa/promo")).status, 404);
        let other = shop::make(&running, &token, &shop::link("Hi", &["+6281234567891"]));
        assert_eq!(other["url"], "https://base.example/wa/promo");
        assert_eq!(shop::digits(&running.send(by("base.example", "/wa/promo"))), "6281234567891");

        for path in
            ["/app", "/app/sign-in", "/api/v1/links", "/api/docs", "/metrics", "/readyz", "/tls/allowed?domain=x"]
        {
            let answer = running.send(by(BRAND, path).bearer(&token));
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
        }
        assert_eq!(running.send(by("base.example", "/app/sign-in")).status, 200);
        running.stop();
    }
}

#[test]
fn what_is_unknown_on_a_domain_is_answered_in_the_words_of_its_business() {
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let running = serve(&house, &names, &[]);
        let domain = verified(&running, &names, &token, BRAND);
        assert_eq!(running.send(by(BRAND, "/")).status, 404, "the bare domain leads nowhere yet");

        let words = json!({
            "root_url": "https://brand.example/start?from=short",
            "not_found": {"title": "Toko <b>Brand</b>", "text": "Nothing here.\nWrite to us."},
        });
        let changed = change(&running, &token, &domain, &words);
        assert_eq!(changed.status, 200, "{changed:?}");
        let bare = running.send(by(BRAND, "/?next=https://evil.example/"));
        assert_eq!((bare.status, bare.location()), (302, "https://brand.example/start?from=short"));
        assert_eq!(bare.header("cache-control"), Some("no-store"));
        for path in ["/wa/nothing", "/nothing", "/app"] {
            let lost = running.send(by(BRAND, path));
            assert_eq!(lost.status, 404, "{path}");
            assert!(
                lost.body.contains("Toko &#60;b&#62;Brand&#60;/b&#62;") && lost.body.contains("<p>Write to us.</p>"),
                "{lost:?}"
            );
            assert!(lost.header("content-security-policy").is_some(), "{lost:?}");
        }
        assert!(!running.send(by("base.example", "/wa/nothing")).body.contains("Toko"), "only on the domain");
        // What the page loads is there too.
        let page = running.send(by(BRAND, "/wa/nothing")).body;
        let style = page.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(running.send(by(BRAND, style)).status, 200, "{style}");

        // A catch-all takes what is unknown on the domain, the bare domain and other addresses not.
        let channel = json!({"kind": "website", "name": "Shop", "url": "https://brand.example/shop"});
        let channel = running.send(post("/api/v1/channels").bearer(&token).json(&channel)).json();
        let set = patch("/api/v1/workspace").bearer(&token).json(&json!({"catch_all_channel_id": channel["id"]}));
        assert_eq!(running.send(set).status, 200);
        assert_eq!(running.send(by(BRAND, "/wa/nothing")).location(), "https://brand.example/shop");
        assert_eq!(running.send(by(BRAND, "/nothing")).status, 404);
        assert_eq!(running.send(by("other.example", "/wa/nothing")).status, 404);
        running.stop();
    }
}

#[test]
fn links_move_between_domains_and_their_old_addresses_go_on_until_the_domain_is_given_up() {
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let running = serve(&house, &names, &[]);
        let domain = verified(&running, &names, &token, BRAND);
        assert_eq!(change(&running, &token, &domain, &json!({"primary": true})).status, 200);
        let made = shop::make(&running, &token, &shop::link("Hi", &["+6281234567890"]));
        assert_eq!(made["domain"], BRAND, "a new link takes the primary domain");
        let path = format!("/api/v1/links/{}", made["id"].as_str().unwrap());

        let removal = || {
            let path = format!("/api/v1/domains/{}", domain["id"].as_str().unwrap());
            running.send(Request::new("DELETE", path.as_bytes()).bearer(&token))
        };
        let kept = removal();
        assert_eq!((kept.status, kept.json()["errors"][0]["code"].as_str()), (409, Some("domain_in_use")), "{kept:?}");
        assert!(kept.json()["errors"][0]["message"].as_str().unwrap().contains("Promo"), "{kept:?}");

        let moved = running.send(patch(&path).bearer(&token).json(&json!({"domain": null}))).json();
        assert_eq!(moved["url"], "https://base.example/wa/promo");
        assert_eq!(moved["old_urls"], json!(["https://go.brand.example/wa/promo"]));
        for host in ["base.example", BRAND] {
            assert_eq!(shop::digits(&running.send(by(host, "/wa/promo"))), "6281234567890", "{host}");
        }
        assert_eq!(removal().status, 204);
        assert_eq!((running.send(by(BRAND, "/wa/promo")).status, allowed(&running, BRAND)), (404, 404));
        // Whoever proves it next begins with an empty domain, also after a restart.
        verified(&running, &names, &token, BRAND);
        assert_eq!(running.send(by(BRAND, "/wa/promo")).status, 404);
        running.stop();
        let running = serve(&house, &names, &[]);
        assert_eq!((running.send(by(BRAND, "/wa/promo")).status, allowed(&running, BRAND)), (404, 200));
        running.stop();
    }
}

#[test]
fn a_domain_that_points_here_is_proved_by_the_file_that_we_answer_ourselves() {
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let running = serve(&house, &names, &[]);
        let claimed = claim(&running, &token, BRAND);
        let file = &claimed["proof"]["file"];
        let path = file["url"].as_str().unwrap().strip_prefix("http://go.brand.example").unwrap();
        let answer = running.send(by(BRAND, path));
        assert_eq!((answer.status, answer.body.trim()), (200, file["content"].as_str().unwrap()));
        assert_eq!(running.send(by(BRAND, "/.well-known/giliran/other")).status, 404);
        assert_eq!(running.send(by("other.example", path)).status, 404, "the file of one name is not another's");
        running.stop();
    }
}

/// A proxy on port 80 of this address, passing every connection on. None where only root may listen on such a port.
fn port_80_of(address: [u8; 4], to: std::net::SocketAddr) -> Option<()> {
    use std::net::{Shutdown, TcpListener, TcpStream};
    let listener = match TcpListener::bind((std::net::Ipv4Addr::from(address), 80)) {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return None,
        Err(error) => panic!("port 80 of {address:?}: {error}"),
    };
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (from, to) = (stream.unwrap(), TcpStream::connect(to).unwrap());
            for (mut from, mut to) in [(from.try_clone().unwrap(), to.try_clone().unwrap()), (to, from)] {
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
    Some(())
}

/// The whole way of a file: looked up, fetched from port 80, and answered by ourselves behind a proxy there. Somebody who
/// may not listen on port 80 leaves the last part out, and `make test` says so.
#[test]
fn a_domain_whose_file_is_found_on_port_80_is_verified() {
    for (engine, address) in ENGINES.into_iter().zip([[127, 0, 83, 80], [127, 0, 83, 81]]) {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let running = serve(&house, &names, &["--reach-private", "127.0.83.0/24"]);
        let claimed = claim(&running, &token, BRAND);
        names.a(BRAND, address.into());
        let looked = verify(&running, &token, &claimed);
        assert_eq!(
            (looked["status"].as_str(), looked["findings"][1]["code"].as_str()),
            (Some("pending"), Some("file_unreached"))
        );
        if port_80_of(address, running.address).is_none() {
            eprintln!("left out: only root may listen on port 80 here");
            continue;
        }
        let looked = verify(&running, &token, &claimed);
        assert_eq!(
            (looked["status"].as_str(), looked["verified_by"].as_str()),
            (Some("verified"), Some("file")),
            "{looked}"
        );
        running.stop();
    }
}

#[test]
fn a_name_that_is_no_domain_is_refused_with_its_own_words() {
    let (house, names) = (House::new(ENGINES[0]), NameServer::start());
    let token = house.token();
    let running = serve(&house, &names, &[]);
    for (host, code) in [
        ("go.brand.example:8080", "domain_port"),
        ("go.brand.example/wa", "domain_path"),
        ("https://go.brand.example", "domain_path"),
        ("gо.brand.example", "domain_homograph"),
        ("xn--80ak6aa92e.example", "domain_homograph"),
        ("brandж.example", "domain_mixed_scripts"),
        ("192.0.2.1", "domain_address"),
        ("*.brand.example", "domain_wildcard"),
        ("brand", "domain_single_label"),
        ("base.example", "domain_own"),
        ("BASE.example.", "domain_own"),
    ] {
        let answer = running.send(post("/api/v1/domains").bearer(&token).json(&json!({"host": host})));
        let error = answer.json()["errors"][0].clone();
        assert_eq!(
            (answer.status, error["field"].as_str(), error["code"].as_str()),
            (422, Some("host"), Some(code)),
            "{host}"
        );
    }
    let none = running.send(get("/api/v1/domains").bearer(&token)).json();
    assert_eq!(none["items"], json!([]), "nothing is half-saved");
    running.stop();
}

#[test]
fn a_name_server_that_does_not_answer_is_no_proof_and_no_failure() {
    let house = House::new(ENGINES[0]);
    // Bound and silent: a packet that is no query gets no answer, and neither does any other.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = silent.local_addr().unwrap().to_string();
    let token = house.token();
    let running = house.serve_with(&["--dns-server", &server]);
    let looked = verify(&running, &token, &claim(&running, &token, BRAND));
    let codes: Vec<&str> = looked["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["txt_no_answer", "file_no_answer"]);
    running.stop();
}
