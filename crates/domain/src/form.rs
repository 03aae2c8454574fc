//! The lead form that a link may show before the chat: what it asks, in the visitor's language. How a person writes
//! one is read in [`crate::draft::form`]; what a visitor sent is judged in [`check`], what an address fills in
//! beforehand in [`prefill`], and which form it was in [`token`]. Nothing here knows HTML or a request.

pub mod check;
pub mod key;
pub mod prefill;
pub mod token;
mod weight;

pub use check::{Answers, check};
pub use weight::HEAVIEST;

use crate::language::Locale;
use serde::{Deserialize, Serialize};

/// Fields of the business's own, beside name, e-mail and phone.
pub const MOST_FIELDS: usize = 10;
pub const MOST_CHOICES: usize = 50;

/// As it is stored and shown. Every text of the business may stand there twice; an empty one in the visitor's language
/// gives way to the other, and where both are empty the page has words of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    pub enabled: bool,
    pub title: String,
    pub title_id: String,
    pub intro: String,
    pub intro_id: String,
    pub name: Need,
    pub email: Need,
    pub phone: Need,
    pub fields: Vec<Field>,
    pub consent: Option<Consent>,
    /// Who sent it before goes straight to the chat, with the answers of then.
    pub skip_returning: bool,
    pub button: String,
    pub button_id: String,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            enabled: false,
            title: String::new(),
            title_id: String::new(),
            intro: String::new(),
            intro_id: String::new(),
            name: Need::Off,
            email: Need::Off,
            phone: Need::Off,
            fields: Vec::new(),
            consent: None,
            skip_returning: true,
            button: String::new(),
            button_id: String::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    #[default]
    Off,
    Optional,
    Required,
}

impl Need {
    pub const ALL: [Self; 3] = [Self::Off, Self::Optional, Self::Required];
    pub const WORDS: [&'static str; 3] = ["off", "optional", "required"];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    #[default]
    Text,
    Textarea,
    Select,
    Checkbox,
}

impl FieldKind {
    pub const ALL: [Self; 4] = [Self::Text, Self::Textarea, Self::Select, Self::Checkbox];
    pub const WORDS: [&'static str; 4] = ["text", "textarea", "select", "checkbox"];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Textarea => "textarea",
            Self::Select => "select",
            Self::Checkbox => "checkbox",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it is answered by choosing.
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Select | Self::Checkbox)
    }
}

/// A field of the business's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// A word, see [`key`]; `[k:key]` in a message stands for the answer.
    pub key: String,
    pub kind: FieldKind,
    pub label: String,
    /// In Indonesian; empty: the same.
    pub label_id: String,
    pub placeholder: String,
    pub placeholder_id: String,
    pub required: bool,
    /// What is kept when one is chosen, and what an English reader sees.
    pub choices: Vec<String>,
    /// What an Indonesian reader sees: none, or as many as there are choices.
    pub choices_id: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    pub text: String,
    /// In Indonesian; empty: the same.
    pub text_id: String,
    pub required: bool,
}

/// A field that every form may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    Name,
    Email,
    Phone,
}

impl BuiltIn {
    /// In the order of the page.
    pub const ALL: [Self; 3] = [Self::Name, Self::Email, Self::Phone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl Form {
    pub fn need(&self, field: BuiltIn) -> Need {
        match field {
            BuiltIn::Name => self.name,
            BuiltIn::Email => self.email,
            BuiltIn::Phone => self.phone,
        }
    }

    /// Nothing to fill in and nothing to agree to.
    pub fn asks_nothing(&self) -> bool {
        BuiltIn::ALL.iter().all(|field| self.need(*field) == Need::Off)
            && self.fields.is_empty()
            && self.consent.is_none()
    }

    pub fn title(&self, locale: Locale) -> &str {
        said(locale, &self.title, &self.title_id)
    }

    pub fn intro(&self, locale: Locale) -> &str {
        said(locale, &self.intro, &self.intro_id)
    }

    pub fn button(&self, locale: Locale) -> &str {
        said(locale, &self.button, &self.button_id)
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

impl Field {
    pub fn label(&self, locale: Locale) -> &str {
        said(locale, &self.label, &self.label_id)
    }

    pub fn placeholder(&self, locale: Locale) -> &str {
        said(locale, &self.placeholder, &self.placeholder_id)
    }

    /// The choice at this place as the reader sees it.
    pub fn choice(&self, at: usize, locale: Locale) -> &str {
        let of = |list: &'_ [String]| list.get(at).map(String::len).is_some_and(|length| length > 0);
        match locale {
            Locale::Id if of(&self.choices_id) => &self.choices_id[at],
            _ => self.choices.get(at).map_or("", String::as_str),
        }
    }

    /// The name of its control on the page: no word of a business's own meets one of ours.
    pub fn control(&self) -> String {
        format!("k_{}", self.key)
    }
}

impl Consent {
    pub fn text(&self, locale: Locale) -> &str {
        said(locale, &self.text, &self.text_id)
    }
}

fn said<'t>(locale: Locale, english: &'t str, indonesian: &'t str) -> &'t str {
    match locale {
        Locale::Id if !indonesian.is_empty() => indonesian,
        Locale::Id => english,
        Locale::En if english.is_empty() => indonesian,
        Locale::En => english,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_one_language_serves_both() {
        let form = Form { title_id: "Sebelum mengobrol".into(), button: "Chat".into(), ..Form::default() };
        assert_eq!((form.title(Locale::En), form.title(Locale::Id)), ("Sebelum mengobrol", "Sebelum mengobrol"));
        assert_eq!((form.button(Locale::En), form.button(Locale::Id)), ("Chat", "Chat"));
        assert_eq!(form.intro(Locale::Id), "");
    }

    #[test]
    fn a_form_stored_before_it_had_all_its_parts_reads_with_what_is_missing_left_out() {
        let form: Form = serde_json::from_str(r#"{"enabled":true,"name":"required","fields":[{"key":"size"}]}"#)
            .expect("every part has a default");
        assert_eq!((form.name, form.phone, form.fields[0].kind), (Need::Required, Need::Off, FieldKind::Text));
        assert!(form.skip_returning && form.consent.is_none());
    }

    #[test]
    fn words_and_kinds_are_named_alike_in_json_and_in_lists() {
        for need in Need::ALL {
            assert_eq!(serde_json::to_value(need).expect("a word"), need.as_str());
            assert_eq!(Need::parse(need.as_str()), Some(need));
        }
        for kind in FieldKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a word"), kind.as_str());
            assert_eq!(FieldKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Need::ALL.map(Need::as_str), Need::WORDS);
        assert_eq!(FieldKind::ALL.map(FieldKind::as_str), FieldKind::WORDS);
    }
}
