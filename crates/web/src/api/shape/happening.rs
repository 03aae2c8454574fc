//! What happened with a lead, as JSON.

use super::delivery::ToldJson;
use super::form::SentFormJson;
use super::time;
use super::visit::VisitJson;
use crate::i18n::Locale;
use engine::leads::Happening;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that happened; `what` says which of `visit`, `form`, `change`, `note` and `delivery` is there.
#[derive(Serialize, ToSchema)]
#[schema(as = Happening)]
pub struct HappeningJson {
    /// `visit`, `form`, `change`, `note` or `delivery`.
    pub what: String,
    pub at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<SentFormJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<WrittenJson>,
    /// What a destination was told, or is to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<ToldJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeJson {
    pub id: String,
    #[schema(example = "status")]
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// `user`, `token`, `visitor` or `system`.
    pub actor_kind: String,
    pub actor_name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WrittenNote)]
pub struct WrittenJson {
    pub id: String,
    pub author: String,
    pub body: String,
}

impl HappeningJson {
    pub fn new(happening: &Happening, locale: Locale) -> Self {
        let mut told = Self {
            what: String::new(),
            at: time(happening.at()),
            visit: None,
            form: None,
            change: None,
            note: None,
            delivery: None,
        };
        match happening {
            Happening::Visit(visit) => {
                told.what = "visit".to_owned();
                told.visit = Some(VisitJson::new(visit, locale));
            }
            Happening::Form(sent) => {
                told.what = "form".to_owned();
                told.form = Some(SentFormJson::new(sent, locale));
            }
            Happening::Change(change) => {
                told.what = "change".to_owned();
                told.change = Some(ChangeJson {
                    id: change.id.to_string(),
                    field: change.field.clone(),
                    before: change.before.clone(),
                    after: change.after.clone(),
                    actor_kind: change.actor_kind.clone(),
                    actor_name: change.actor_name.clone(),
                });
            }
            Happening::Delivery(delivery) => {
                told.what = "delivery".to_owned();
                told.delivery = Some(ToldJson::new(delivery, locale));
            }
            Happening::Note(note) => {
                told.what = "note".to_owned();
                told.note =
                    Some(WrittenJson { id: note.id.to_string(), author: note.author.clone(), body: note.body.clone() });
            }
        }
        told
    }
}
