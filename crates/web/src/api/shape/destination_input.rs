//! What the API takes of destinations and deliveries, for its document; see [`super::input`].
#![allow(dead_code)] // Only their shapes are used.

use super::lead::MoneyJson;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A destination; to change one, any part of it.
#[derive(ToSchema)]
#[schema(example = json!({
    "platform": "meta", "name": "Toko Melati’s pixel", "active": true, "for_all_links": true,
    "settings": {"dataset_id": "1234567890", "test_code": "TEST12345"},
    "credentials": {"access_token": "EAAB-the-token-of-a-system-user"},
    "events": [{"category": "qualified_lead", "name": "QualifiedLead"}, {"category": "click", "active": false}],
    "consent": "by_region"
}))]
pub struct DestinationInput {
    /// `meta`, `meta_messaging`, `google_ads`, `google_ads_upload`, `ga4`, `tiktok`, `linkedin` or `webhook`. Required to
    /// make one; it stays.
    pub platform: Option<String>,
    /// At most 100 characters. Required to make one.
    pub name: Option<String>,
    pub active: Option<bool>,
    /// Takes what comes over links that choose no destination themselves.
    pub for_all_links: Option<bool>,
    /// What is not named stays; null takes one away. `meta`: `dataset_id`, `test_code`; `meta_messaging`: `dataset_id`,
    /// `waba_id` or `page_id`, `test_code`; `google_ads` and `google_ads_upload`: `customer_id`, `login_customer_id`; `ga4`:
    /// `measurement_id`; `tiktok`: `pixel_code`, `test_code`; `webhook`: `url`.
    pub settings: Option<BTreeMap<String, String>>,
    /// Written, never read: what is not named, or comes as it was answered, stays; null takes one away. `meta`,
    /// `meta_messaging`: `access_token`, `app_secret`; `google_ads`: `service_account` (the whole JSON file), or
    /// `refresh_token` with `client_id` and `client_secret`; `google_ads_upload`: the same and `developer_token`; `ga4`:
    /// `api_secret`; `tiktok`, `linkedin`: `access_token`.
    pub credentials: Option<BTreeMap<String, String>>,
    /// Lines that change, known by their category; others stay.
    pub events: Option<Vec<MappingInput>>,
    /// `by_region` (a grant where the law asks for one), `required` or `not_required`. A refusal counts everywhere.
    pub consent: Option<String>,
}

#[derive(ToSchema)]
pub struct MappingInput {
    /// `view_content`, `click`, `lead`, `contact`, `qualified_lead`, `registration`, `checkout` or `purchase`.
    pub category: String,
    /// The platform's own name, or the id of a conversion action or rule; empty: not mapped. At most 200 characters.
    pub name: Option<String>,
    /// True when nothing is said.
    pub active: Option<bool>,
    /// Each time it happens, not once for each lead.
    pub every_time: Option<bool>,
}

/// A test event.
#[derive(ToSchema)]
#[schema(example = json!({"category": "lead"}))]
pub struct TestInput {
    /// `lead` when nothing is said, or the first that has a name.
    pub category: Option<String>,
}

/// One delivery again, under the same event id.
#[derive(ToSchema)]
#[schema(example = json!({"force": false}))]
pub struct AgainInput {
    /// Also where the platform has counted it so long ago that it would count it twice.
    pub force: Option<bool>,
}

/// Deliveries that have ended, again, under the same event ids.
#[derive(ToSchema)]
#[schema(example = json!({"status": "refused", "from": "2026-11-01T00:00:00Z", "force": false, "dry_run": true}))]
pub struct ManyAgainInput {
    /// `sent`, `duplicate`, `refused`, `expired`, `skipped`: one or several, with commas; all of them when nothing is said.
    pub status: Option<String>,
    pub destination_id: Option<String>,
    pub lead_id: Option<String>,
    pub category: Option<String>,
    /// When the event was: from then on.
    pub from: Option<String>,
    /// Before then.
    pub to: Option<String>,
    /// When it ended: from then on.
    pub ended_from: Option<String>,
    /// Before then.
    pub ended_to: Option<String>,
    /// Those that were sent again last by that replay.
    pub replay_id: Option<String>,
    pub force: Option<bool>,
    /// Only say what it would do.
    pub dry_run: Option<bool>,
}

/// What the platforms are to be told of a lead.
#[derive(ToSchema)]
#[schema(example = json!({"category": "purchase", "value": {"amount": "1500000", "currency": "IDR"}}))]
pub struct ConversionInput {
    pub category: String,
    /// Its currency may be left out: then it is the lead's, else the workspace's. Without a value a purchase has the lead's
    /// actual value.
    pub value: Option<MoneyJson>,
    /// Those that the lead's link has, when nothing is said.
    pub destination_ids: Option<Vec<String>>,
}
