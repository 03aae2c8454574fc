//! What the API takes of a hub, for its document; see [`super::input`].
#![allow(dead_code)] // Only their shapes are used.

use serde_json::Value;
use utoipa::ToSchema;

/// A hub; to change one, any part of it.
#[derive(ToSchema)]
#[schema(example = json!({
    "slug": "toko", "name": "Instagram bio", "title": "Toko Melati", "text": "Batik from Pekalongan, sent within a day.",
    "theme": "paper", "accent": "#8c2f39", "picture_id": null, "entries": []
}))]
pub struct HubInput {
    /// 1 to 64 of `a-z 0-9 - _`, whatever the case. Required to make a hub.
    pub slug: Option<String>,
    /// One of the workspace's verified domains; null: the default domain. A new hub takes the primary one when nothing is
    /// said.
    pub domain: Option<String>,
    /// What the team calls it; the slug, when nothing is said.
    pub name: Option<String>,
    /// At most 80 characters; the name, when nothing is said.
    pub title: Option<String>,
    /// At most 500 characters.
    pub text: Option<String>,
    /// An uploaded picture. Null takes it away.
    pub picture_id: Option<String>,
    /// `calm`, `bold` or `paper`.
    pub theme: Option<String>,
    /// `#rrggbb`. Words on it, and it on the page, are made readable.
    pub accent: Option<String>,
    /// All of them in their order, at most 50; who is missing leaves.
    pub entries: Option<Vec<HubEntryInput>>,
    /// Of a change: true archives, false brings back.
    pub archived: Option<bool>,
}

/// Give either `link_id` or `channel_id`.
#[derive(ToSchema)]
pub struct HubEntryInput {
    /// Of an entry that is there already; a new one has none.
    pub id: Option<String>,
    /// At most 60 characters.
    pub label: String,
    pub label_id: Option<String>,
    pub icon: Option<String>,
    pub link_id: Option<String>,
    pub channel_id: Option<String>,
    /// For a WhatsApp channel, with tokens such as `{{code}}`; at most 500 characters.
    pub message: Option<String>,
    /// Who sees it: a condition as in a link's rules; null: everybody.
    #[schema(value_type = Option<Object>)]
    pub when: Option<Value>,
}
