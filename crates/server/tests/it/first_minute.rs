//! The first minute of an installation, the operator's commands beside a running server, and the end.

use crate::house::{ENGINES, House};
use crate::http::{Answer, get};
use std::time::Duration;

/// Follows redirects on this server to the page that stands at their end.
fn follow(house: &crate::house::Running, start: &str) -> (String, Answer) {
    let mut path = start.to_owned();
    for _ in 0..5 {
        let answer = house.send(get(&path).header("Accept", "text/html"));
        if !(300..400).contains(&answer.status) {
            return (path, answer);
        }
        answer.location().clone_into(&mut path);
    }
    panic!("redirects without end from {start}");
}

#[test]
fn serve_says_one_line_and_sigterm_ends_it_with_zero() {
    for engine in ENGINES {
        let house = House::new(engine);
        let running = house.serve();
        assert_eq!(running.send(get("/healthz")).status, 200, "{engine:?}");
        assert_eq!(running.send(get("/readyz")).status, 200, "{engine:?}");
        let (status, more) = running.stop();
        assert_eq!(status.code(), Some(0), "{engine:?}");
        assert_eq!(more, "", "standard output holds the listening line and nothing else");
    }
}

#[test]
fn an_empty_installation_leads_to_the_set_up_page() {
    let house = House::new(store::Engine::Sqlite);
    let running = house.serve();
    let (path, page) = follow(&running, "/");
    assert_eq!(page.status, 200, "{path}");
    assert!(page.body.contains("type=\"password\""), "the page at {path} asks for a password");
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    running.stop();
}

#[test]
fn once_somebody_has_a_sign_in_the_door_asks_for_it() {
    let house = House::new(store::Engine::Sqlite);
    house.token();
    let running = house.serve();
    let (path, page) = follow(&running, "/");
    assert_eq!(page.status, 200, "{path}");
    assert!(page.body.contains("type=\"password\"") && page.body.contains("type=\"email\""), "{path}");
    running.stop();
}

#[test]
fn users_and_tokens_are_made_beside_a_running_server() {
    for engine in ENGINES {
        let house = House::new(engine);
        let running = house.serve();
        let token = house.token();
        assert!(token.starts_with("gil_") && !token.contains(char::is_whitespace), "{token}");
        assert_eq!(running.send(get("/api/v1/links").bearer(&token)).status, 200, "{engine:?}");
        assert_eq!(running.send(get("/api/v1/links")).status, 401, "{engine:?}");
        assert_eq!(running.send(get("/api/v1/links").bearer("gil_nonsense")).status, 401, "{engine:?}");
        let agent = ["user", "add", "--email", "ayu@example.com", "--name", "Ayu", "--role", "agent"];
        assert!(house.run(&agent, "another long password\n").status.success());
        let again = house.run(&agent, "another long password\n");
        assert_eq!(again.status.code(), Some(1), "an address is one user's");
        assert!(String::from_utf8_lossy(&again.stderr).contains("email"), "{again:?}");
        running.stop();
    }
}

#[test]
fn a_token_may_what_its_scopes_say_and_no_more() {
    let house = House::new(store::Engine::Sqlite);
    house.token();
    let output = house.run(&["token", "create", "--name", "reader", "--scope", "links:read", "--expires", "1h"], "");
    let token = String::from_utf8(output.stdout).unwrap();
    assert_eq!(token.lines().count(), 1, "the token stands alone on its line");
    let running = house.serve();
    let (read, leads) = ("/api/v1/links", "/api/v1/leads");
    assert_eq!(running.send(get(read).bearer(token.trim())).status, 200);
    assert_eq!(running.send(get(leads).bearer(token.trim())).status, 403);
    running.stop();
}

#[test]
fn commands_that_lack_something_say_what() {
    let house = House::new(store::Engine::Sqlite);
    let owner = ["user", "add", "--email", "o@example.com", "--name", "O", "--role", "owner"];
    let output = house.run(&owner, "a long enough password\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no workspace yet"), "{output:?}");
    let output = house.run(&owner, "");
    assert_eq!(output.status.code(), Some(2), "no password on standard input");
    let output = house.run(&["token", "create", "--name", "t"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    house.token();
    let output = house.run(&["token", "create", "--name", "t", "--scope", "links:eat"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("scopes[0]"), "{output:?}");
    let output = house.run(&["token", "create", "--name", "t", "--expires", "soon"], "");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn two_servers_never_share_a_folder() {
    let house = House::new(store::Engine::Sqlite);
    let running = house.serve();
    let second = house.run(&["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another giliran serves"), "{second:?}");
    assert_eq!(running.send(get("/healthz")).status, 200, "the first one goes on");
    running.stop();
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let house = House::new(store::Engine::Sqlite);
    let output = house.run(&["serve", "--listen", &address], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address), "{output:?}");
}

#[test]
fn the_secret_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new(store::Engine::Sqlite);
    house.serve().stop();
    let key = house.folder().join("data/secret.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_demo_prints_a_sign_in_and_a_link_that_works() {
    let house = House::new(store::Engine::Sqlite);
    let running = crate::house::Running::start(house.command(&["demo", "--listen", "127.0.0.1:0"]));
    let tap = running.send(get("/wa/promo").phone());
    assert_eq!(tap.status, 302, "{tap:?}");
    assert!(tap.location().starts_with("https://wa.me/62812"), "{tap:?}");
    let (status, more) = running.stop();
    assert_eq!(status.code(), Some(0));
    for word in ["rina@batik-kirana.example", "batik-kirana", "curl -si", "/wa/promo"] {
        assert!(more.contains(word), "{word} is not in {more}");
    }
    // A second start goes on with what is there.
    let again = std::time::Instant::now();
    crate::house::Running::start(house.command(&["demo", "--listen", "127.0.0.1:0"])).stop();
    assert!(again.elapsed() < Duration::from_secs(60));
}

#[test]
fn the_demo_leaves_somebodys_own_workspace_alone() {
    let house = House::new(store::Engine::Sqlite);
    house.token();
    let output = house.run(&["demo", "--listen", "127.0.0.1:0"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not the example"), "{output:?}");
}
