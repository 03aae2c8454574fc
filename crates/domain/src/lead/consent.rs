//! A lead's word on being told of, as a person of the team writes it down: `{"state": "given", "text": …}`.

use super::Lead;
use super::draft::Changed;
use crate::conversion::Consent;
use crate::conversion::consent::Record;
use crate::draft::input::{Given, Input, Shape};

pub const MAX_TEXT: usize = 2_000;
/// What can be written down. That nobody asked is no word of the person.
const WORDS: [&str; 2] = ["given", "refused"];
/// What the server tells beside it; a client may send it back.
const TOLD: &[&str] = &["at", "by"];

/// What the person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Given or refused.
    pub state: Consent,
    /// The words that were agreed to, or in which it was withdrawn; none: nothing is said of them.
    pub text: Option<String>,
}

/// Null says nothing: a word that was given is not forgotten, it is withdrawn.
pub(super) fn read(input: &mut Input<'_>, key: &'static str) -> Option<Word> {
    if !input.is_given(key) {
        let (Given::Absent | Given::Null | Given::Is(_)) = input.given(key);
        return None;
    }
    input
        .object(key, |word| {
            word.require(&["state"]);
            word.ignore(TOLD);
            let state = word.word("state", &WORDS, |text| Consent::parse(text).filter(|s| *s != Consent::Unknown));
            let text = word.optional_text("text", MAX_TEXT, Shape::Lines).flatten();
            Some(Word { state: state?, text })
        })
        .flatten()
}

/// Writes the word down with the lead: the line of its history, or none where the same was said before. Who says the
/// same in other words has said something new; who leaves the words out has not.
pub fn apply(lead: &mut Lead, word: &Word, at: i64, by: &str) -> Option<Changed> {
    let same = |kept: &Record| kept.state == word.state && word.text.as_ref().is_none_or(|text| *text == kept.text);
    if lead.consent.as_ref().is_some_and(same) {
        return None;
    }
    let text = word.text.clone().unwrap_or_default();
    let before = lead.consent.replace(Record { state: word.state, at, text, by: by.to_owned() });
    Some(Changed { field: "consent".to_owned(), before: before.map(line), after: lead.consent.clone().map(line) })
}

/// `given: the words`, or the state alone: how the history keeps it.
fn line(record: Record) -> String {
    match record.text.as_str() {
        "" => record.state.as_str().to_owned(),
        text => format!("{}: {text}", record.state.as_str()),
    }
}
