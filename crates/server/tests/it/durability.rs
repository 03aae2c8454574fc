//! Nothing lost, on the real binary: killed at any moment, told to end under load, on a full disk, beside a newer
//! database. What was answered is there, once.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, get, post};
use crate::shop::{digits, fairly, figure, link, make, projected, visits};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use store::testing::history::Dice;
use store::{Engine, Location, Statement, Store};

const NUMBERS: [&str; 3] = ["+6281234567890", "+6281234567891", "+6281234567892"];

/// Visitors who come one after the other in a few threads until the server is gone; the words of those who were
/// answered with a redirect. `end` is called once, after so many answers.
fn load(address: SocketAddr, round: usize, answers: usize, end: impl FnOnce() + Send) -> Vec<String> {
    let (count, gone) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..6)
            .map(|thread| {
                let (count, gone) = (&count, &gone);
                scope.spawn(move || {
                    let mut answered = Vec::new();
                    for nth in 0.. {
                        let word = format!("{round}-{thread}-{nth}");
                        let tapped = get(&format!("/wa/promo?utm_content={word}")).phone().try_send(address);
                        match tapped {
                            Ok(answer) if answer.status == 302 => {
                                digits(&answer);
                                answered.push(word);
                                count.fetch_add(1, Relaxed);
                            }
                            // Cut off in the middle of the answer, or nobody there any more.
                            _ if gone.load(Relaxed) => return answered,
                            other => assert!(other.is_err(), "{other:?}"),
                        }
                    }
                    answered
                })
            })
            .collect();
        while count.load(Relaxed) < answers {
            std::thread::yield_now();
        }
        gone.store(true, Relaxed);
        end();
        visitors.into_iter().flat_map(|visitor| visitor.join().unwrap()).collect()
    })
}

/// Each answered visit is there, and no visit twice.
fn each_once(known: &[Value], answered: &[String]) {
    let words: Vec<&str> = known.iter().map(|visit| visit["utm"]["content"].as_str().unwrap()).collect();
    let once: BTreeSet<&str> = words.iter().copied().collect();
    assert_eq!(once.len(), words.len(), "a visit stands there twice");
    let missing: Vec<&String> = answered.iter().filter(|word| !once.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "{} of {} answered visits are lost: {missing:?}", missing.len(), answered.len());
    let ids: BTreeSet<&str> = known.iter().map(|visit| visit["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), known.len());
    let leads: BTreeSet<&str> = known.iter().map(|visit| visit["lead_id"].as_str().unwrap()).collect();
    assert_eq!(leads.len(), known.len(), "each new visitor is a lead of their own");
}

fn turns(known: &[Value]) -> BTreeMap<&str, usize> {
    let mut turns = BTreeMap::new();
    for visit in known {
        *turns.entry(visit["member_id"].as_str().unwrap()).or_insert(0) += 1;
    }
    turns
}

#[test]
fn five_kills_under_load_lose_no_answered_visit_double_none_and_leave_the_turns_fair() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        make(&running, &token, &link("Hi {{name}} {{code}}", &NUMBERS));
        running.kill();
        let (mut answered, mut dice) = (Vec::new(), Dice(7));
        for round in 0..5 {
            let running = house.serve();
            let address = running.address;
            answered.extend(load(address, round, 40 + dice.below(80) as usize, move || running.kill()));
        }
        let running = house.serve();
        // Turns that the kills cut off are caught up with.
        for nth in 0..30 {
            let answer = fairly(&running, get(&format!("/wa/promo?utm_content=last-{nth}")).phone());
            digits(&answer);
            answered.push(format!("last-{nth}"));
        }
        let known = visits(&running, &token, "kind=human");
        each_once(&known, &answered);
        let turns = turns(&known);
        let (most, fewest) = (turns.values().max().unwrap(), turns.values().min().unwrap());
        assert!(turns.len() == 3 && most - fewest <= 1, "{engine:?}: {turns:?}");
        let links = running.send(get("/api/v1/links").bearer(&token)).json();
        let told: i64 = links["items"][0]["pool"]["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["turns"].as_i64().unwrap())
            .sum();
        assert_eq!(told, known.len() as i64, "{engine:?}: the desk's turns are the visits'");
        running.stop();
    }
}

#[test]
fn an_end_under_load_is_orderly_and_loses_no_answer() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        make(&running, &token, &link("Hi {{name}} {{code}}", &NUMBERS));
        let address = running.address;
        let mut ended = None;
        let answered = load(address, 0, 150, || ended = Some(running.stop()));
        let (status, said) = ended.unwrap();
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{engine:?}");
        let running = house.serve();
        let known = visits(&running, &token, "kind=human");
        each_once(&known, &answered);
        // An orderly end answers what it has taken: what is recorded beyond that is at most what was under way.
        assert!(known.len() <= answered.len() + 6, "{engine:?}: {} recorded of {}", known.len(), answered.len());
        let turns = turns(&known);
        assert!(turns.values().max().unwrap() - turns.values().min().unwrap() <= 1, "{engine:?}: {turns:?}");
        running.stop();
    }
}

