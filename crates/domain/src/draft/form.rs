//! A link's lead form as a person writes it: any part of it, the fields always as a whole list.

use super::input::{Given, Input, Shape};
use crate::form::{Consent, Field, FieldKind, Form, HEAVIEST, MOST_CHOICES, MOST_FIELDS, Need, key};
use crate::problem::FieldError;
use std::collections::HashMap;

const TITLE: usize = 120;
const INTRO: usize = 500;
const BUTTON: usize = 40;
const LABEL: usize = 120;
const PLACEHOLDER: usize = 120;
const CHOICE: usize = 100;
const CONSENT_TEXT: usize = 1_000;

/// Any part of a form. `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormDraft {
    pub enabled: Option<bool>,
    pub title: Option<String>,
    pub title_id: Option<String>,
    pub intro: Option<String>,
    pub intro_id: Option<String>,
    pub name: Option<Need>,
    pub email: Option<Need>,
    pub phone: Option<Need>,
    /// The whole list.
    pub fields: Option<Vec<Field>>,
    /// `Some(None)` takes it away.
    pub consent: Option<Option<Consent>>,
    pub skip_returning: Option<bool>,
    pub button: Option<String>,
    pub button_id: Option<String>,
}

impl FormDraft {
    /// What `null` means: no form, and nothing kept of it.
    fn cleared() -> Self {
        Self::from(Form::default())
    }

    /// The form as the draft makes it.
    pub fn laid_over(self, form: Form) -> Form {
        Form {
            enabled: self.enabled.unwrap_or(form.enabled),
            title: self.title.unwrap_or(form.title),
            title_id: self.title_id.unwrap_or(form.title_id),
            intro: self.intro.unwrap_or(form.intro),
            intro_id: self.intro_id.unwrap_or(form.intro_id),
            name: self.name.unwrap_or(form.name),
            email: self.email.unwrap_or(form.email),
            phone: self.phone.unwrap_or(form.phone),
            fields: self.fields.unwrap_or(form.fields),
            consent: self.consent.unwrap_or(form.consent),
            skip_returning: self.skip_returning.unwrap_or(form.skip_returning),
            button: self.button.unwrap_or(form.button),
            button_id: self.button_id.unwrap_or(form.button_id),
        }
    }
}

/// What only the whole form tells, after a part of it was changed. Errors: `form_asks_nothing`, `form_too_large`
/// (bytes, max), both of the field `form.fields`.
pub fn check_whole(form: &Form) -> Result<(), FieldError> {
    if form.enabled && form.asks_nothing() {
        return Err(FieldError::new("form.fields", "form_asks_nothing"));
    }
    let bytes = form.weight();
    if bytes > HEAVIEST {
        return Err(FieldError::new("form.fields", "form_too_large").with("bytes", bytes).with("max", HEAVIEST));
    }
    Ok(())
}

impl From<Form> for FormDraft {
    fn from(form: Form) -> Self {
        Self {
            enabled: Some(form.enabled),
            title: Some(form.title),
            title_id: Some(form.title_id),
            intro: Some(form.intro),
            intro_id: Some(form.intro_id),
            name: Some(form.name),
            email: Some(form.email),
            phone: Some(form.phone),
            fields: Some(form.fields),
            consent: Some(form.consent),
            skip_returning: Some(form.skip_returning),
            button: Some(form.button),
            button_id: Some(form.button_id),
        }
    }
}

