//! What a user agent tells, remembered: a visit's agent is nearly always one that was just seen, and reading one against
//! all crawlers costs more than the rest of the decision. Each answering thread has its own memory, bounded.

use domain::classify::{self, Headers, Method, Verdict};
use domain::user_agent;
use domain::visit::{Client, Kind, KindReason};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// So many agents; then the memory starts over.
const MOST: usize = 4096;
/// Longer ones are read anew each time: they are no browser's.
const LONGEST: usize = 512;

#[derive(Clone)]
struct Told {
    client: Client<'static>,
    /// Of a plain GET with nothing else to go by.
    verdict: Verdict,
}

thread_local! {
    static KNOWN: RefCell<FxHashMap<Box<str>, Told>> = RefCell::new(FxHashMap::default());
}

/// The client, and what kind of request it makes.
pub(super) fn read(method: Method, headers: &Headers<'_>, scan: bool) -> (Client<'static>, Verdict) {
    let told = remembered(headers.user_agent);
    let plain = method == Method::Get
        && [headers.sec_purpose, headers.purpose, headers.x_purpose, headers.x_moz].iter().all(|h| h.is_empty());
    // The user agent alone decides a plain request, but for the QR code's mark on a person's.
    let verdict = match told.verdict {
        verdict if plain && !(scan && verdict.kind == Kind::Human) => verdict,
        verdict if plain => Verdict { kind: Kind::Scan, reason: KindReason::ScanMark, ..verdict },
        _ => classify::classify(method, headers, scan),
    };
    (told.client, verdict)
}

fn remembered(agent: &str) -> Told {
    if agent.len() > LONGEST {
        return told(agent);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(told) = known.get(agent) {
            return told.clone();
        }
        let told = told(agent);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(agent.into(), told.clone());
        told
    })
}

fn told(agent: &str) -> Told {
    let headers = Headers { user_agent: agent, ..Headers::default() };
    Told { client: user_agent::read(agent), verdict: classify::classify(Method::Get, &headers, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_says_what_reading_anew_says() {
        let agents =
            ["", "curl/8.5", "WhatsApp/2.23.20.0 A", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/133.0"];
        let prefetch = ["", "prefetch"];
        for agent in agents.into_iter().chain([&*"x".repeat(600)]) {
            for (scan, sec_purpose) in [(false, 0), (true, 0), (false, 1), (true, 1)] {
                for method in [Method::Get, Method::Head] {
                    let headers =
                        Headers { user_agent: agent, sec_purpose: prefetch[sec_purpose], ..Headers::default() };
                    for _ in 0..2 {
                        let (client, verdict) = read(method, &headers, scan);
                        assert_eq!(verdict, classify::classify(method, &headers, scan), "{agent}");
                        assert_eq!(client, user_agent::read(agent), "{agent}");
                    }
                }
            }
        }
    }
}