#[test]
fn an_older_program_refuses_a_newer_database_in_a_clear_sentence() {
    let house = House::new(Engine::Sqlite);
    house.serve().stop();
    let newer = store::known_version() + 3;
    let store = Store::open(&Location::in_folder(&house.folder().join("data"))).unwrap();
    let history = format!(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES ({newer}, 'later', '2030-01-01T00:00:00Z', '1')"
    );
    store.write_blocking(move |tx| tx.execute(&Statement::put_together("a later migration", history), &[])).unwrap();
    drop(store);
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["token", "create", "--name", "t"]] {
        let output = house.run(words, "");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        for word in [newer.to_string(), store::known_version().to_string(), "newer".into()] {
            assert!(said.contains(&word), "{word} is not in {said}");
        }
        assert!(!said.contains("panicked"), "{said}");
    }
}

/// A server whose files may be kept from growing; its process id.
fn on_a_small_disk(house: &House, flags: &[&str]) -> (Running, String) {
    let serve = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut command = Command::new("sh");
    // Signal 25 is SIGXFSZ: without it a write beyond the limit fails like one on a full disk.
    command.args(["-c", "trap '' 25; echo $$ > pid; exec \"$0\" \"$@\""]).arg(serve.get_program());
    command.args(serve.get_args()).args(flags).current_dir(house.folder());
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let running = Running::start(command);
    let pid = std::fs::read_to_string(house.folder().join("pid")).unwrap().trim().to_owned();
    (running, pid)
}

fn limit(pid: &str, size: &str) {
    let told = Command::new("prlimit").args(["--pid", pid, &format!("--fsize={size}:unlimited")]).status().unwrap();
    assert!(told.success());
}

/// From here on no file of the server's takes a byte.
fn fill_up(pid: &str) {
    limit(pid, "0");
}

fn tap(running: &Running, word: &str) -> Answer {
    fairly(running, get(&format!("/wa/promo?utm_content={word}")).phone())
}

#[test]
fn on_a_full_disk_visitors_are_sent_on_and_recorded_once_there_is_room() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let (running, pid) = on_a_small_disk(&house, &[]);
        make(&running, &token, &link("Hi {{name}} {{code}}", &NUMBERS));
        let mut words: Vec<String> = (0..5).map(|nth| format!("before-{nth}")).collect();
        for word in &words {
            assert_eq!(tap(&running, word).status, 302);
        }
        projected(&running);
        fill_up(&pid);
        for nth in 0..20 {
            let word = format!("full-{nth}");
            assert_eq!(tap(&running, &word).status, 302, "{engine:?}: a visitor is sent on");
            words.push(word);
        }
        assert_eq!(figure(&running, "giliran_unkept_total"), 20, "{engine:?}: and it is said that nothing was kept");
        let refused = post("/api/v1/links").bearer(&token).json(&json!({"slug": "later"}));
        let answer = fairly(&running, refused);
        assert!(matches!(answer.status, 201 | 503), "{engine:?}: {answer:?}");
        limit(&pid, "unlimited");
        running
            .until("what was held is written", |running| (figure(running, "giliran_journal_held") == 0).then_some(()));
        assert_eq!(tap(&running, "after").status, 302);
        words.push("after".into());
        assert_eq!(figure(&running, "giliran_journal_lost_total"), 0);
        let known = visits(&running, &token, "kind=human");
        each_once(&known, &words);
        assert_eq!(known.len(), words.len(), "{engine:?}");
        let (status, _) = running.stop();
        assert_eq!(status.code(), Some(0), "{engine:?}");
    }
}

#[test]
fn where_the_operator_wants_it_a_full_disk_tells_visitors_to_come_again() {
    let house = House::new(Engine::Sqlite);
    let token = house.token();
    let (running, pid) = on_a_small_disk(&house, &["--journal-full", "refuse"]);
    make(&running, &token, &link("Hi {{name}} {{code}}", &NUMBERS));
    assert_eq!(tap(&running, "before").status, 302);
    projected(&running);
    fill_up(&pid);
    for nth in 0..5 {
        let answer = tap(&running, &format!("full-{nth}"));
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{answer:?}");
        assert!(answer.header("set-cookie").is_none() && answer.header("location").is_none(), "{answer:?}");
    }
    assert_eq!(figure(&running, "giliran_refused_total"), 5);
    limit(&pid, "unlimited");
    assert_eq!(tap(&running, "after").status, 302);
    let known = visits(&running, &token, "kind=human");
    let mut words: Vec<&str> = known.iter().map(|visit| visit["utm"]["content"].as_str().unwrap()).collect();
    words.sort_unstable();
    assert_eq!(words, ["after", "before"], "who was refused was not recorded");
    running.stop();
}
