//! Lead forms as JSON: what a link asks, and what a visitor sent.

use super::link::StepJson;
use crate::i18n::Locale;
use domain::form::{Consent, Field, Form};
use engine::leads::SentForm;
use serde::Serialize;
use utoipa::ToSchema;

/// The form that is shown before the chat.
#[derive(Serialize, ToSchema)]
#[schema(as = Form)]
pub struct FormJson {
    pub enabled: bool,
    /// Every text may stand there in Indonesian too, under a name that ends with `_id`; empty: the same.
    pub title: String,
    pub title_id: String,
    pub intro: String,
    pub intro_id: String,
    /// `off`, `optional` or `required`; so are the next two.
    pub name: String,
    pub email: String,
    pub phone: String,
    pub fields: Vec<FieldJson>,
    pub consent: Option<ConsentJson>,
    /// Who sent it before goes straight to the chat, with the answers of then.
    pub skip_returning: bool,
    pub button: String,
    pub button_id: String,
}

/// A field of the business's own.
#[derive(Serialize, ToSchema)]
#[schema(as = FormField)]
pub struct FieldJson {
    /// `[k:key]` in the message stands for the answer.
    pub key: String,
    /// `text`, `textarea`, `select` or `checkbox`.
    pub kind: String,
    pub label: String,
    pub label_id: String,
    pub placeholder: String,
    pub placeholder_id: String,
    pub required: bool,
    /// What is kept when one is chosen.
    pub choices: Vec<String>,
    /// What an Indonesian reader sees: none, or as many as there are choices.
    pub choices_id: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FormConsent)]
pub struct ConsentJson {
    pub text: String,
    pub text_id: String,
    pub required: bool,
}

impl From<Form> for FormJson {
    fn from(form: Form) -> Self {
        Self {
            enabled: form.enabled,
            title: form.title,
            title_id: form.title_id,
            intro: form.intro,
            intro_id: form.intro_id,
            name: form.name.as_str().to_owned(),
            email: form.email.as_str().to_owned(),
            phone: form.phone.as_str().to_owned(),
            fields: form.fields.into_iter().map(FieldJson::from).collect(),
            consent: form.consent.map(ConsentJson::from),
            skip_returning: form.skip_returning,
            button: form.button,
            button_id: form.button_id,
        }
    }
}

impl From<Field> for FieldJson {
    fn from(field: Field) -> Self {
        Self {
            key: field.key,
            kind: field.kind.as_str().to_owned(),
            label: field.label,
            label_id: field.label_id,
            placeholder: field.placeholder,
            placeholder_id: field.placeholder_id,
            required: field.required,
            choices: field.choices,
            choices_id: field.choices_id,
        }
    }
}

impl From<Consent> for ConsentJson {
    fn from(consent: Consent) -> Self {
        Self { text: consent.text, text_id: consent.text_id, required: consent.required }
    }
}

/// A form to set, or any part of it; the fields are given as a whole list.
#[derive(ToSchema)]
#[allow(dead_code)] // Only its shape is used: `domain::draft` reads.
#[schema(example = json!({
    "enabled": true, "name": "required", "email": "off", "phone": "optional",
    "fields": [{"key": "budget", "kind": "select", "label": "Budget", "label_id": "Anggaran", "required": true,
                "choices": ["Up to 1 million", "More"], "choices_id": ["Sampai 1 juta", "Lebih"]}],
    "consent": {"text": "You may write to me.", "text_id": "Boleh menghubungi saya.", "required": true},
    "skip_returning": true
}))]
pub struct FormInput {
    pub enabled: Option<bool>,
    pub title: Option<String>,
    pub title_id: Option<String>,
    pub intro: Option<String>,
    pub intro_id: Option<String>,
    /// `off`, `optional` or `required`; so are the next two.
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// At most ten.
    pub fields: Option<Vec<FieldInput>>,
    /// Null takes it away.
    pub consent: Option<ConsentInput>,
    pub skip_returning: Option<bool>,
    pub button: Option<String>,
    pub button_id: Option<String>,
}

#[derive(ToSchema)]
#[allow(dead_code)]
#[schema(as = FormFieldInput)]
pub struct FieldInput {
    /// A word of `a-z 0-9 _`, at most 40; `k_budget` and `budget` are the same.
    pub key: String,
    /// `text`, `textarea`, `select` or `checkbox`; text when nothing is said.
    pub kind: Option<String>,
    pub label: String,
    pub label_id: Option<String>,
    pub placeholder: Option<String>,
    pub placeholder_id: Option<String>,
    pub required: Option<bool>,
    /// At most 50; needed by `select` and `checkbox`.
    pub choices: Option<Vec<String>>,
    pub choices_id: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[allow(dead_code)]
#[schema(as = FormConsentInput)]
pub struct ConsentInput {
    pub text: String,
    pub text_id: Option<String>,
    pub required: Option<bool>,
}

/// A form that a visitor sent.
#[derive(Serialize, ToSchema)]
#[schema(as = SentForm)]
pub struct SentFormJson {
    pub id: String,
    pub link_id: String,
    /// Empty: not given; so are the next two.
    pub name: String,
    /// E.164.
    pub phone: String,
    pub email: String,
    /// The business's own fields, in their order.
    pub answers: Vec<AnswerJson>,
    /// The text that was agreed to; null: none was.
    pub consent: Option<String>,
    pub agent_id: Option<String>,
    pub member_id: Option<String>,
    pub steps: Vec<StepJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct AnswerJson {
    pub key: String,
    /// Several choices with `, ` between.
    pub value: String,
}

impl SentFormJson {
    pub fn new(sent: &SentForm, locale: Locale) -> Self {
        let form = sent.form();
        let answer =
            |(key, value): &domain::visit::Pair<'_>| AnswerJson { key: key.to_string(), value: value.to_string() };
        Self {
            id: sent.id.to_string(),
            link_id: form.visit.link.to_string(),
            name: form.name.to_string(),
            phone: form.phone.to_string(),
            email: form.email.to_string(),
            answers: form.answers.iter().map(answer).collect(),
            consent: (!form.consent.is_empty()).then(|| form.consent.to_string()),
            agent_id: form.visit.agent.map(|id| id.to_string()),
            member_id: form.visit.member.map(|id| id.to_string()),
            steps: form.visit.steps.iter().map(|step| StepJson::new(step, locale)).collect(),
        }
    }
}
