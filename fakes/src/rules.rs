//! What a platform brings to a fake: how it looks at a request, and its words for the common troubles.

use crate::answer::Answer;
use crate::behave::{Door, Refuse};
use crate::fake::State;
use crate::look::Wrong;
use crate::person::{Field, Form};
use crate::request::Request;
use serde_json::Value;

pub(crate) trait Rules: Send + Sync + 'static {
    fn door(&self, request: &Request) -> Door;
    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer;
    /// The sign-in is over.
    fn expired(&self) -> Answer;
    /// The account is not let in.
    fn forbidden(&self) -> Answer;
    /// Its own body for a status of trouble.
    fn trouble(&self, status: u16) -> Answer;
}

/// One request, with what the fake knows.
pub(crate) struct Round<'r> {
    /// Microseconds UTC.
    pub(crate) now: i64,
    pub(crate) refuse: Option<Refuse>,
    pub(crate) later: Option<Refuse>,
    pub(crate) state: &'r mut State,
}

impl Round<'_> {
    pub(crate) fn fault(&mut self, words: impl Into<String>) {
        self.state.faults.push(words.into());
    }

    /// Keeps all that is wrong with an event; says which of it the platform refuses.
    pub(crate) fn judge(&mut self, at: &str, wrongs: Vec<Wrong>) -> Vec<Wrong> {
        for wrong in &wrongs {
            let ignored = if wrong.is_refused { "" } else { " (the platform ignores it)" };
            self.fault(format!("{at}{}: {}{ignored}", wrong.at, wrong.words));
        }
        wrongs.into_iter().filter(|wrong| wrong.is_refused).collect()
    }

    /// Whether the event is to be refused for no fault of its own.
    pub(crate) fn refuses(&self, event: &Value) -> Option<&Refuse> {
        self.refuse.as_ref().filter(|refuse| refuse.picks(event))
    }

    /// What is wrong with a hash: not of its form, or of nobody who is known.
    pub(crate) fn hash(&self, field: Field, form: Form, hash: &Value) -> Option<&'static str> {
        let Some(text) = hash.as_str() else { return Some("is no text") };
        if !is_hash(text) {
            return Some("is not 64 lower-case hexadecimal digits");
        }
        if self.state.people.knows(field, form, text) { None } else { Some("is the hash of nobody who is known") }
    }
}

pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
