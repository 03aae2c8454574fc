//! What is counted of one link's visits beyond what all links are summed up by: what visitors came with, why requests
//! were filtered, which rule decided, whose turn it was and who was passed over, how the chat was opened, what became of
//! the form. Named by one function, so that roll-ups, lists of rows and counts of rows say the same of each visit.

use domain::visit::{KindReason, OffReason, Step, Visit};
use std::fmt::Write;

/// A dimension of one link's roll-ups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `os|browser|in_app`, of every request.
    Client,
    /// BCP 47, as the request had it.
    Language,
    /// `reason|detail`, of what was filtered.
    Reason,
    /// `{rule}|met`, `{rule}|skipped`; `|none` where there are rules and none held. Of people.
    Rule,
    /// `{member}|turn`, `{member}|back`, `{member}|off|{reason}`. Of people, without repeats.
    Member,
    /// How the chat was opened, of people.
    Way,
    /// `shown` or `skipped`, of people.
    Form,
}

impl Part {
    pub const ALL: [Self; 7] =
        [Self::Client, Self::Language, Self::Reason, Self::Rule, Self::Member, Self::Way, Self::Form];

    /// The dimension's word in the roll-ups.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Language => "language",
            Self::Reason => "reason",
            Self::Rule => "rule",
            Self::Member => "member",
            Self::Way => "way",
            Self::Form => "form",
        }
    }
}

/// Every part of a visit, with its value. `word` is room for putting values together.
pub fn each(visit: &Visit<'_>, word: &mut String, mut part: impl FnMut(Part, &str)) {
    let client = &visit.facts.client;
    word.clear();
    for text in [client.os.as_ref(), "|", client.browser.as_ref(), "|", client.in_app.as_ref()] {
        word.push_str(text);
    }
    part(Part::Client, word);
    part(Part::Language, &visit.facts.language);
    if visit.kind.is_person() {
        of_people(visit, word, part);
    } else if let Some((reason, detail)) = reason(visit) {
        put(word, format_args!("{}|{detail}", reason.as_str()));
        part(Part::Reason, word);
    }
}

fn put(word: &mut String, text: std::fmt::Arguments<'_>) {
    word.clear();
    // Writing to a text never fails.
    let _ = word.write_fmt(text);
}

/// Why it was taken for what it is.
fn reason<'v>(visit: &'v Visit<'_>) -> Option<(KindReason, &'v str)> {
    visit.steps.iter().find_map(|step| match step {
        Step::Classified { reason, detail, .. } => Some((*reason, detail.as_ref())),
        _ => None,
    })
}

fn of_people(visit: &Visit<'_>, word: &mut String, mut part: impl FnMut(Part, &str)) {
    let (mut asked, mut met) = (false, false);
    for step in &visit.steps {
        match step {
            Step::RuleMet { rule, .. } => {
                (asked, met) = (true, true);
                put(word, format_args!("{rule}|met"));
                part(Part::Rule, word);
            }
            Step::RuleSkipped { rule, .. } => {
                asked = true;
                put(word, format_args!("{rule}|skipped"));
                part(Part::Rule, word);
            }
            Step::RuleNotMet { .. } | Step::RulesNotMet { .. } => asked = true,
            Step::MemberOff { member, why, .. } if !visit.repeat => {
                put(word, format_args!("{member}|off|{}", why.as_str()));
                part(Part::Member, word);
            }
            Step::Opened { way } => part(Part::Way, way.as_str()),
            Step::FormShown => part(Part::Form, "shown"),
            Step::FormSkipped => part(Part::Form, "skipped"),
            _ => {}
        }
    }
    if asked && !met {
        part(Part::Rule, "|none");
    }
    if let Some(turn) = &visit.turn {
        put(word, format_args!("{}|turn", turn.member));
        part(Part::Member, word);
    } else if let (Some(member), true) = (visit.member, came_back(visit)) {
        put(word, format_args!("{member}|back"));
        part(Part::Member, word);
    }
}

/// Came back to their agent: no turn was taken, and it is not the same tap again.
pub(crate) fn came_back(visit: &Visit<'_>) -> bool {
    visit.turn.is_none() && !visit.repeat && visit.steps.iter().any(|step| matches!(step, Step::Sticky { .. }))
}

/// What stands behind a value of [`Part::Member`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    Turn,
    Back,
    Off(OffReason),
}

/// The id and what it says, of a value of [`Part::Member`].
pub fn seat(value: &str) -> Option<(&str, Seat)> {
    let (member, what) = value.split_once('|')?;
    let seat = match what.split_once('|') {
        None if what == "turn" => Seat::Turn,
        None if what == "back" => Seat::Back,
        Some(("off", why)) => Seat::Off(OffReason::ALL.into_iter().find(|reason| reason.as_str() == why)?),
        _ => return None,
    };
    Some((member, seat))
}
