//! The form of a channel: a new one with its kind, an existing one without (a kind is for ever), and taking one out of
//! sight or back. It posts the API's fields; `domain`'s draft says what is wrong, and nothing typed is lost.

use super::channel_uses::{self, Use};
use super::channels::{find, guard, place, said};
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::channel::{ChannelKind, ChannelStatus};
use domain::draft::channel::{ChannelPatch, NewChannel};
use domain::scope::Scope;
use domain::telegram::Telegram;
use engine::{Engine, agents, channels};
use serde_json::{Value, json};
use std::sync::Arc;
use store::channels::Channel;

/// More agents than these are not looked through for a page.
const MOST: usize = 500;

/// What an existing channel is beside its form.
struct There {
    kind: &'static str,
    place: String,
    archived: bool,
    uses: Vec<Use>,
    whole: bool,
    /// Who answers on it, and where they are renamed.
    agent: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "desk/channel_form.html")]
struct Page {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    kinds: [&'static str; 4],
    there: Option<There>,
}

impl Page {
    /// Whether the form has the field of this kind's place: an existing channel has but the one of its own.
    fn asks(&self, kind: &str) -> bool {
        let field = |kind| ChannelKind::parse(kind).map(ChannelKind::field);
        self.there.as_ref().is_none_or(|there| field(there.kind) == field(kind))
    }
}

/// `GET /app/channels/new`.
pub async fn new(d: Desk) -> Result<Response, Response> {
    guard(&d)?;
    let mut form = Form::new(d.locale, Vec::new());
    form.set("kind", ChannelKind::Whatsapp.as_str());
    form.set("status", ChannelStatus::Active.as_str());
    Ok(show(&blank(d, form)))
}

/// `POST /app/channels/new`.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    guard(&d)?;
    let kind = ChannelKind::parse(form.value("kind"));
    let done = match NewChannel::parse(&body(&form, kind), &d.country) {
        Ok(new) => channels::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(made) => Ok(redirect("/app/channels", &d.a("channel-made").s("name", made.name).to_string())),
        Err(rejection) => {
            form.faults = d.faults(&mut form, None, rejection)?;
            Ok(again(&blank(d, form)))
        }
    }
}

/// `GET /app/channels/{id}`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    guard(&d)?;
    let channel = find(&engine, &d, &id).await?;
    let form = filled(&d, &channel);
    Ok(show(&page(&engine, d, form, &channel).await?))
}

/// `POST /app/channels/{id}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let before = find(&engine, &d, &id).await?;
    let seen = form.trimmed("version").parse().ok();
    let mut body = body(&form, Some(before.kind));
    body["kind"] = json!(before.kind.as_str());
    let done = match ChannelPatch::parse(&body, before.kind, &d.country) {
        Ok(patch) => channels::patch(&engine, &d.who, before.id, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(saved) => {
            // Only a switch changes what visitors get.
            let words = if saved.status == before.status {
                d.a("channel-saved").s("name", &saved.name).to_string()
            } else {
                said(&engine, &d, &saved).await
            };
            Ok(redirect("/app/channels", &words))
        }
        Err(rejection) => {
            form.faults = d.faults(&mut form, Some(before.version), rejection)?;
            Ok(again(&page(&engine, d, form, &before).await?))
        }
    }
}

/// `POST /app/channels/{id}/archive`: out of sight, or back.
pub async fn archive(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form: sent }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let channel = find(&engine, &d, &id).await?;
    let archived = sent.on("archived");
    let patch = ChannelPatch { archived: Some(archived), ..ChannelPatch::default() };
    match channels::patch(&engine, &d.who, channel.id, None, patch).await {
        Ok(saved) => {
            let key = if archived { "channel-archived" } else { "channel-restored" };
            Ok(redirect("/app/channels", &d.a(key).s("name", saved.name).to_string()))
        }
        Err(rejection) => {
            let mut form = filled(&d, &channel);
            form.faults = d.faults(&mut form, None, rejection)?;
            Ok(again(&page(&engine, d, form, &channel).await?))
        }
    }
}

fn filled(d: &Desk, channel: &Channel) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("version", channel.version.to_string());
    form.set("name", &channel.name);
    match channel.kind {
        ChannelKind::Telegram => {
            let telegram = Telegram::from_stored(&channel.place);
            form.set("username", telegram.user);
            form.set("start", telegram.start);
            form.set("text", telegram.text);
        }
        kind => form.set(kind.field(), &channel.place),
    }
    form.set("status", channel.status.as_str());
    form
}

/// The API's JSON: of the three places of the form only the one of the kind.
fn body(form: &Form, kind: Option<ChannelKind>) -> Value {
    form.json(|name| match name {
        "kind" | "name" | "status" => Some(Kind::Text),
        "start" | "text" if kind == Some(ChannelKind::Telegram) => Some(Kind::Optional),
        _ if kind.is_some_and(|kind| kind.field() == name) => Some(Kind::Text),
        _ => None,
    })
}

fn blank(d: Desk, form: Form) -> Page {
    Page {
        heading: d.t("channels-new"),
        action: "/app/channels/new".into(),
        kinds: ChannelKind::WORDS,
        there: None,
        form,
        d,
    }
}

async fn page(engine: &Engine, d: Desk, form: Form, channel: &Channel) -> Result<Page, Response> {
    let mut uses = channel_uses::all(engine, &d).await.map_err(|r| d.refuse(r))?;
    let people = agents::list(engine, &d.who, None, MOST).await.map_err(|r| d.refuse(r))?;
    let agent = people.items.into_iter().find(|agent| agent.channel == channel.id).map(|agent| {
        let href = if d.may(Scope::UsersWrite) { format!("/app/team/agents/{}", agent.id) } else { String::new() };
        (agent.name, href)
    });
    Ok(Page {
        heading: channel.name.clone(),
        action: format!("/app/channels/{}", channel.id),
        kinds: ChannelKind::WORDS,
        there: Some(There {
            kind: channel.kind.as_str(),
            place: place(&d, channel),
            archived: channel.archived_at.is_some(),
            uses: uses.of.remove(&channel.id).unwrap_or_default(),
            whole: uses.whole,
            agent,
        }),
        form,
        d,
    })
}
