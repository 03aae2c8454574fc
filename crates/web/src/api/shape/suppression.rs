//! Those of whom nothing is told, as JSON.

use super::time;
use engine::conversions::suppressions::{Suppression, fingerprint};
use serde::Serialize;
use utoipa::ToSchema;

/// One who is on the list. Neither the number nor the address can be had back from it.
#[derive(Serialize, ToSchema)]
#[schema(as = Suppression)]
pub struct SuppressionJson {
    /// What the keyed hash begins with; takes them off the list.
    #[schema(example = "9f86d081884c7d65")]
    pub fingerprint: String,
    /// `phone` or `email`.
    pub kind: String,
    /// `asked` or `erased`.
    pub why: String,
    /// Who put them there; null: it was not kept.
    pub by: Option<String>,
    pub created_at: String,
}

impl SuppressionJson {
    pub fn new(one: &Suppression) -> Self {
        Self {
            fingerprint: fingerprint(one),
            kind: one.kind.clone(),
            why: one.why.clone(),
            by: one.by.clone(),
            created_at: time(one.created_at),
        }
    }
}

/// The lines that stand for the person now.
#[derive(Serialize, ToSchema)]
#[schema(as = Suppressed)]
pub struct SuppressedJson {
    pub items: Vec<SuppressionJson>,
}

/// One of these.
#[derive(ToSchema)]
#[allow(dead_code)] // Only its shape is used.
#[schema(example = json!({"phone": "+6281234567890"}))]
pub struct SuppressionInput {
    pub phone: Option<String>,
    pub email: Option<String>,
    /// A lead, by the number and the address that it has.
    pub lead_id: Option<String>,
}