/// The field `form` of a link.
pub fn read(input: &mut Input<'_>) -> Option<FormDraft> {
    match input.given("form") {
        Given::Absent => return None,
        Given::Null => return Some(FormDraft::cleared()),
        Given::Is(_) => {}
    }
    input.object("form", |form| FormDraft {
        enabled: form.flag("enabled"),
        title: words(form, "title", TITLE, Shape::Line),
        title_id: words(form, "title_id", TITLE, Shape::Line),
        intro: words(form, "intro", INTRO, Shape::Lines),
        intro_id: words(form, "intro_id", INTRO, Shape::Lines),
        name: form.word("name", &Need::WORDS, Need::parse),
        email: form.word("email", &Need::WORDS, Need::parse),
        phone: form.word("phone", &Need::WORDS, Need::parse),
        fields: fields(form),
        consent: consent(form),
        skip_returning: form.flag("skip_returning"),
        button: words(form, "button", BUTTON, Shape::Line),
        button_id: words(form, "button_id", BUTTON, Shape::Line),
    })
}

/// Null and nothing are the same: no words.
fn words(input: &mut Input<'_>, key: &'static str, most: usize, shape: Shape) -> Option<String> {
    input.optional_text(key, most, shape).map(Option::unwrap_or_default)
}

fn fields(form: &mut Input<'_>) -> Option<Vec<Field>> {
    let mut first_with = HashMap::<String, usize>::new();
    form.objects("fields", MOST_FIELDS, |at, input| {
        let field = field(input);
        if !field.key.is_empty()
            && let Some(first) = first_with.insert(field.key.clone(), at)
        {
            input.fault(FieldError::new(input.at("key"), "duplicate_key").with("first", first + 1));
        }
        field
    })
}

fn field(input: &mut Input<'_>) -> Field {
    input.require(&["key", "label"]);
    let key = input.text("key", 200, Shape::Line).and_then(|text| input.keep("key", key::parse(&text)));
    let kind = input.word("kind", &FieldKind::WORDS, FieldKind::parse).unwrap_or_default();
    let choices = choices(input, "choices");
    let choices_id = choices_id(input, choices.as_ref().map_or(0, Vec::len));
    if kind.has_choices() && choices.as_ref().is_none_or(Vec::is_empty) {
        input.refuse("choices", "no_choices");
    }
    Field {
        key: key.unwrap_or_default(),
        kind,
        label: input.name("label", LABEL).unwrap_or_default(),
        label_id: words(input, "label_id", LABEL, Shape::Line).unwrap_or_default(),
        placeholder: words(input, "placeholder", PLACEHOLDER, Shape::Line).unwrap_or_default(),
        placeholder_id: words(input, "placeholder_id", PLACEHOLDER, Shape::Line).unwrap_or_default(),
        required: input.flag("required").unwrap_or(false),
        choices: choices.unwrap_or_default(),
        choices_id,
    }
}

/// Each once, none empty.
fn choices(input: &mut Input<'_>, key: &'static str) -> Option<Vec<String>> {
    if matches!(input.given(key), Given::Absent | Given::Null) {
        return None;
    }
    let choices = input.words(key, MOST_CHOICES, CHOICE)?;
    for (at, choice) in choices.iter().enumerate() {
        if choice.is_empty() {
            input.refuse(&format!("{key}[{at}]"), "required");
        } else if choices[..at].contains(choice) {
            input.refuse(&format!("{key}[{at}]"), "duplicate");
        }
    }
    Some(choices)
}

/// None, or one for each choice, in the same order.
fn choices_id(input: &mut Input<'_>, choices: usize) -> Vec<String> {
    let Some(given) = self::choices(input, "choices_id") else { return Vec::new() };
    if !given.is_empty() && given.len() != choices {
        input.fault(FieldError::new(input.at("choices_id"), "as_many_choices").with("count", choices));
    }
    given
}

fn consent(form: &mut Input<'_>) -> Option<Option<Consent>> {
    match form.given("consent") {
        Given::Absent => return None,
        Given::Null => return Some(None),
        Given::Is(_) => {}
    }
    form.object("consent", |consent| {
        consent.require(&["text"]);
        Some(Consent {
            text: consent.name("text", CONSENT_TEXT).unwrap_or_default(),
            text_id: words(consent, "text_id", CONSENT_TEXT, Shape::Line).unwrap_or_default(),
            required: consent.flag("required").unwrap_or(false),
        })
    })
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
