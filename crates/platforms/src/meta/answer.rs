//! What Meta's answers mean. A batch is refused as a whole for one bad event; some answers name it, most do not. Codes
//! that nobody knows are tried again: the tries are counted.

use crate::blame::{Blamed, indexes, leading, turned_away};
use crate::call::Reply;
use crate::{said, words};
use domain::outbox::{Answered, Said, Verdict};
use serde_json::Value;

/// Too old for Meta: what it says of a batch in which one event is.
const TOO_OLD: i64 = 2_804_003;

/// The `error` of an answer.
struct Fault<'v> {
    code: i64,
    subcode: i64,
    is_transient: bool,
    body: &'v Value,
}

pub(super) fn classify(count: usize, reply: &Reply) -> Answered {
    let json = reply.json();
    let fault = json.as_ref().and_then(Fault::read);
    if fault.is_none() && (200..300).contains(&reply.status) {
        return received(count, reply, json.as_ref());
    }
    let (verdict, said) = match &fault {
        Some(fault) => (fault.verdict(reply), fault.said(reply)),
        // Too much at once.
        None if reply.status == 413 => (Verdict::Refused, said_of(reply)),
        None => (by_status(reply), said_of(reply)),
    };
    if !matches!(verdict, Verdict::Refused | Verdict::Expired) {
        return Answered::All(verdict, said);
    }
    let named = fault.map(|fault| fault.blamed()).unwrap_or_default();
    let blamed: Blamed = named.into_iter().map(|at| (at, (verdict.clone(), said.clone()))).collect();
    turned_away(count, blamed, verdict, said)
}

pub(super) fn verified(reply: &Reply) -> (Verdict, Said) {
    let json = reply.json();
    match json.as_ref().and_then(Fault::read) {
        Some(fault) => (fault.verdict(reply), fault.said(reply)),
        None if reply.status == 200 && json.as_ref().is_some_and(|json| json["id"].is_string()) => {
            (Verdict::Sent, Said { trace: trace(reply, None), http: Some(reply.status), ..Said::default() })
        }
        None => (by_status(reply), said_of(reply)),
    }
}

/// A good answer counts what it took. Fewer than were sent is no answer that it should give: the halves are sent apart,
/// what was taken is told as a duplicate by its id.
fn received(count: usize, reply: &Reply, json: Option<&Value>) -> Answered {
    let counted = json.and_then(|json| json["events_received"].as_u64());
    let Some(received) = counted.or_else(|| before_the_cut(reply)) else {
        return Answered::All(Verdict::Retry { after: reply.waits() }, said_of(reply));
    };
    let messages = json.and_then(|json| json["messages"].as_array()).map(Vec::as_slice).unwrap_or_default();
    let warnings: Vec<String> =
        messages.iter().map(|message| message.as_str().map_or_else(|| message.to_string(), str::to_owned)).collect();
    let trace = trace(reply, json);
    let said = Said { http: Some(reply.status), words: words::cleaned(&warnings.join(" ")), trace, ..Said::default() };
    match received {
        received if received >= count as u64 => Answered::All(Verdict::Sent, said),
        _ if count > 1 => Answered::Split(said),
        _ => Answered::All(Verdict::Retry { after: reply.waits() }, said),
    }
}

/// The count of an answer with so many warnings that not all of it was kept: it stands in front of them.
fn before_the_cut(reply: &Reply) -> Option<u64> {
    let text = String::from_utf8_lossy(&reply.body);
    let counts = if reply.is_cut { indexes(&text, "{\"events_received\":") } else { Vec::new() };
    counts.first().map(|count| *count as u64)
}

impl<'v> Fault<'v> {
    fn read(json: &'v Value) -> Option<Self> {
        let body = json.get("error").filter(|error| error.is_object())?;
        let number = |name: &str| body[name].as_i64().unwrap_or_default();
        Some(Self {
            code: number("code"),
            subcode: number("error_subcode"),
            is_transient: body["is_transient"].as_bool().unwrap_or_default(),
            body,
        })
    }

