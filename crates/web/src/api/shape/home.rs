//! Workspace, channels and change history as JSON.

use super::link::TargetJson;
use super::retention::PrivacyJson;
use super::{maybe_time, time};
use domain::channel::ChannelKind;
use domain::conversion::StatusMeans;
use domain::telegram::Telegram;
use serde::Serialize;
use serde_json::Value;
use store::audit::Entry;
use store::channels::Channel;
use store::workspaces::Workspace;
use utoipa::ToSchema;

/// The workspace of the token.
#[derive(Serialize, ToSchema)]
#[schema(as = Workspace)]
pub struct WorkspaceJson {
    pub id: String,
    pub name: String,
    /// IANA name.
    #[schema(example = "Asia/Jakarta")]
    pub time_zone: String,
    /// ISO 4217.
    #[schema(example = "IDR")]
    pub currency: String,
    /// ISO 3166 alpha-2.
    #[schema(example = "ID")]
    pub country: String,
    pub fallback: Option<TargetJson>,
    pub catch_all_channel_id: Option<String>,
    /// What a lead's status may be, in the order of the board.
    pub statuses: Vec<String>,
    /// What ad platforms are told when a lead reaches a status.
    pub conversions: Vec<StatusMeansJson>,
    pub privacy: PrivacyJson,
    pub created_at: String,
    pub updated_at: String,
    pub version: i64,
}

/// A status of a lead that counts as a conversion.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusConversion)]
pub struct StatusMeansJson {
    #[schema(example = "won")]
    pub status: String,
    /// `view_content`, `click`, `lead`, `contact`, `qualified_lead`, `registration`, `checkout` or `purchase`.
    #[schema(example = "purchase")]
    pub category: String,
    /// Which of the lead's values goes with it: `none`, `expected` or `actual`.
    #[schema(example = "actual")]
    pub value: String,
}

impl From<StatusMeans> for StatusMeansJson {
    fn from(means: StatusMeans) -> Self {
        Self { status: means.status, category: means.category.as_str().into(), value: means.value.as_str().into() }
    }
}

impl From<Workspace> for WorkspaceJson {
    fn from(workspace: Workspace) -> Self {
        Self {
            id: workspace.id.to_string(),
            name: workspace.name,
            time_zone: workspace.time_zone,
            currency: workspace.currency,
            country: workspace.country,
            fallback: workspace.settings.fallback.map(TargetJson::from),
            catch_all_channel_id: workspace.settings.catch_all.map(|id| id.to_string()),
            statuses: workspace.settings.statuses,
            conversions: workspace.settings.conversions.into_iter().map(StatusMeansJson::from).collect(),
            privacy: PrivacyJson::from(workspace.settings.privacy),
            created_at: time(workspace.created_at),
            updated_at: time(workspace.updated_at),
            version: workspace.version,
        }
    }
}

/// A place a visitor can be sent to. Its kind says which of `number`, `username` and `url` it has.
#[derive(Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct ChannelJson {
    pub id: String,
    /// `whatsapp`, `telegram`, `website` or `booking`.
    pub kind: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `active`, or `passive`: takes nobody.
    pub status: String,
    pub archived: bool,
    pub created_at: String,
    pub updated_at: String,
    pub archived_at: Option<String>,
    pub version: i64,
}

impl From<Channel> for ChannelJson {
    fn from(channel: Channel) -> Self {
        let telegram = Some(Telegram::from_stored(&channel.place)).filter(|_| channel.kind == ChannelKind::Telegram);
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let of = |kinds: &[ChannelKind]| kinds.contains(&channel.kind).then(|| channel.place.clone());
        Self {
            id: channel.id.to_string(),
            kind: channel.kind.as_str().to_owned(),
            number: of(&[ChannelKind::Whatsapp]),
            username: telegram.as_ref().map(|telegram| telegram.user.clone()),
            start: telegram.as_ref().and_then(|telegram| some(&telegram.start)),
            text: telegram.as_ref().and_then(|telegram| some(&telegram.text)),
            url: of(&[ChannelKind::Website, ChannelKind::Booking]),
            name: channel.name,
            status: channel.status.as_str().to_owned(),
            archived: channel.archived_at.is_some(),
            created_at: time(channel.created_at),
            updated_at: time(channel.updated_at),
            archived_at: maybe_time(channel.archived_at),
            version: channel.version,
        }
    }
}

/// A line of the change history.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditEntryJson {
    pub id: String,
    pub at: String,
    pub actor: ActorJson,
    #[schema(example = "link.changed")]
    pub action: String,
    #[schema(example = "link")]
    pub noun: String,
    pub noun_id: String,
    /// What differed, before the change.
    #[schema(value_type = Object, nullable)]
    pub before: Option<Value>,
    /// What differed, after it.
    #[schema(value_type = Object, nullable)]
    pub after: Option<Value>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorJson {
    /// `user`, `token`, `cli`, `visitor` or `system`.
    pub kind: String,
    pub id: Option<String>,
    /// As it was then.
    pub name: String,
}

impl From<Entry> for AuditEntryJson {
    fn from(entry: Entry) -> Self {
        let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: entry.id.to_string(),
            at: time(entry.at),
            actor: ActorJson {
                kind: entry.actor_kind,
                id: entry.actor_id.map(|id| id.to_string()),
                name: entry.actor_name,
            },
            action: entry.action,
            noun: entry.noun,
            noun_id: entry.noun_id,
            before: value(entry.before),
            after: value(entry.after),
        }
    }
}
