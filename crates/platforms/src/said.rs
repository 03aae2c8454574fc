//! What is kept of an answer beside its verdict.

use crate::call::Reply;
use crate::words;
use domain::outbox::Said;

/// Of an answer that is in no form of its platform's: its status and its words.
pub(crate) fn of(reply: &Reply, trace: &str) -> Said {
    Said { http: Some(reply.status), words: words::of_body(reply), trace: id(trace), ..Said::default() }
}

/// An id of the platform's as it may be kept: one short word.
pub(crate) fn id(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(64).collect()
}