    fn verdict(&self, reply: &Reply) -> Verdict {
        let after = reply.waits().or_else(|| regained(reply));
        if reply.status == 429 || matches!(self.code, 4 | 17 | 32 | 613 | 80_000..=80_014) {
            return Verdict::Throttled { after };
        }
        if self.is_transient || reply.status >= 500 {
            return Verdict::Retry { after };
        }
        match (self.code, self.subcode) {
            // Sign-in, permissions, and a dataset or version that is not there.
            (190 | 102 | 10 | 200..=299 | 803 | 2500 | 2635, _) | (100, 33) => Verdict::SignIn,
            (100, TOO_OLD) => Verdict::Expired,
            (100 | 3 | 105, _) => Verdict::Refused,
            (0, _) => by_status(reply),
            _ => Verdict::Retry { after },
        }
    }

    fn said(&self, reply: &Reply) -> Said {
        let code = match (self.code, self.subcode) {
            (0, 0) => String::new(),
            (code, 0) => code.to_string(),
            (code, subcode) => format!("{code}/{subcode}"),
        };
        let text = |name: &str| self.body[name].as_str().filter(|text| !text.trim().is_empty());
        let theirs = text("error_user_msg").or_else(|| text("message")).unwrap_or_default();
        Said { http: Some(reply.status), code, words: words::cleaned(theirs), trace: trace(reply, Some(self.body)) }
    }

    /// Places in the request that the answer names: `data[3][user_data]` in its words, or a path of `data` and a number
    /// in what it blames. That may be written as JSON within a text.
    fn blamed(&self) -> Vec<usize> {
        let mut found = Vec::new();
        for name in ["message", "error_user_msg"] {
            found.extend(indexes(self.body[name].as_str().unwrap_or_default(), "data["));
        }
        let data = &self.body["error_data"];
        let inner: Option<Value> = data.as_str().and_then(|text| serde_json::from_str(text).ok());
        let specs = &inner.as_ref().unwrap_or(data)["blame_field_specs"];
        for spec in specs.as_array().into_iter().flatten() {
            let one = std::slice::from_ref(spec);
            let path: Vec<String> = spec.as_array().map_or(one, Vec::as_slice).iter().map(step).collect();
            found.extend(path.iter().flat_map(|step| indexes(step, "data[")));
            if let [first, second, ..] = &path[..]
                && first == "data"
            {
                found.extend(leading(second));
            }
        }
        found
    }
}

fn step(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the status alone says: an answer without Meta's own form comes from something before it.
fn by_status(reply: &Reply) -> Verdict {
    let after = reply.waits();
    match reply.status {
        429 => Verdict::Throttled { after },
        401 | 403 if reply.json().is_some() => Verdict::SignIn,
        400 if reply.json().is_some() => Verdict::Refused,
        _ => Verdict::Retry { after },
    }
}

fn said_of(reply: &Reply) -> Said {
    said::of(reply, &trace(reply, reply.json().as_ref()))
}

fn trace(reply: &Reply, body: Option<&Value>) -> String {
    let theirs = body.and_then(|body| body["fbtrace_id"].as_str()).or_else(|| reply.header("x-fb-trace-id"));
    theirs.map(said::id).unwrap_or_default()
}

/// Microseconds until the account may call again, as Meta counts its use (`X-Business-Use-Case-Usage`, minutes).
fn regained(reply: &Reply) -> Option<i64> {
    let usage: Value = serde_json::from_str(reply.header("x-business-use-case-usage")?).ok()?;
    let entries = usage.as_object()?.values().filter_map(Value::as_array).flatten();
    let minutes = entries.filter_map(|entry| entry["estimated_time_to_regain_access"].as_i64()).max()?;
    (minutes > 0).then(|| minutes.saturating_mul(60_000_000))
}
