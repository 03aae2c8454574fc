//! The channels: the places visitors can be sent to, with what uses each, and the switch that lets visitors pass one
//! over. The same as choices, for whoever has to name one.

use super::channel_uses::{self, Use};
use super::desk::{Desk, Sent, redirect, show};
use super::link_live::spaced;
use super::links::without_scheme;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::channel::{ChannelKind, ChannelStatus};
use domain::draft::channel::ChannelPatch;
use domain::id::ChannelId;
use domain::scope::Scope;
use engine::{Engine, Rejection, channels};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use store::channels::{Channel, Filter};

const PAGE: usize = 50;
/// What uses a channel, named in its row of the list.
const FEW: usize = 4;
/// More than these nobody chooses from a list.
const MOST: usize = 500;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    archived: String,
    after: Option<String>,
}

struct Row {
    id: ChannelId,
    name: String,
    kind: &'static str,
    place: String,
    active: bool,
    /// The first few, and how many more there are.
    uses: Vec<Use>,
    more: usize,
    updated_at: i64,
}

#[derive(Template)]
#[template(path = "desk/channels.html")]
struct Page {
    d: Desk,
    archived: bool,
    none_at_all: bool,
    /// Whether every link was looked at: only then may a channel be called unused.
    whole: bool,
    rows: Vec<Row>,
    next: Option<String>,
}

/// `GET /app/channels`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    guard(&d)?;
    let archived = asked.archived == "true";
    let after = asked.after.as_deref().and_then(ChannelId::parse);
    let of = |archived| Filter { archived, ..Filter::default() };
    let found = channels::list(&engine, &d.who, of(archived), after, PAGE).await.map_err(|r| d.refuse(r))?;
    let empty = found.items.is_empty() && after.is_none();
    let none_at_all = empty && {
        let others = channels::list(&engine, &d.who, of(!archived), None, 1).await.map_err(|r| d.refuse(r))?;
        others.items.is_empty()
    };
    let mut uses = channel_uses::all(&engine, &d).await.map_err(|r| d.refuse(r))?;
    let next = found.items.last().filter(|_| found.more).map(|last| {
        let mut address = super::address::Address::new("/app/channels");
        address.set("after", &last.id.to_string()).set("archived", if archived { "true" } else { "" });
        address.to_string()
    });
    let rows = found.items.into_iter().map(|channel| {
        let mut all = uses.of.remove(&channel.id).unwrap_or_default();
        let more = all.len().saturating_sub(FEW);
        all.truncate(FEW);
        Row {
            place: place(&d, &channel),
            kind: channel.kind.as_str(),
            active: channel.status == ChannelStatus::Active,
            uses: all,
            more,
            updated_at: channel.updated_at,
            id: channel.id,
            name: channel.name,
        }
    });
    Ok(show(&Page { rows: rows.collect(), archived, none_at_all, whole: uses.whole, next, d }))
}

/// `POST /app/channels/{id}/status`: the switch of the list. It acts at once and says what visitors get.
pub async fn switch(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let channel = find(&engine, &d, &id).await?;
    let done = match ChannelPatch::parse(&json!({ "status": form.trimmed("status") }), channel.kind, &d.country) {
        Ok(patch) => channels::patch(&engine, &d.who, channel.id, None, patch).await,
        Err(faults) => Err(faults.into()),
    };
    let saved = done.map_err(|r| d.refuse(r))?;
    Ok(redirect("/app/channels", &said(&engine, &d, &saved).await))
}

/// What becomes of the visitors now.
pub async fn said(engine: &Engine, d: &Desk, channel: &Channel) -> String {
    let name = &channel.name;
    if channel.status == ChannelStatus::Active {
        return d.a("channel-is-active").s("name", name).to_string();
    }
    let uses = channel_uses::all(engine, d).await.ok().and_then(|mut uses| uses.of.remove(&channel.id));
    let names: Vec<String> = uses.unwrap_or_default().into_iter().filter(|u| u.link).map(|u| u.name).collect();
    match names.len() {
        0 => d.a("channel-is-passive").s("name", name).to_string(),
        count => d.a("channel-is-passive-used").s("name", name).n("count", count).s("link", &names[0]).to_string(),
    }
}

/// Only who may change channels comes here.
pub fn guard(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::ChannelsWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

/// The channel of this workspace that an address names.
pub async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Channel, Response> {
    let id = ChannelId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    channels::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

/// The place as people read it: a spaced number, `@name`, an address without its scheme.
pub fn place(d: &Desk, channel: &Channel) -> String {
    match channel.kind {
        ChannelKind::Whatsapp => spaced(&channel.place, &d.country),
        ChannelKind::Telegram => format!("@{}", channel.place),
        ChannelKind::Website | ChannelKind::Booking => without_scheme(&channel.place).to_owned(),
    }
}

/// Id and what people call it: the living ones, and those among `chosen` that are not in sight, so that a form which
/// is saved again loses none.
pub async fn choices(engine: &Engine, d: &Desk, chosen: &[&str]) -> Result<Vec<(String, String)>, Rejection> {
    let mut found = channels::list(engine, &d.who, Filter::default(), None, MOST).await?.items;
    for id in chosen.iter().filter_map(|id| ChannelId::parse(id)) {
        if found.iter().all(|channel| channel.id != id)
            && let Ok(channel) = channels::get(engine, &d.who, id).await
        {
            found.push(channel);
        }
    }
    let called = |channel: &Channel| {
        let key = if channel.status == ChannelStatus::Active { "channel-choice" } else { "channel-choice-passive" };
        d.a(key).s("name", &channel.name).s("place", place(d, channel)).to_string()
    };
    Ok(found.iter().map(|channel| (channel.id.to_string(), called(channel))).collect())
}
