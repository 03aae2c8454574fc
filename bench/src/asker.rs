//! Asking the API one question after the other, and how long the answers took.

use crate::Result;
use crate::client::{Answer, Connection};
use crate::house::House;
use crate::tally::percentile;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A token that may do everything; `workspace`: whose, where there are several.
pub fn token(house: &House, workspace: Option<&str>) -> Result<String> {
    let mut words = vec!["token", "create", "--name", "bench"];
    words.extend(workspace.into_iter().flat_map(|workspace| ["--workspace", workspace]));
    let output = house.command(&words).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err("no token could be made".into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Asks over HTTP with a token, one after the other, as a client would.
pub struct Asker {
    address: SocketAddr,
    connection: Connection,
    headers: String,
    pub times: u64,
}

impl Asker {
    pub fn new(at: SocketAddr, token: &str, times: u64) -> Result<Self> {
        let headers = format!("Authorization: Bearer {token}\r\n");
        Ok(Self { address: at, connection: Connection::open(at)?, headers, times })
    }

    /// One answer and its time; a token that has asked too often waits as long as it is told to, off the clock.
    pub fn once(&mut self, path: &str) -> Result<(Answer, Duration)> {
        loop {
            let begun = Instant::now();
            let answer = self.connection.get(path, &self.headers).map_err(|cut| cut.error)?;
            let took = begun.elapsed();
            if answer.status != 429 {
                return Ok((answer, took));
            }
            let seconds = answer.header("retry-after").and_then(|text| text.parse().ok()).unwrap_or(1);
            std::thread::sleep(Duration::from_secs(seconds));
            // The server does not keep an idle connection for as long.
            self.connection = Connection::open(self.address)?;
        }
    }

    /// How many items the first answer held, the first time, and all times after it.
    pub fn ask(&mut self, path: &str) -> Result<(usize, Duration, Vec<Duration>)> {
        let (mut items, mut times) = (0, Vec::new());
        let mut first = Duration::ZERO;
        for number in 0..=self.times {
            let (answer, took) = self.once(path)?;
            if answer.status != 200 {
                return Err(format!("{path} was answered with {}: {}", answer.status, answer.body).into());
            }
            if number == 0 {
                first = took;
                let body: serde_json::Value = serde_json::from_str(&answer.body)?;
                let held = |key: &str| body[key].as_array().map(Vec::len);
                items = held("items").or(held("lines")).unwrap_or(0);
            } else {
                times.push(took);
            }
        }
        Ok((items, first, times))
    }
}

/// A line of a table: what was asked, how many items, the first time, and the others.
pub fn row(name: &str, items: usize, first: Duration, times: &[Duration]) -> Vec<String> {
    vec![
        format!("`{name}`"),
        items.to_string(),
        format!("{:.1}", first.as_secs_f64() * 1000.0),
        format!("{:.1}", percentile(times, 0.5)),
        format!("{:.1}", percentile(times, 0.99)),
    ]
}
