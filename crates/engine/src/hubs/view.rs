//! A hub as it is shown: with its address, and those it had.

use crate::Engine;
use crate::command::{self, Page, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::host;
use domain::hub::{Entry, To};
use domain::id::HubId;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::Tx;
use store::hubs::{self, Filter, Hub};

#[derive(Clone, Debug, PartialEq)]
pub struct HubView {
    pub hub: Hub,
    /// The whole address: `https://…/h/{slug}`.
    pub url: String,
    /// The whole addresses from before renamings and moves; they still lead here.
    pub old_urls: Vec<String>,
}

pub async fn get(engine: &Engine, who: &Who, id: HubId) -> Result<HubView, Rejection> {
    need(who, Scope::LinksRead)?;
    let (workspace, base) = (who.workspace, engine.settings.base_url.clone());
    command::read(engine, move |tx| {
        let hub = hubs::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        view(tx, &base, hub)
    })
    .await
}

/// Newest first, older than `before`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    before: Option<HubId>,
    limit: usize,
) -> Result<Page<HubView>, Rejection> {
    need(who, Scope::LinksRead)?;
    let (workspace, base) = (who.workspace, engine.settings.base_url.clone());
    command::read(engine, move |tx| {
        let page = Page::cut(hubs::page(tx, workspace, &filter, before, limit + 1)?, limit);
        let items = page.items.into_iter().map(|hub| view(tx, &base, hub)).collect::<Result<_, _>>()?;
        Ok(Page { items, more: page.more })
    })
    .await
}

/// How many hubs there are: living, archived.
pub async fn count(engine: &Engine, who: &Who) -> Result<(i64, i64), Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok((hubs::count(tx, workspace, false)?, hubs::count(tx, workspace, true)?))).await
}

pub(super) fn view(tx: &mut Tx<'_>, base: &str, hub: Hub) -> Result<HubView, Rejection> {
    let old = hubs::old_addresses(tx, hub.id)?;
    Ok(HubView {
        url: address(base, &hub.domain, &hub.slug),
        old_urls: old.iter().map(|(domain, slug)| address(base, domain, slug)).collect(),
        hub,
    })
}

/// The whole address; `""` is the default domain.
pub(crate) fn address(base: &str, domain: &str, slug: &str) -> String {
    format!("{}/h/{slug}", host::origin(base, domain))
}

/// The hub as the change history keeps it.
pub(super) fn told(hub: &Hub) -> Value {
    json!({
        "domain": hub.domain, "slug": hub.slug, "name": hub.name, "heading": hub.title, "text": hub.text, "theme": hub.theme.as_str(),
        "accent": hub.accent.to_string(), "picture": hub.picture, "archived": hub.archived_at.is_some(),
        "entries": hub.entries.iter().map(told_entry).collect::<Vec<_>>(),
    })
}

fn told_entry(entry: &Entry) -> Value {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (link, channel) = match entry.to {
        To::LinkId(id) => (Some(id.to_string()), None),
        To::ChannelId(id) => (None, Some(id.to_string())),
    };
    json!({
        "label": entry.label, "label_id": text(&entry.label_id), "icon": entry.icon.as_str(), "link_id": link,
        "channel_id": channel, "message": text(&entry.message), "when": entry.when,
    })
}
