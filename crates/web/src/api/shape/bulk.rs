//! What a bulk edit of leads came to, as JSON: every lead that was named is in one of the three lists.

use crate::i18n::Locale;
use crate::problem::FieldProblem;
use engine::leads::Done;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of each lead, by number.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkDone, example = json!({
    "changed": ["1"], "unchanged": [],
    "refused": [{"id": "2", "errors": [
        {"field": "ids[1]", "code": "not_found", "message": "There is nothing under this id."}]}]
}))]
pub struct BulkDoneJson {
    pub changed: Vec<String>,
    /// Those that were so already.
    pub unchanged: Vec<String>,
    /// Those that were left alone, and why. The others are changed all the same.
    pub refused: Vec<RefusedJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefusedLead)]
pub struct RefusedJson {
    pub id: String,
    /// `ids[…]` when there is no such lead for this token, else the field that the lead can't take.
    pub errors: Vec<FieldProblem>,
}

impl BulkDoneJson {
    pub fn new(done: Done, locale: Locale) -> Self {
        let texts = |ids: Vec<domain::id::LeadId>| ids.iter().map(ToString::to_string).collect();
        let refused = done.refused.into_iter().map(|(id, faults)| RefusedJson {
            id: id.to_string(),
            errors: faults.iter().map(|fault| FieldProblem::new(locale, fault)).collect(),
        });
        Self { changed: texts(done.changed), unchanged: texts(done.unchanged), refused: refused.collect() }
    }
}
