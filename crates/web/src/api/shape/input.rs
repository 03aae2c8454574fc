//! What the API takes, for its document. Nothing is ever read into these: `domain::draft` reads, so that every fault
//! of a body is named at once. A test sends each example of the document and sees that it is taken.
#![allow(dead_code)] // Only their shapes are used.

use super::button::ButtonJson;
use super::form::FormInput;
use super::link::TargetJson;
use utoipa::ToSchema;

/// A link; to change one, any part of it.
#[derive(ToSchema)]
#[schema(example = json!({
    "slug": "promo", "domain": null, "name": "Promo", "message": "Hi {{name}}, I want the promo {{code}}",
    "pool": {"method": "weighted", "members": [
        {"name": "Sari", "number": "+6281234567890", "weight": 80, "active": true},
        {"name": "Budi", "number": "+6281234567891", "weight": 20, "active": true}]},
    "sticky": true, "cookies": true, "deeplink": {"enabled": true, "plain_in": ["tiktok"], "desktop_qr": true},
    "click_event": "view_content",
    "form": {"enabled": false, "fields": []}, "rules": [{"name": "On the phone", "active": true,
        "when": {"all": [{"field": "device", "op": "in_list", "value": ["mobile"]}]}, "then": {"pool": true}}],
    "fallback": {"url": "https://example.com/contact"},
    "destination_ids": [], "preview": {"title": "Promo", "description": "This week only", "image_url": null},
    "button": {"label": "Chat with us", "color": "#0b5f46", "side": "right", "greeting": "Hello! Any question?",
               "after": 3, "pages": ["/shop/*"]}
}))]
pub struct LinkInput {
    /// 1 to 64 of `a-z 0-9 - _`, whatever the case. Required to make a link.
    pub slug: Option<String>,
    /// One of the workspace's verified domains; null is the installation's own. A new link that says nothing takes the
    /// primary domain.
    pub domain: Option<String>,
    pub name: Option<String>,
    /// At most 2,000 characters, with tokens such as `{{name}}` and `{{code}}`.
    pub message: Option<String>,
    pub pool: Option<PoolInput>,
    pub sticky: Option<bool>,
    /// False: without identifiers. Each tap takes a turn, makes no lead by itself and is told to no ad platform. True when
    /// nothing is said.
    pub cookies: Option<bool>,
    pub deeplink: Option<DeeplinkInput>,
    /// `view_content`, `lead` or `none`.
    pub click_event: Option<String>,
    /// All of them, in order; the first that holds wins. At most 200.
    pub rules: Option<Vec<super::rule::RuleInput>>,
    /// Null takes it away.
    pub form: Option<FormInput>,
    /// Null takes it away.
    pub fallback: Option<TargetJson>,
    /// Where its conversions go; none: every destination that is for all links.
    pub destination_ids: Option<Vec<String>>,
    pub preview: Option<PreviewInput>,
    /// Whole; null puts it back as at first.
    pub button: Option<ButtonJson>,
    /// Of a change: true archives, false brings back.
    pub archived: Option<bool>,
}

#[derive(ToSchema)]
pub struct PoolInput {
    /// `round_robin` or `weighted`.
    pub method: Option<String>,
    /// The whole pool, at most 500: members are known by `id`, else by `number`; who is missing leaves.
    pub members: Option<Vec<MemberInput>>,
}

#[derive(ToSchema)]
#[schema(example = json!({"name": "Rina", "number": "0812-3456-7892", "weight": 50}))]
pub struct MemberInput {
    pub name: Option<String>,
    /// As people write it; numbers without a calling code are the workspace's country's.
    pub number: Option<String>,
    /// 0 to 1,000,000; 100 when nothing is said. 0 takes no turns.
    pub weight: Option<u32>,
    pub active: Option<bool>,
    /// When they take visitors; null is always.
    pub hours: Option<super::rule::ScheduleInput>,
    /// At most so many turns a day; null is no limit.
    pub daily_cap: Option<u32>,
    /// Away until then; null is not away.
    pub back_at: Option<String>,
}

