//! A link as the answering path reads it: parsed, complete, with nothing left to look up.

use crate::button::Button;
use crate::deeplink::Deeplink;
use crate::form::Form;
use crate::id::{AgentId, ChannelId, DestinationId, LinkId, MemberId, WorkspaceId};
use crate::privacy::IpKept;
use crate::route::Rule;
use crate::schedule::Schedule;
use crate::telegram::Telegram;
use crate::template::Template;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    #[default]
    RoundRobin,
    Weighted,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::Weighted => "weighted",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "round_robin" => Some(Self::RoundRobin),
            "weighted" => Some(Self::Weighted),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClickEvent {
    #[default]
    ViewContent,
    Lead,
    None,
}

impl ClickEvent {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ViewContent => "view_content",
            Self::Lead => "lead",
            Self::None => "none",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "view_content" => Some(Self::ViewContent),
            "lead" => Some(Self::Lead),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// A seat in the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub agent: AgentId,
    /// The CS name that `{{name}}` stands for.
    pub name: String,
    pub channel: ChannelId,
    /// E.164 without the plus: what wa.me wants.
    pub digits: String,
    pub weight: u32,
    pub active: bool,
    /// The channel itself may be passive; then the member takes nobody.
    pub channel_active: bool,
    pub duty: Duty,
}

/// When a member takes visitors, beside the switch: nothing said is always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Duty {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Schedule>,
    /// At most so many turns a day; the day begins at midnight in the zone of the hours, else the workspace's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_cap: Option<u32>,
    /// Off until then (microseconds UTC), whatever else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_at: Option<i64>,
}

impl Duty {
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

impl Member {
    pub fn can_take(&self) -> bool {
        self.active && self.channel_active
    }
}

/// Where a fallback leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An address of the workspace's own, http or https, checked at save.
    Url(String),
    ChannelId(ChannelId),
}

/// A place a visitor can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    pub place: Place,
    pub active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// E.164 without the plus.
    Whatsapp(String),
    Telegram(Telegram),
    Website(String),
    Booking(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub image_url: Option<String>,
    /// The workspace's own; goes before the other.
    #[serde(default)]
    pub picture: Option<crate::picture::Shown>,
}

/// The abilities of a link that are off unless somebody wants them; stored together, shown by the API one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    pub rules: Vec<Rule>,
    pub deeplink: Deeplink,
    pub form: Form,
    #[serde(skip_serializing_if = "Button::is_usual")]
    pub button: Button,
    /// Whom conversions of this link go to; none: to those that take all links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<DestinationId>,
}

/// Everything one answer needs to know of its link.
#[derive(Clone, Debug)]
pub struct Link {
    pub id: LinkId,
    pub workspace: WorkspaceId,
    pub name: String,
    /// The address without scheme: `{domain}/wa/{slug}`; `{{link}}` stands for it.
    pub url: String,
    pub message: Template,
    pub method: Method,
    pub members: Vec<Member>,
    pub sticky: bool,
    /// False: the link goes without identifiers. Nobody is recognised by it, no cookie is set or read, and no more is
    /// kept of a visit than [`crate::visit::Visit::forget_identifiers`] leaves.
    pub cookies: bool,
    pub click_event: ClickEvent,
    pub fallback: Option<Target>,
    pub preview: Preview,
    pub extras: Extras,
    /// Raised at each save; the ETag.
    pub version: i64,
}

/// What the answering path needs to know of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    pub id: WorkspaceId,
    pub name: String,
    /// ISO 3166 alpha-2: what a phone number without its country means.
    pub country: String,
    /// Where its days begin.
    pub zone: TimeZone,
    /// After the link's own fallback.
    pub fallback: Option<Target>,
    /// Where an unknown or archived address leads, if anywhere.
    pub catch_all: Option<ChannelId>,
    /// What is recorded of a visitor's address.
    pub ip: IpKept,
}
