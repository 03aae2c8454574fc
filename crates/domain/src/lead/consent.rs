//! A lead's word on being told of, as a person of the team writes it down: `{"state": "given", "text": …}`.

use super::Lead;
use super::draft::Changed;
use crate::conversion::Consent;
use crate::conversion::consent::Record;
use crate::draft::input::{Given, Input, Shape};
use crate::draft::token::read_time;
use crate::problem::FieldError;

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
    /// When the person said it, microseconds UTC; none: now.
    pub said_at: Option<i64>,
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
            let said_at = word
                .optional_text("said_at", 64, Shape::Line)
                .flatten()
                .and_then(|text| word.keep("said_at", read_time(&text)));
            Some(Word { state: state?, text, said_at })
        })
        .flatten()
}

/// Writes the word down with the lead: the line of its history, or none where the same was said before. Who says the
/// same in other words has said something new; who leaves the words out has not. Errors: it was said in the future, or
/// before the opposite that is kept: the later word counts.
pub fn apply(lead: &mut Lead, word: &Word, now: i64, by: &str) -> Result<Option<Changed>, FieldError> {
    let fault = |code| FieldError::new("consent.said_at", code);
    if word.said_at.is_some_and(|at| at > now) {
        return Err(fault("in_the_future"));
    }
    let is_older = |kept: &Record| kept.state != word.state && word.said_at.is_some_and(|at| at < kept.at);
    if lead.consent.as_ref().is_some_and(is_older) {
        return Err(fault("consent_said_since"));
    }
    let same = |kept: &Record| {
        kept.state == word.state
            && word.text.as_ref().is_none_or(|text| *text == kept.text)
            && word.said_at.is_none_or(|at| at == kept.at)
    };
    if lead.consent.as_ref().is_some_and(same) {
        return Ok(None);
    }
    let (text, at) = (word.text.clone().unwrap_or_default(), word.said_at.unwrap_or(now));
    let before = lead.consent.replace(Record { state: word.state, at, text, by: by.to_owned() });
    Ok(Some(Changed { field: "consent".to_owned(), before: before.map(line), after: lead.consent.clone().map(line) }))
}

/// `given: the words`, or the state alone: how the history keeps it.
fn line(record: Record) -> String {
    match record.text.as_str() {
        "" => record.state.as_str().to_owned(),
        text => format!("{}: {text}", record.state.as_str()),
    }
}