/// Whether phones open WhatsApp directly; null switches it off.
#[derive(ToSchema)]
pub struct DeeplinkInput {
    pub enabled: Option<bool>,
    /// In-app browsers that keep plain wa.me: `facebook`, `instagram`, `tiktok`, `whatsapp`, `line`, `x`, `linkedin`,
    /// `telegram`, `snapchat`, `pinterest`, `wechat`, `webview` (any other app).
    pub plain_in: Option<Vec<String>>,
    /// A desktop visitor gets a page with the QR code of the same chat, whether or not phones get deeplinks.
    pub desktop_qr: Option<bool>,
}

#[derive(ToSchema)]
pub struct PreviewInput {
    pub title: Option<String>,
    pub description: Option<String>,
    /// Somebody else's picture.
    pub image_url: Option<String>,
    /// One of the workspace's own (`/api/v1/pictures`); goes before the other.
    pub picture_id: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({"slug": "promo-2", "name": "Promo, again"}))]
pub struct CopyInput {
    pub slug: String,
    pub name: Option<String>,
}

/// A visit to imagine; whatever is left out or null stays open.
#[derive(ToSchema)]
#[schema(example = json!({
    "country": "ES", "language": "es", "device": "mobile", "at": "2026-11-23T09:30:00Z",
    "user_agent": null, "query": "utm_source=ig", "visitor_code": null, "returning": false
}))]
pub struct SimulationInput {
    pub country: Option<String>,
    pub language: Option<String>,
    /// `mobile`, `tablet`, `desktop` or `unknown`.
    pub device: Option<String>,
    pub at: Option<String>,
    pub user_agent: Option<String>,
    pub query: Option<String>,
    pub visitor_code: Option<String>,
    /// Somebody who has been here before; who has a code has.
    pub returning: Option<bool>,
}

/// A channel; `number`, `username` or `url` by its kind, which nothing changes.
#[derive(ToSchema)]
#[schema(example = json!({"kind": "website", "name": "Contact page", "url": "https://example.com/contact", "status": "active"}))]
pub struct ChannelInput {
    /// `whatsapp`, `telegram`, `website` or `booking`.
    pub kind: Option<String>,
    pub name: Option<String>,
    pub number: Option<String>,
    pub username: Option<String>,
    /// Of Telegram: what a bot is started with, at most 64 letters, digits, `_` and `-`; `{{code}}` stands for the
    /// visitor code. Null is the code alone.
    pub start: Option<String>,
    /// Of Telegram: a prepared message, instead of `start`.
    pub text: Option<String>,
    pub url: Option<String>,
    /// `active` or `passive`.
    pub status: Option<String>,
    pub archived: Option<bool>,
}

/// A domain of your own: `host` to claim it, the rest to change what happens on it.
#[derive(ToSchema)]
#[schema(example = json!({
    "host": "go.brand.example", "root_url": "https://brand.example/",
    "not_found": {"title": "Nothing here", "text": "Write to us and we'll send you the right link."}
}))]
pub struct DomainInput {
    /// The name alone: no scheme, no port, no path. Required to claim it, and for ever.
    pub host: Option<String>,
    /// Whether new links take it; only a verified domain can be the primary one.
    pub primary: Option<bool>,
    /// Where the bare domain leads. Null takes it away.
    pub root_url: Option<String>,
    /// The words of its 404 page. Null takes them away.
    pub not_found: Option<LostWordsInput>,
}

#[derive(ToSchema)]
pub struct LostWordsInput {
    /// At most 100 characters.
    pub title: Option<String>,
    /// At most 1,000 characters.
    pub text: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({"email": "sari@example.com", "name": "Sari", "role": "agent", "password": "a long enough one"}))]
