//! What Google found of the events of a request that it took: a status, and how many failed for which reason.

use crate::words;
use domain::outbox::{Answered, Said, Verdict};
use serde_json::Value;

/// Google takes minutes to judge what it took.
pub(super) const ASK_AGAIN: i64 = 10 * 60_000_000;
/// However long it asks to be left alone.
pub(super) const LONGEST_WAIT: i64 = 6 * 3_600_000_000;

pub(super) fn not_yet(http: u16, words: &str, code: Option<&str>) -> Answered {
    let code = words::code(code.unwrap_or_default());
    let said = Said { http: Some(http), code, words: words::cleaned(words), ..Said::default() };
    Answered::All(Verdict::Wait { after: ASK_AGAIN }, said)
}

/// What became of the events, of which Google tells no more than how many failed for which reason.
pub(super) fn judged(events: usize, http: u16, status: &Value) -> Answered {
    let said = |code: &str, text: String| Said {
        http: Some(http),
        code: words::code(code),
        words: words::cleaned(&text),
        ..Said::default()
    };
    let state = status["requestStatus"].as_str().unwrap_or_default();
    match state {
        "SUCCESS" => return Answered::All(Verdict::Sent, said("", warnings(status))),
        "FAILED" | "PARTIAL_SUCCESS" => {}
        _ => return not_yet(http, "", Some(state)),
    }
    let counts = counts(&status["errorInfo"]["errorCounts"], "PROCESSING_ERROR_");
    let failed = counts.iter().fold(0_i64, |sum, (_, count)| sum.saturating_add(*count));
    let text = counts.iter().map(|(reason, count)| format!("{reason}: {count}")).collect::<Vec<_>>().join(", ");
    let Some((first, _)) = counts.first() else {
        // Something failed, and Google does not say what.
        return Answered::Split(said(state, String::new()));
    };
    let verdict = verdict_of(first);
    let are_alike = counts.iter().all(|(reason, _)| verdict_of(reason) == verdict);
    let all_failed = state == "FAILED" || usize::try_from(failed).is_ok_and(|failed| failed >= events);
    let does_no_harm_twice = |reason: &str| matches!(verdict_of(reason), Verdict::Duplicate | Verdict::Retry { .. });
    if are_alike && (all_failed || events <= 1) {
        Answered::All(verdict, said(first, text))
    } else if counts.iter().all(|(reason, _)| verdict_of(reason) == Verdict::Duplicate) {
        // Those that are not counted as failed were new: all are there.
        Answered::All(Verdict::Sent, said(first, text))
    } else if counts.iter().all(|(reason, _)| does_no_harm_twice(reason)) {
        Answered::All(Verdict::Retry { after: None }, said("INTERNAL_ERROR", text))
    } else {
        Answered::Split(said(first, text))
    }
}

/// Reasons without their common prefix, with how many events each is for. JSON has such numbers as texts.
fn counts(list: &Value, prefix: &str) -> Vec<(String, i64)> {
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(0).max(0);
    let short = |name: &str| {
        let name = name.strip_prefix(prefix).unwrap_or(name);
        name.strip_prefix("REASON_").unwrap_or(name).to_owned()
    };
    let all = list.as_array().into_iter().flatten();
    all.map(|each| (short(each["reason"].as_str().unwrap_or("UNSPECIFIED")), number(&each["recordCount"]))).collect()
}

/// Reasons of `google.ads.datamanager.v1.ProcessingErrorReason`.
fn verdict_of(reason: &str) -> Verdict {
    match reason {
        "DUPLICATE_GCLID" | "DUPLICATE_TRANSACTION_ID" => Verdict::Duplicate,
        "EVENT_TOO_OLD" => Verdict::Expired,
        "INTERNAL_ERROR" => Verdict::Retry { after: None },
        // Of the account, and nothing is counted until somebody has agreed there.
        "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED" => Verdict::SignIn,
        _ => Verdict::Refused,
    }
}

fn warnings(status: &Value) -> String {
    let counts = counts(&status["warningInfo"]["warningCounts"], "PROCESSING_WARNING_");
    counts.iter().map(|(reason, count)| format!("{reason}: {count}")).collect::<Vec<_>>().join(", ")
}
