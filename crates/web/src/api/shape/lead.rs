//! Leads and notes, for the document only: what is answered is made by `engine::leads::json`, which the export shares.
//! A test compares the two field by field.
#![allow(dead_code)] // Only their shapes are used.

use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A lead: a person who came by a link.
#[derive(ToSchema)]
#[schema(as = Lead)]
pub struct LeadJson {
    pub id: String,
    /// Given by a person or a form; null: the automatic name stands.
    pub name: Option<String>,
    #[schema(example = "Visitor [7KQ2M9X]")]
    pub auto_name: String,
    pub visitor_code: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// One of the workspace's statuses.
    pub status: String,
    /// `low`, `medium`, `high` or `urgent`.
    pub priority: String,
    pub score: i64,
    /// `ads`, `whatsapp`, `website`, `direct`, or the utm_source.
    pub source: String,
    /// The first touch's utm_campaign.
    pub campaign: Option<String>,
    pub values: ValuesJson,
    pub tags: Vec<String>,
    /// The latest, newest first; none in a list.
    pub notes: Vec<NoteJson>,
    pub custom_fields: BTreeMap<String, String>,
    pub agent: Option<KeeperJson>,
    pub location: LocationJson,
    /// Whether the person agreed to be told of; null: nobody asked.
    pub consent: Option<ConsentJson>,
    pub language: Option<String>,
    pub device: String,
    pub first_touch: TouchJson,
    pub last_touch: TouchJson,
    pub visit_count: i64,
    pub chat_count: i64,
    pub last_seen_at: String,
    pub created_at: String,
    pub updated_at: String,
    /// When the person was erased; what is left tells nothing of them, and is changed no more.
    pub erased_at: Option<String>,
    /// Raised at each save; the ETag. Not in a list.
    pub version: Option<i64>,
}

#[derive(ToSchema)]
#[schema(as = Values)]
pub struct ValuesJson {
    pub expected: Option<MoneyJson>,
    pub actual: Option<MoneyJson>,
}

#[derive(serde::Serialize, ToSchema)]
#[schema(as = Money)]
pub struct MoneyJson {
    /// A decimal text.
    #[schema(example = "1500000")]
    pub amount: String,
    #[schema(example = "IDR")]
    pub currency: String,
}

#[derive(ToSchema)]
#[schema(as = Note)]
pub struct NoteJson {
    pub id: String,
    pub author: String,
    pub body: String,
    pub created_at: String,
}

#[derive(ToSchema)]
#[schema(as = Keeper)]
pub struct KeeperJson {
    pub id: String,
    pub name: String,
}

#[derive(ToSchema)]
#[schema(as = Location)]
pub struct LocationJson {
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub time_zone: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = Consent)]
pub struct ConsentJson {
    /// `given` or `refused`.
    pub state: String,
    pub at: String,
    /// The words that were agreed to; null where a person of the team wrote it down.
    pub text: Option<String>,
    /// `form`, or the name of who wrote it down.
    pub by: Option<String>,
}

/// What brought the person, the first or the last time.
#[derive(ToSchema)]
#[schema(as = Touch)]
pub struct TouchJson {
    pub at: String,
    pub link_id: String,
    pub utm: UtmJson,
    pub click_ids: BTreeMap<String, String>,
    pub referrer: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = Utm)]
pub struct UtmJson {
    pub source: Option<String>,
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
}