pub struct UserInput {
    pub email: Option<String>,
    pub name: Option<String>,
    /// `owner`, `admin`, `supervisor` or `agent`.
    pub role: Option<String>,
    /// At least 10 characters.
    pub password: Option<String>,
    /// `en` or `id`.
    pub locale: Option<String>,
    /// Of a change: `available`, `unavailable`, `away` or `in_break`.
    pub availability: Option<String>,
    /// Of a change: true locks the person out.
    pub disabled: Option<bool>,
}

#[derive(ToSchema)]
#[schema(example = json!({"name": "Reports", "scopes": ["reports:read"], "expires_at": null}))]
pub struct TokenInput {
    pub name: String,
    /// `*`, or some of `links:read`, `links:write`, `channels:read`, `channels:write`, `leads:read`, `leads:write`,
    /// `leads:export`, `visits:read`, `reports:read`, `workspace:read`, `workspace:write`, `users:read`,
    /// `users:write`, `tokens:read`, `tokens:write`, `audit:read`.
    pub scopes: Vec<String>,
    pub expires_at: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({"name": "Sari"}))]
pub struct AgentInput {
    pub name: Option<String>,
    /// Null: nobody's sign-in.
    pub user_id: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({"name": "Toko", "time_zone": "Asia/Jakarta"}))]
pub struct WorkspaceInput {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub currency: Option<String>,
    pub country: Option<String>,
    pub fallback: Option<TargetJson>,
    pub catch_all_channel_id: Option<String>,
    /// Small letters, digits and `_`; `new` is among them.
    pub statuses: Option<Vec<String>>,
    pub conversions: Option<Vec<super::home::StatusMeansJson>>,
    pub privacy: Option<super::retention::PrivacyInput>,
}

/// Any part of a lead that people may change; null takes a value away.
#[derive(ToSchema)]
#[schema(example = json!({"status": "hot", "tags": ["vip"], "values": {"expected": {"amount": "1500000", "currency": "IDR"}}}))]
pub struct LeadInput {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub status: Option<String>,
    pub priority: Option<String>,
    pub score: Option<i64>,
    pub values: Option<super::lead::ValuesJson>,
    /// The whole list.
    pub tags: Option<Vec<String>>,
    /// Only the fields to set; null takes one away.
    pub custom_fields: Option<std::collections::BTreeMap<String, Option<String>>>,
    pub agent_id: Option<String>,
    pub consent: Option<ConsentInput>,
}

/// What the person said of being told of to ad platforms, written down by the team. A withdrawal is in force at once.
#[derive(ToSchema)]
#[schema(example = json!({"state": "refused", "text": "Wrote on WhatsApp that she does not want it"}))]
pub struct ConsentInput {
    /// `given` or `refused`.
    pub state: String,
    /// The words that were agreed to, or in which it was withdrawn.
    pub text: Option<String>,
    /// When the person said it; now, when nothing is said. Neither in the future nor before the opposite that is kept.
    pub said_at: Option<String>,
}

/// One change for many leads.
#[derive(ToSchema)]
#[schema(example = json!({"ids": ["1", "2"], "change": {"status": "hot", "priority": "high", "add_tags": ["vip"], "remove_tags": ["cold"]}}))]
pub struct BulkInput {
    /// 1 to 1,000; a lead named twice counts once.
    pub ids: Vec<String>,
    pub change: BulkChangeInput,
}

/// At least one of these. What is left out stays as it is.
#[derive(ToSchema)]
pub struct BulkChangeInput {
    /// One of the workspace's statuses.
    pub status: Option<String>,
    /// `low`, `medium`, `high` or `urgent`.
    pub priority: Option<String>,
    /// Null: nobody's lead.
    pub agent_id: Option<String>,
    /// Put beside the tags that each lead has.
    pub add_tags: Option<Vec<String>>,
    /// Taken away, before others are added.
    pub remove_tags: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({"body": "Called, wants a delivery on Monday."}))]
pub struct NoteInput {
    pub body: String,
}
