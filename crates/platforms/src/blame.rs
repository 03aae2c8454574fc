//! An answer that turned a whole batch away, and may have named the events that are to blame.

use domain::outbox::{Answered, Said, Verdict};
use std::collections::BTreeMap;

/// Faults by the place of their event in the request.
pub(crate) type Blamed = BTreeMap<usize, (Verdict, Said)>;

/// Nothing of the request was taken: those that are named get their verdict and the others are sent again at once; when
/// none is named the batch is split, and one event alone gets `verdict`.
pub(crate) fn turned_away(count: usize, blamed: Blamed, verdict: Verdict, said: Said) -> Answered {
    if count <= 1 {
        return Answered::All(verdict, said);
    }
    if blamed.keys().all(|at| *at >= count) {
        return Answered::Split(said);
    }
    let others = Said { http: said.http, trace: said.trace, ..Said::default() };
    each(count, blamed, &(Verdict::Retry { after: Some(0) }, others))
}

/// One verdict for each: that of the blamed, else `other`.
pub(crate) fn each(count: usize, mut blamed: Blamed, other: &(Verdict, Said)) -> Answered {
    Answered::Each((0..count).map(|at| blamed.remove(&at).unwrap_or_else(|| other.clone())).collect())
}

/// The numbers that stand right behind `before` in a text: `Batch.3.user` with `Batch.` is 3.
pub(crate) fn indexes(text: &str, before: &str) -> Vec<usize> {
    text.match_indices(before).filter_map(|(at, _)| leading(&text[at + before.len()..])).collect()
}

/// The number that a text begins with, white space before it left out.
pub(crate) fn leading(text: &str) -> Option<usize> {
    let text = text.trim_start();
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..end].parse().ok()
}
