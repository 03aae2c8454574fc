//! `wrk` and what it says.

use crate::Result;
use crate::machine::on_core;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitors {
    /// Without a cookie, each with a click id of its own.
    New,
    /// With a cookie each, taken in turn from all that were given out.
    Returning,
    /// One and the same request for ever: what `wrk` can send fastest. Only for the yardstick.
    Same,
}

pub struct Load {
    /// Holds `visits.lua` beside the user agents.
    pub scripts: PathBuf,
    /// Values of cookies, all of one length, without anything between them.
    pub cookies: PathBuf,
    pub cookie_count: u64,
    pub core: Option<usize>,
    /// The link that they come by.
    pub slug: String,
    next: AtomicU64,
}

/// What one run gave.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Answers that came whole.
    pub answers: u64,
    pub seconds: f64,
    pub p50: f64,
    pub p99: f64,
    /// Answers that were no redirect, and connections that failed.
    pub wrong: u64,
}

impl Run {
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.seconds
    }
}

impl Load {
    pub fn new(scripts: &Path, cookies: &Path, cookie_count: u64, core: Option<usize>) -> Self {
        let next = AtomicU64::new(1);
        let slug = crate::seed::SLUG.to_owned();
        Self { scripts: scripts.to_owned(), cookies: cookies.to_owned(), cookie_count, core, slug, next }
    }

    pub fn run(&self, at: SocketAddr, visitors: Visitors, connections: u32, seconds: u64) -> Result<Run> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // Each run begins where no run before it can have come to in the last ten seconds.
        let offset = number * 611_953 % self.cookie_count.max(1);
        let cookies = match visitors {
            Visitors::New | Visitors::Same => "-".into(),
            Visitors::Returning => self.cookies.clone(),
        };
        let mut command = on_core(self.core, "wrk");
        command
            .args([
                "-t1",
                "--latency",
                "--timeout",
                "10s",
                "-c",
                &connections.to_string(),
                "-d",
                &format!("{seconds}s"),
            ])
            .arg("-s")
            .arg(self.scripts.join("visits.lua"))
            .arg(format!("http://{at}/wa/{}", self.slug))
            .arg("--")
            .arg(self.scripts.join("user_agents.txt"))
            .arg(cookies)
            .args([
                self.cookie_count.to_string(),
                offset.to_string(),
                (number * 7919 + u64::from(std::process::id())).to_string(),
            ])
            .args((visitors == Visitors::Same).then_some("same"));
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            return Err(format!("wrk: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
        }
        read(&said).ok_or_else(|| format!("wrk said something unknown: {said}").into())
    }
}

fn read(said: &str) -> Option<Run> {
    let mut run = Run::default();
    for line in said.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["50%", time] => run.p50 = millis(time)?,
            ["99%", time] => run.p99 = millis(time)?,
            [count, "requests", "in", time, ..] => {
                run.answers = count.parse().ok()?;
                run.seconds = millis(time.trim_end_matches(','))? / 1000.0;
            }
            ["Non-2xx", "or", "3xx", "responses:", count] => run.wrong += count.parse::<u64>().ok()?,
            ["Socket", "errors:", rest @ ..] => {
                run.wrong += rest.iter().filter_map(|word| word.trim_end_matches(',').parse::<u64>().ok()).sum::<u64>();
            }
            _ => {}
        }
    }
    (run.seconds > 0.0).then_some(run)
}

/// `950.00us`, `1.52ms`, `10.10s`, `1.01m`.
fn millis(text: &str) -> Option<f64> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - unit.len()].parse().ok()?;
    match unit {
        "us" => Some(number / 1000.0),
        "ms" => Some(number),
        "s" => Some(number * 1000.0),
        "m" => Some(number * 60_000.0),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_says_is_understood() {
        let said = "Running 2s test @ http://127.0.0.1:1/\n  1 threads and 64 connections\n  Latency Distribution\n     \
                    50%  378.00us\n     75%    1.12ms\n     90%    2.00ms\n     99%    4.17ms\n  \
                    319284 requests in 2.10s, 70.04MB read\n  Socket errors: connect 0, read 3, write 0, timeout 1\n  \
                    Non-2xx or 3xx responses: 5\nRequests/sec: 152040.10\n";
        let run = read(said).unwrap();
        assert_eq!((run.answers, run.seconds, run.p50, run.p99, run.wrong), (319_284, 2.1, 0.378, 4.17, 9));
    }
}
