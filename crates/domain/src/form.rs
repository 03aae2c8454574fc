//! The lead form that a link may show before the chat.

use serde::{Deserialize, Serialize};

/// As it is stored and shown; read from a person's input in [`crate::draft`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    pub enabled: bool,
    pub name: Need,
    pub email: Need,
    pub phone: Need,
    pub fields: Vec<Field>,
    pub consent: Option<Consent>,
    /// Who sent it before goes straight to the chat.
    pub skip_returning: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    #[default]
    Off,
    Optional,
    Required,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Textarea,
    Select,
    Checkbox,
}

/// A field of the business's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// A word; `[k:key]` in a message stands for the answer.
    pub key: String,
    pub kind: FieldKind,
    pub label: String,
    /// In Indonesian; empty: the same.
    #[serde(default)]
    pub label_id: String,
    #[serde(default)]
    pub placeholder: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub choices: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub text: String,
    /// In Indonesian; empty: the same.
    #[serde(default)]
    pub text_id: String,
    #[serde(default)]
    pub required: bool,
}
