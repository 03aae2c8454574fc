//! Links as a file, and what bringing one in comes to, as JSON.

use crate::changes::sentences;
use crate::i18n::Locale;
use engine::transfer::{Change, Difference, FieldChange};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Links as a file.
#[allow(dead_code)] // Only its shape is used.
#[derive(ToSchema)]
#[schema(example = json!({"giliran": "links", "version": 1, "links": [{"slug": "promo", "name": "Promo",
    "message": "Hi {{name}} {{code}}", "pool": {"method": "round_robin", "members":
    [{"name": "Sari", "number": "+6281234567890", "weight": 100, "active": true}]},
    "fallback": {"url": "https://example.com/contact"}}]}))]
pub struct LinksDocument {
    /// Always `links`.
    giliran: String,
    /// Of the document's form: 1.
    version: i64,
    /// Each as the API takes it. A channel is `{"kind","place","name"}` instead of a `channel_id`, another link
    /// `{"domain","slug"}` instead of a `link_id`. What is left out stays as it is.
    links: Vec<Value>,
}

/// The change after which the link was as it is to be.
#[allow(dead_code)] // Only its shape is used.
#[derive(ToSchema)]
#[schema(as = PutBack, example = json!({"audit_id": "01930000-0000-7000-8000-000000000000"}))]
pub struct PutBackInput {
    /// An entry of the audit log with this link's id.
    audit_id: String,
}

/// What an import changes.
#[derive(Serialize, ToSchema)]
#[schema(as = Difference)]
pub struct DifferenceJson {
    /// Whether it was done; false for a dry run.
    pub applied: bool,
    pub created: Vec<ChangeJson>,
    pub changed: Vec<ChangeJson>,
    /// How many links of the file are as they were.
    pub unchanged: usize,
    /// Names of channels that are made for it.
    pub channels_created: Vec<String>,
}

/// One link of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = LinkChange)]
pub struct ChangeJson {
    /// Null for a new link of a dry run.
    pub id: Option<String>,
    /// The slug, behind the domain where it is not the default one.
    #[schema(example = "promo")]
    pub address: String,
    pub name: String,
    /// Of the file, from 1.
    pub line: usize,
    pub fields: Vec<FieldChangeJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FieldChange)]
pub struct FieldChangeJson {
    /// The path in the link's body.
    #[schema(example = "pool.members")]
    pub field: String,
    /// Null where there was nothing.
    #[schema(value_type = Object)]
    pub before: Value,
    #[schema(value_type = Object)]
    pub after: Value,
    /// The same as sentences.
    pub said: Vec<String>,
}

impl DifferenceJson {
    pub fn new(done: Difference, locale: Locale) -> Self {
        let all = |changes: Vec<Change>| changes.into_iter().map(|change| ChangeJson::new(change, locale)).collect();
        Self {
            applied: done.applied,
            created: all(done.created),
            changed: all(done.changed),
            unchanged: done.unchanged,
            channels_created: done.channels,
        }
    }
}

impl ChangeJson {
    fn new(change: Change, locale: Locale) -> Self {
        let field = |FieldChange { field, before, after }| {
            let said = sentences(locale, &field, &before, &after, &|_| None);
            FieldChangeJson { field, before, after, said }
        };
        Self {
            id: change.id.map(|id| id.to_string()),
            address: change.address,
            name: change.name,
            line: change.line,
            fields: change.fields.into_iter().map(field).collect(),
        }
    }
}
