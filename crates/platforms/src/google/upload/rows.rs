//! Verdicts by the rows of an upload: Google takes the good ones and names the others by their place.

use super::super::fault::{Fault, code_of};
use super::super::person;
use super::{NOT_ALLOWED, WAY_OUT, second};
use crate::call::Reply;
use crate::words;
use domain::conversion::{Cause, Told};
use domain::outbox::{Answered, Said, Verdict, own};
use serde_json::Value;

/// Google knows a click, and a new action, only after so long.
const SIX_HOURS: i64 = 6 * 3_600_000_000;

/// What a row's code means, of `ConversionUploadError` and its kin.
fn verdict_of(code: &str) -> Verdict {
    match code {
        "ORDER_ID_ALREADY_IN_USE" | "CLICK_CONVERSION_ALREADY_EXISTS" => Verdict::Duplicate,
        "EXPIRED_EVENT" | "EXPIRED_CLICK" => Verdict::Expired,
        "INTERNAL_ERROR" | "TRANSIENT_ERROR" | "DEADLINE_EXCEEDED" | "CONCURRENT_MODIFICATION" => {
            Verdict::Retry { after: None }
        }
        "RESOURCE_EXHAUSTED" | "RESOURCE_TEMPORARILY_EXHAUSTED" => Verdict::Throttled { after: None },
        NOT_ALLOWED
        | "CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS"
        | "CUSTOMER_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS" => Verdict::SignIn,
        code if code.starts_with("TOO_RECENT_") => Verdict::Wait { after: SIX_HOURS },
        _ => Verdict::Refused,
    }
}

/// One error of a partial failure.
struct Row {
    /// The event's place; none: it names none.
    at: Option<usize>,
    code: String,
    words: String,
}

pub(super) fn each(events: &[&Told], reply: &Reply, body: &Value) -> Answered {
    let rows = rows(&body["partialFailureError"]);
    let trace = Fault::of(reply, &body["partialFailureError"]).said().trace;
    let says = |row: &Row| {
        let words = if row.code == NOT_ALLOWED { WAY_OUT.to_owned() } else { words::cleaned(&row.words) };
        Said { http: Some(reply.status), code: words::code(&row.code), words, trace: trace.clone() }
    };
    let taken = |told: &Told| {
        let code = if told.cause == Cause::Test { own::NOT_COUNTED.to_owned() } else { String::new() };
        Said { http: Some(reply.status), code, trace: trace.clone(), ..Said::default() }
    };
    let is_empty = |at: usize| body["results"][at].as_object().is_none_or(serde_json::Map::is_empty);
    let unplaced = rows.iter().find(|row| row.at.is_none_or(|at| at >= events.len()));
    if let Some(row) = unplaced.filter(|row| verdict_of(&row.code) == Verdict::Refused) {
        return Answered::Split(says(row));
    }
    let verdicts = (0..events.len())
        .map(|at| {
            let of_it = || rows.iter().filter(|row| row.at == Some(at));
            // Google may find several faults; the one that ends the matter well, or stops everything, counts.
            let first = |verdict: &Verdict| of_it().find(|row| verdict_of(&row.code) == *verdict);
            let row = first(&Verdict::Duplicate).or_else(|| first(&Verdict::SignIn)).or_else(|| of_it().next());
            match row.or_else(|| unplaced.filter(|_| is_empty(at))) {
                Some(row) if is_in_request_twice(&row.code) => (twice(events, &rows, at), says(row)),
                Some(row) => (verdict_of(&row.code), says(row)),
                None => (Verdict::Sent, taken(events[at])),
            }
        })
        .collect();
    Answered::Each(verdicts)
}

fn rows(failure: &Value) -> Vec<Row> {
    let details = failure["details"].as_array().into_iter().flatten();
    let errors: Vec<&Value> = details.flat_map(|detail| detail["errors"].as_array().into_iter().flatten()).collect();
    let place = |error: &Value| {
        let path = error["location"]["fieldPathElements"].as_array()?;
        let index = &path.iter().find(|element| element["fieldName"] == "conversions")?["index"];
        usize::try_from(index.as_u64().or_else(|| index.as_str()?.parse().ok())?).ok()
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<Row> = errors
        .into_iter()
        .map(|error| Row { at: place(error), code: code_of(error), words: text(&error["message"]) })
        .collect();
    if rows.is_empty() && failure.is_object() {
        rows.push(Row { at: None, code: String::new(), words: text(&failure["message"]) });
    }
    rows
}

fn is_in_request_twice(code: &str) -> bool {
    matches!(code, "DUPLICATE_ORDER_ID" | "DUPLICATE_CLICK_CONVERSION_IN_REQUEST")
}

/// Google takes none of two that look alike to it (one click, one second, one action): the first is sent again, without
/// the other, which is what Google would have called the duplicate.
fn twice(events: &[&Told], rows: &[Row], at: usize) -> Verdict {
    let looks =
        |told: &Told| (told.name.clone(), person::click(&told.browser).map(|(_, id)| id.to_owned()), second(told.at));
    let is_marked = |place: usize| rows.iter().any(|row| row.at == Some(place) && is_in_request_twice(&row.code));
    let comes_again = |place: usize| is_marked(place) && looks(events[place]) == looks(events[at]);
    if (0..at).any(comes_again) { Verdict::Duplicate } else { Verdict::Retry { after: None } }
}
