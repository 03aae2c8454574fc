//! Everything at once, and its door for programs that are not written in Rust.

use giliran_fakes::All;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn ask(address: &Value, method: &str, target: &str, body: &Value) -> (u16, Value) {
    let address = address.as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    let headers = [("content-type", "application/json"), ("access-token", giliran_fakes::tiktok::TOKEN)];
    crate::client::ask(&mut stream, method, target, &headers, body.to_string().as_bytes()).unwrap();
    let reply = crate::client::read(&mut BufReader::new(stream)).unwrap();
    (reply.status, reply.json())
}

#[test]
fn the_door_shows_what_came_and_says_how_to_behave() {
    let all = All::start(0).unwrap();
    let addresses = all.addresses();
    let (control, tiktok) = (&addresses["control"], &addresses["tiktok"]["address"]);
    assert_eq!(ask(control, "GET", "/", &Value::Null).1["meta"], addresses["meta"]);
    let person = json!({ "phone": crate::client::BUDI_E164 });
    assert_eq!(ask(control, "POST", "/tiktok/knows", &person).0, 200);
    let at = crate::client::now() / 1_000_000;
    let event = json!({ "event": "Lead", "event_time": at, "event_id": "a", "page": { "url": "https://a.example/" },
        "user": { "phone": crate::client::sha256(crate::client::BUDI_E164) } });
    let body = json!({ "event_source": "web", "event_source_id": giliran_fakes::tiktok::PIXEL, "data": [event] });
    let behave = json!({ "behave": "status", "status": 429 });
    assert_eq!(ask(control, "POST", "/tiktok/next", &behave).0, 200);
    assert_eq!(ask(tiktok, "POST", "/open_api/v1.3/event/track/", &body).0, 429);
    assert_eq!(ask(tiktok, "POST", "/open_api/v1.3/event/track/", &body).1["code"], 0);
    let seen = ask(control, "GET", "/tiktok", &Value::Null).1;
    assert_eq!((seen["counted"][0]["id"].as_str(), seen["requests"].as_array().unwrap().len()), (Some("a"), 2));
    assert_eq!(seen["faults"], json!([]));
    let secret = format!("whsec_{}", crate::client::base64(&[1; 32]));
    assert_eq!(ask(control, "POST", "/webhook/secrets", &json!([secret])).0, 200);
    assert_eq!(ask(control, "GET", "/myspace", &Value::Null).0, 400);
    assert_eq!(ask(control, "POST", "/meta/next", &json!({ "behave": "oddly" })).0, 400);
}

#[test]
fn the_program_says_where_all_are_and_ends_with_its_input() {
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_giliran-fakes"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let mut child = program().spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let addresses: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ask(&addresses["control"], "GET", "/ga4", &Value::Null).1["faults"], json!([]));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!program().arg("port").status().unwrap().success());
}
