//! Hubs and what came of them, as JSON.

use super::{maybe_time, time};
use domain::hub::{Entry, To};
use engine::hubs::{Figures, HubView};
use serde::Serialize;
use serde_json::Value;
use store::reports::Days;
use utoipa::ToSchema;

/// A public page with several ways to the business on it.
#[derive(Serialize, ToSchema)]
#[schema(as = Hub)]
pub struct HubJson {
    pub id: String,
    /// The whole address.
    #[schema(example = "https://go.example.com/h/toko")]
    pub url: String,
    pub slug: String,
    /// One of the workspace's verified domains. Null: the default domain.
    pub domain: Option<String>,
    /// The whole addresses from before renamings and moves; they still lead here.
    pub old_urls: Vec<String>,
    /// What the team calls it.
    pub name: String,
    pub title: String,
    pub text: String,
    pub picture_id: Option<String>,
    /// `calm`, `bold` or `paper`.
    pub theme: String,
    /// `#rrggbb`
    pub accent: String,
    pub entries: Vec<EntryJson>,
    pub archived: bool,
    pub created_at: String,
    pub updated_at: String,
    pub archived_at: Option<String>,
    /// Raised at each save; the ETag.
    pub version: i64,
}

/// One button of a hub. It leads to a link or to a channel.
#[derive(Serialize, ToSchema)]
#[schema(as = HubEntry)]
pub struct EntryJson {
    pub id: String,
    pub label: String,
    /// In Indonesian; empty: the same.
    pub label_id: String,
    /// `chat`, `telegram`, `website`, `calendar`, `shop`, `place`, `phone`, `mail`, `offer`, `people` or `none`.
    pub icon: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// What the chat begins with, where it leads to a WhatsApp channel.
    pub message: String,
    /// Who sees it: a condition as in a link's rules; null: everybody.
    #[schema(value_type = Option<Object>)]
    pub when: Value,
}

impl From<HubView> for HubJson {
    fn from(view: HubView) -> Self {
        let hub = view.hub;
        Self {
            id: hub.id.to_string(),
            url: view.url,
            slug: hub.slug,
            domain: (!hub.domain.is_empty()).then_some(hub.domain),
            old_urls: view.old_urls,
            name: hub.name,
            title: hub.title,
            text: hub.text,
            picture_id: hub.picture.map(|id| id.to_string()),
            theme: hub.theme.as_str().to_owned(),
            accent: hub.accent.to_string(),
            entries: hub.entries.into_iter().map(EntryJson::from).collect(),
            archived: hub.archived_at.is_some(),
            created_at: time(hub.created_at),
            updated_at: time(hub.updated_at),
            archived_at: maybe_time(hub.archived_at),
            version: hub.version,
        }
    }
}

impl From<Entry> for EntryJson {
    fn from(entry: Entry) -> Self {
        let (link_id, channel_id) = match entry.to {
            To::LinkId(id) => (Some(id.to_string()), None),
            To::ChannelId(id) => (None, Some(id.to_string())),
        };
        Self {
            id: entry.id.to_string(),
            label: entry.label,
            label_id: entry.label_id,
            icon: entry.icon.as_str().to_owned(),
            link_id,
            channel_id,
            message: entry.message,
            when: serde_json::to_value(&entry.when).unwrap_or_default(),
        }
    }
}

/// What a hub came to.
#[derive(Serialize, ToSchema)]
#[schema(as = HubFigures)]
pub struct HubFiguresJson {
    pub from: String,
    pub to: String,
    /// By people, scans of its QR code included.
    pub views: i64,
    pub scans: i64,
    pub views_by_kind: Vec<HubViewsJson>,
    /// By people, without repeats.
    pub presses: i64,
    /// New ones.
    pub leads: i64,
    /// Entries that were pressed, those that are gone too.
    pub entries: Vec<HubEntryFiguresJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HubViews)]
pub struct HubViewsJson {
    /// `human`, `scan`, `preview`, `bot`, `prefetch` or `head`.
    pub kind: String,
    pub views: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = HubEntryFigures)]
pub struct HubEntryFiguresJson {
    pub entry_id: String,
    pub presses: i64,
    pub leads: i64,
}

impl HubFiguresJson {
    pub fn new(days: Days, figures: Figures) -> Self {
        let kinds = figures.by_kind.into_iter();
        let entries = figures.entries.into_iter();
        Self {
            from: days.first().to_string(),
            to: days.last().to_string(),
            views: figures.views,
            scans: figures.scans,
            views_by_kind: kinds.map(|(kind, views)| HubViewsJson { kind: kind.as_str().to_owned(), views }).collect(),
            presses: figures.presses,
            leads: figures.leads,
            entries: entries
                .map(|(id, of)| HubEntryFiguresJson { entry_id: id.to_string(), presses: of.presses, leads: of.leads })
                .collect(),
        }
    }
}
