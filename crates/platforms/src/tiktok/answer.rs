//! What TikTok's answers mean: the `code` decides, and the status where there is none. Codes that nobody knows are tried
//! again: the tries are counted.

use crate::blame::{Blamed, each, indexes, turned_away};
use crate::call::Reply;
use crate::{said, words};
use domain::outbox::{Answered, Said, Verdict};
use serde_json::Value;

/// Some of the events were taken.
const PARTLY: i64 = 20_001;

/// `ids`: those of the events, in their order.
pub(super) fn classify(ids: &[String], reply: &Reply) -> Answered {
    let json = reply.json();
    let (verdict, said) = verdict(reply);
    match (code(json.as_ref()), &verdict) {
        (Some(PARTLY), Verdict::Sent) => {
            let mut blamed = json.as_ref().map(|json| named(&json["data"], ids, &said)).unwrap_or_default();
            for at in in_words(json.as_ref()).into_iter().filter(|at| *at < ids.len()) {
                blamed.entry(at).or_insert_with(|| (Verdict::Refused, said.clone()));
            }
            if blamed.is_empty() { Answered::All(verdict, said) } else { each(ids.len(), blamed, &(verdict, said)) }
        }
        (_, Verdict::Refused) => {
            let blamed: Blamed =
                in_words(json.as_ref()).into_iter().map(|at| (at, (verdict.clone(), said.clone()))).collect();
            turned_away(ids.len(), blamed, verdict, said)
        }
        _ => Answered::All(verdict, said),
    }
}

/// The same for one event, or for none.
pub(super) fn verdict(reply: &Reply) -> (Verdict, Said) {
    let json = reply.json();
    let trace = json.as_ref().and_then(|json| json["request_id"].as_str()).or_else(|| reply.header("x-tt-logid"));
    let trace = trace.unwrap_or_default();
    let Some(code) = code(json.as_ref()) else { return (by_status(reply), said::of(reply, trace)) };
    let message = json.as_ref().and_then(|json| json["message"].as_str()).unwrap_or_default();
    let is_good = code == 0;
    let said = Said {
        http: Some(reply.status),
        code: if is_good { String::new() } else { code.to_string() },
        words: if is_good && message.eq_ignore_ascii_case("ok") { String::new() } else { words::cleaned(message) },
        trace: said::id(trace),
    };
    (by_code(code, reply), said)
}

fn code(json: Option<&Value>) -> Option<i64> {
    json.and_then(|json| json.get("code")).and_then(Value::as_i64)
}

fn by_code(code: i64, reply: &Reply) -> Verdict {
    let after = reply.waits();
    match code {
        40_100 | 40_132 => Verdict::Throttled { after },
        _ if reply.status == 429 => Verdict::Throttled { after },
        _ if reply.status >= 500 => Verdict::Retry { after },
        0 | PARTLY => Verdict::Sent,
        40_050 => Verdict::Duplicate,
        // Permission, and a token that is missing, wrong, old or withdrawn.
        40_001 | 40_102..=40_105 | 40_107 | 40_113 | 40_118 | 40_130 => Verdict::SignIn,
        40_000 | 40_002 | 40_006 | 40_007 | 40_051 | 40_061..=40_063 | 41_001 => Verdict::Refused,
        _ => Verdict::Retry { after },
    }
}

/// An answer without a code comes from something before the platform, whatever its status.
fn by_status(reply: &Reply) -> Verdict {
    let after = reply.waits();
    match reply.status {
        429 => Verdict::Throttled { after },
        413 => Verdict::Refused,
        _ => Verdict::Retry { after },
    }
}

/// Places that the message names: `Batch.3.user.email: …`.
fn in_words(json: Option<&Value>) -> Vec<usize> {
    json.and_then(|json| json["message"].as_str()).map(|message| indexes(message, "Batch.")).unwrap_or_default()
}

/// Events that the answer's data names, by their id or their place, in whatever list they stand, unless it says of them
/// that they went well.
fn named(data: &Value, ids: &[String], said: &Said) -> Blamed {
    let mut blamed = Blamed::new();
    let mut open = vec![data];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => {
                open.extend(map.values());
                let by_id = map.get("event_id").and_then(Value::as_str).map(|id| ids.iter().position(|own| own == id));
                let by_place = map.get("index").and_then(Value::as_u64).map(|at| usize::try_from(at).ok());
                let at = by_id.or(by_place).flatten().filter(|at| *at < ids.len());
                let code = map.get("code").and_then(Value::as_i64);
                if let (Some(at), true) = (at, code != Some(0)) {
                    blamed.insert(at, (fault_verdict(code), fault_said(map, code, said)));
                }
            }
            _ => {}
        }
    }
    blamed
}

fn fault_verdict(code: Option<i64>) -> Verdict {
    if code == Some(40_050) { Verdict::Duplicate } else { Verdict::Refused }
}

fn fault_said(map: &serde_json::Map<String, Value>, code: Option<i64>, said: &Said) -> Said {
    let words = ["message", "error_message", "reason"].into_iter().find_map(|name| map.get(name)?.as_str());
    Said {
        code: code.map_or_else(|| said.code.clone(), |code| code.to_string()),
        words: words.map_or_else(|| said.words.clone(), words::cleaned),
        ..said.clone()
    }
}
