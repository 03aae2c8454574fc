//! What a visitor sent, judged whole: every field that is wrong beside its own fault, all of them at once, and what was
//! right made into the values that are kept. Texts come out without control characters and without marks that turn
//! the direction of what stands around them; a phone comes out as E.164, a choice as one of the list's.

use super::{BuiltIn, Field, FieldKind, Form, Need, key};
use crate::email;
use crate::language::Locale;
use crate::phone;
use crate::problem::{Faults, FieldError};
use crate::query;

/// Characters of a name, of a line and of a text over several lines.
pub const NAME: usize = 100;
pub const LINE: usize = 200;
pub const LINES: usize = 1_000;

/// The control of the consent's box.
pub const CONSENT: &str = "consent";

/// The names and values of a sent form, as they were typed and in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The first value under this name that says anything.
    pub fn first(&self, name: &str) -> &str {
        let mut of_name = self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
        of_name.find(|value| !value.trim().is_empty()).unwrap_or_default()
    }

    /// Whether anything at all stands under this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// All values of a field of the business's own, under its control's name or its bare key.
    pub fn of<'t>(&'t self, field: &'t Field) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(|(name, _)| key::is(name, &field.key)).map(|(_, value)| value.as_str())
    }
}

/// A form that was filled in rightly. Empty: not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub name: String,
    /// E.164 with `+`.
    pub phone: String,
    pub email: String,
    /// The business's own fields that were answered, by key, in their order; several choices with `, ` between.
    pub fields: Vec<(String, String)>,
    /// All answers by key as the visitor saw them: name, e-mail and phone too, choices in their language. For the
    /// message that they send.
    pub shown: Vec<(String, String)>,
    /// The text that was agreed to.
    pub consent: String,
}

/// Judges a sent form. `country` (ISO 3166 alpha-2) is the workspace's, for numbers such as `0812…`. The faults' fields
/// are the controls' names. Codes: `required`, `too_long` (max), `email_invalid`, those of [`phone::Reason`],
/// `choose_one`, `choose_some`, `not_a_choice`, `consent_needed`.
pub fn check(form: &Form, typed: &Typed, locale: Locale, country: &str) -> Result<Answers, Vec<FieldError>> {
    let mut faults = Faults::default();
    let mut answers = Answers::default();
    for field in BuiltIn::ALL {
        let need = form.need(field);
        if need == Need::Off {
            continue;
        }
        let value = built_in(field, need, typed.first(field.as_str()), country);
        let value = faults.keep(value.map_err(|fault| FieldError { field: field.as_str().into(), ..fault }));
        let value = value.unwrap_or_default();
        if !value.is_empty() {
            answers.shown.push((field.as_str().to_owned(), value.clone()));
        }
        *match field {
            BuiltIn::Name => &mut answers.name,
            BuiltIn::Email => &mut answers.email,
            BuiltIn::Phone => &mut answers.phone,
        } = value;
    }
    for field in &form.fields {
        let answer = own(field, typed, locale).map_err(|fault| FieldError { field: field.control(), ..fault });
        let Some(answer) = faults.keep(answer) else { continue };
        if !answer.kept.is_empty() {
            answers.fields.push((field.key.clone(), answer.kept));
            answers.shown.push((field.key.clone(), answer.shown));
        }
    }
    if let Some(consent) = &form.consent {
        match typed.first(CONSENT).is_empty() {
            false => answers.consent = consent.text(locale).to_owned(),
            true if consent.required => faults.add(FieldError::new(CONSENT, "consent_needed")),
            true => {}
        }
    }
    faults.finish(|| answers)
}

fn built_in(field: BuiltIn, need: Need, typed: &str, country: &str) -> Result<String, FieldError> {
    let text = line(typed, usize::MAX)?;
    if text.is_empty() {
        return match need {
            Need::Required => Err(FieldError::new("", "required")),
            _ => Ok(text),
        };
    }
    match field {
        BuiltIn::Name => line(typed, NAME),
        BuiltIn::Email => email::parse(&text).map(|email| email.as_str().to_owned()),
        BuiltIn::Phone => phone::parse(&text, country)
            .map(phone::E164::into_string)
            .map_err(|reason| FieldError::new("", reason.code())),
    }
}

struct Answer {
    kept: String,
    shown: String,
}

fn own(field: &Field, typed: &Typed, locale: Locale) -> Result<Answer, FieldError> {
    if field.kind.has_choices() {
        return chosen(field, typed, locale);
    }
    let text = typed.of(field).find(|value| !value.trim().is_empty()).unwrap_or_default();
    let text = if field.kind == FieldKind::Textarea { lines(text, LINES)? } else { line(text, LINE)? };
    if text.is_empty() && field.required {
        return Err(FieldError::new("", "required"));
    }
    Ok(Answer { shown: text.clone(), kept: text })
}

fn chosen(field: &Field, typed: &Typed, locale: Locale) -> Result<Answer, FieldError> {
    let mut places = Vec::new();
    for value in typed.of(field).map(str::trim).filter(|value| !value.is_empty()) {
        let place = field.choices.iter().position(|choice| choice == value);
        places.push(place.ok_or_else(|| FieldError::new("", "not_a_choice"))?);
    }
    places.sort_unstable();
    places.dedup();
    if field.kind == FieldKind::Select {
        // A list gives one; whoever sends two wrote the request by hand.
        places.truncate(1);
    }
    if places.is_empty() && field.required {
        let several = field.kind == FieldKind::Checkbox && field.choices.len() > 1;
        return Err(FieldError::new("", if several { "choose_some" } else { "choose_one" }));
    }
    let joined = |text: &dyn Fn(usize) -> String| places.iter().map(|at| text(*at)).collect::<Vec<_>>().join(", ");
    Ok(Answer {
        kept: joined(&|at| field.choices[at].clone()),
        shown: joined(&|at| field.choice(at, locale).to_owned()),
    })
}

/// One line of text: blanks of every kind become single spaces. What nobody can see is nothing.
fn line(text: &str, most: usize) -> Result<String, FieldError> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = query::plain(&spaced).split_whitespace().collect::<Vec<_>>().join(" ");
    within(seen(clean), most)
}

/// Text over several lines, each without blanks at its end, without empty lines around and at most one between.
fn lines(text: &str, most: usize) -> Result<String, FieldError> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'], "\n");
    let mut clean = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.split('\n') {
        let spaced: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = query::plain(&spaced);
        let line = line.trim_end();
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !clean.is_empty() {
            clean.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        clean.push_str(line);
    }
    within(seen(clean.trim().to_owned()), most)
}

/// Nothing when there is nothing to be seen in it: only blanks, joiners and marks of width.
fn seen(text: String) -> String {
    let is_seen = |c: char| {
        !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
    };
    if text.chars().any(is_seen) { text } else { String::new() }
}

fn within(text: String, most: usize) -> Result<String, FieldError> {
    if text.chars().count() > most {
        return Err(FieldError::new("", "too_long").with("max", most));
    }
    Ok(text)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
