//! What LinkedIn's answers mean. A good batch has a status for each event; a bad one is refused whole, with lines that say
//! which events are to blame: those are refused and the others sent again at once. LinkedIn is the one platform that is
//! told names in the clear, and it may repeat them: in what is kept of its words they are covered.

use super::names::Names;
use crate::blame::{Blamed, leading, turned_away};
use crate::call::Reply;
use crate::{said, words};
use domain::conversion::Told;
use domain::outbox::{Answered, Said, Verdict, own};
use serde_json::Value;

pub(super) fn classify(events: &[&Told], reply: &Reply) -> Answered {
    let json = reply.json();
    let count = events.len();
    let answered = if (200..300).contains(&reply.status) {
        taken(count, reply, json.or_else(|| whole_elements(reply)).as_ref())
    } else {
        not_taken(count, reply, json.as_ref())
    };
    Names::of(events).covered_in(answered)
}

fn not_taken(count: usize, reply: &Reply, json: Option<&Value>) -> Answered {
    let (verdict, said) = turned_down(reply, json);
    if verdict != Verdict::Refused {
        return Answered::All(verdict, said);
    }
    let blamed: Blamed = named(message(json))
        .into_iter()
        .map(|(at, line)| (at, (Verdict::Refused, Said { words: words::cleaned(line), ..said.clone() })))
        .collect();
    turned_away(count, blamed, verdict, said)
}

/// Of the batch of nothing: whoever is told what is wrong with the events was let in.
pub(super) fn verified(reply: &Reply) -> (Verdict, Said) {
    let json = reply.json();
    let is_let_in = (200..300).contains(&reply.status) || matches!(reply.status, 400 | 422);
    match turned_down(reply, json.as_ref()) {
        (Verdict::Refused, said) if is_let_in && json.is_some() => {
            (Verdict::Sent, Said { words: String::new(), ..said })
        }
        other => other,
    }
}

/// One status for each event, in their order. Those that the answer leaves out are sent again: their id tells the copy.
fn taken(count: usize, reply: &Reply, json: Option<&Value>) -> Answered {
    let Some(elements) = json.and_then(|json| json["elements"].as_array()) else {
        // One event alone is answered without a body.
        if count == 1 && reply.status == 201 && reply.body.is_empty() {
            return Answered::All(Verdict::Sent, kept(reply));
        }
        return Answered::All(Verdict::Retry { after: reply.waits() }, said::of(reply, trace(reply)));
    };
    let verdicts: Vec<_> = (0..count).map(|at| element(reply, elements.get(at))).collect();
    match verdicts.first() {
        Some((Verdict::Sent, said)) if verdicts.iter().all(|(verdict, _)| *verdict == Verdict::Sent) => {
            Answered::All(Verdict::Sent, said.clone())
        }
        _ => Answered::Each(verdicts),
    }
}

/// Of a list that was cut off: the elements that are whole. What lies behind the cut is sent again, and no more than that.
fn whole_elements(reply: &Reply) -> Option<Value> {
    let text = reply.body.utf8_chunks().next()?.valid();
    let ends = text.match_indices('}').rev().map(|(at, _)| at).take(8);
    ends.filter(|_| reply.is_cut).find_map(|at| serde_json::from_str(&format!("{}]}}", &text[..=at])).ok())
}

fn element(reply: &Reply, element: Option<&Value>) -> (Verdict, Said) {
    let status = element.and_then(|element| element["status"].as_u64()).unwrap_or_default();
    let error = element.map(|element| &element["error"]).filter(|error| error.is_object());
    let said = said_of(reply, error.or(element));
    let verdict = match status {
        200..=299 => return (Verdict::Sent, kept(reply)),
        401 | 403 => Verdict::SignIn,
        409 => Verdict::Duplicate,
        408 | 425 => Verdict::Retry { after: None },
        429 => Verdict::Throttled { after: reply.waits() },
        400..=499 => Verdict::Refused,
        _ => Verdict::Retry { after: None },
    };
    (verdict, said)
}

/// What an answer means that took nothing.
fn turned_down(reply: &Reply, json: Option<&Value>) -> (Verdict, Said) {
    let after = reply.waits();
    let code = json.and_then(|json| json["code"].as_str()).unwrap_or_default();
    let is_of_version = code.contains("VERSION");
    let ended = |said: Said| {
        let theirs = if said.words.is_empty() { words::cleaned(&said.code) } else { said.words };
        Said { code: own::VERSION_ENDED.to_owned(), words: theirs, ..said }
    };
    match reply.status {
        // The operator has to choose another version; until then every request would end like this one.
        426 => (Verdict::SignIn, ended(said_of(reply, json))),
        400 | 404 if is_of_version => (Verdict::SignIn, ended(said_of(reply, json))),
        _ if json.is_none() && reply.status != 413 => {
            let verdict = if reply.status == 429 { Verdict::Throttled { after } } else { Verdict::Retry { after } };
            (verdict, said::of(reply, trace(reply)))
        }
        401 | 403 | 404 => (Verdict::SignIn, said_of(reply, json)),
        429 => (Verdict::Throttled { after }, said_of(reply, json)),
        400 | 413 | 422 | 200..=299 => (Verdict::Refused, said_of(reply, json)),
        _ => (Verdict::Retry { after }, said_of(reply, json)),
    }
}

/// Events that the message names, each with what it says of them: lines `Index: 3, ERROR :: /path :: …`, of which the
/// further ones up to the next index belong to the same event, or `indices [0, 3]` for all of the message.
fn named(message: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for part in message.split("Index:").skip(1) {
        let line = part.split_once(',').map_or("", |(_, line)| line.trim());
        found.extend(leading(part).map(|at| (at, line)));
    }
    if let Some((_, list)) = message.split_once("indices [") {
        let list = list.split(']').next().unwrap_or_default();
        found.extend(list.split(',').filter_map(leading).map(|at| (at, message)));
    }
    found
}

fn message(json: Option<&Value>) -> &str {
    json.and_then(|json| json["message"].as_str()).unwrap_or_default()
}

fn said_of(reply: &Reply, json: Option<&Value>) -> Said {
    let number = |name: &str| json.and_then(|json| json[name].as_i64()).map(|code| code.to_string());
    let word = json.and_then(|json| json["code"].as_str()).map(said::id);
    Said {
        code: number("serviceErrorCode").or(word).unwrap_or_default(),
        words: words::cleaned(message(json)),
        ..kept(reply)
    }
}

/// Status and trace alone.
fn kept(reply: &Reply) -> Said {
    Said { http: Some(reply.status), trace: said::id(trace(reply)), ..Said::default() }
}

fn trace(reply: &Reply) -> &str {
    reply.header("x-li-uuid").unwrap_or_default()
}
