//! A link as it is shown: with its address, its pool, the turns each member was given and the shares they come to.

use crate::Engine;
use crate::command::{self, Page, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::link::unknown_tokens;
use domain::draft::preview::PreviewDraft;
use domain::host;
use domain::id::{LinkId, WorkspaceId};
use domain::link::Method;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::links::{Filter, Link};
use store::members::Seat;
use store::{Store, Tx, links};

/// Links read at once.
const PAGE: usize = 500;

#[derive(Clone, Debug, PartialEq)]
pub struct LinkView {
    pub link: Link,
    /// The whole address: `https://…/wa/{slug}`.
    pub url: String,
    /// Slugs from before renamings; they still lead here.
    pub old_slugs: Vec<String>,
    /// The whole addresses from before renamings and moves; they still lead here.
    pub old_urls: Vec<String>,
    pub seats: Vec<SeatView>,
    /// Tokens of the message that mean nothing.
    pub unknown_tokens: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SeatView {
    pub seat: Seat,
    /// Of the next turns, as method and weights have it; 0 to 1.
    pub planned_share: f64,
    /// Of the turns given so far in this pool; none before the first.
    pub actual_share: Option<f64>,
}

pub async fn get(engine: &Engine, who: &Who, id: LinkId) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksRead)?;
    let (workspace, base) = (who.workspace, engine.settings.base_url.clone());
    command::read(engine, move |tx| {
        let link = links::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        view(tx, &base, link)
    })
    .await
}

/// Newest first, older than `before`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    filter: Filter,
    before: Option<LinkId>,
    limit: usize,
) -> Result<Page<LinkView>, Rejection> {
    need(who, Scope::LinksRead)?;
    page(&engine.store, who.workspace, &engine.settings.base_url, filter, before, limit).await
}

pub(crate) async fn page(
    store: &Store,
    workspace: WorkspaceId,
    base: &str,
    filter: Filter,
    before: Option<LinkId>,
    limit: usize,
) -> Result<Page<LinkView>, Rejection> {
    let base = base.to_owned();
    command::read_from(store, move |tx| {
        let page = Page::cut(links::page(tx, workspace, &filter, before, limit + 1)?, limit);
        let items = page.items.into_iter().map(|link| view(tx, &base, link)).collect::<Result<_, _>>()?;
        Ok(Page { items, more: page.more })
    })
    .await
}

/// Every link of a workspace, archived ones too, without their addresses: those are made for somebody who reads them.
pub(crate) fn every(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<LinkView>, Rejection> {
    let mut views = Vec::new();
    for archived in [false, true] {
        let filter = Filter { archived, ..Filter::default() };
        let mut before = None;
        loop {
            let page = links::page(tx, workspace, &filter, before, PAGE)?;
            before = page.last().map(|link| link.id);
            let full = page.len() == PAGE;
            for link in page {
                views.push(view(tx, "", link)?);
            }
            if !full {
                break;
            }
        }
    }
    Ok(views)
}

/// How many links there are: living, archived.
pub async fn count(engine: &Engine, who: &Who) -> Result<(i64, i64), Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace: WorkspaceId = who.workspace;
    command::read(engine, move |tx| Ok((links::count(tx, workspace, false)?, links::count(tx, workspace, true)?))).await
}

pub(super) fn view(tx: &mut Tx<'_>, base: &str, link: Link) -> Result<LinkView, Rejection> {
    let seats = store::members::of_link(tx, link.id)?;
    let old = links::old_addresses(tx, link.id)?;
    let mut old_slugs: Vec<String> = old.iter().map(|(_, slug)| slug.clone()).collect();
    old_slugs.dedup();
    Ok(LinkView {
        url: address(base, &link.domain, &link.slug),
        old_slugs,
        old_urls: old.iter().map(|(domain, slug)| address(base, domain, slug)).collect(),
        seats: shares(link.method, seats),
        unknown_tokens: unknown_tokens(&link.message),
        link,
    })
}

fn address(base: &str, domain: &str, slug: &str) -> String {
    format!("{}/wa/{slug}", host::origin(base, domain))
}

fn shares(method: Method, seats: Vec<Seat>) -> Vec<SeatView> {
    let parts: Vec<u64> = seats.iter().map(|seat| part(method, seat)).collect();
    let (total, given) = (parts.iter().sum::<u64>(), seats.iter().map(|seat| seat.turns).sum::<i64>());
    let planned = |part: u64| if total == 0 { 0.0 } else { part as f64 / total as f64 };
    seats
        .into_iter()
        .zip(parts)
        .map(|(seat, part)| SeatView {
            planned_share: planned(part),
            actual_share: (given > 0).then(|| seat.turns as f64 / given as f64),
            seat,
        })
        .collect()
}

/// What a seat counts for in the turns to come.
fn part(method: Method, seat: &Seat) -> u64 {
    match (seat.member.active && seat.channel_active, method) {
        (false, _) => 0,
        (true, Method::RoundRobin) => 1,
        (true, Method::Weighted) => seat.member.weight.into(),
    }
}

/// The link as the change history keeps it.
pub(super) fn told(view: &LinkView) -> Value {
    let link = &view.link;
    let members: Vec<Value> = view.seats.iter().map(|seat| told_seat(&seat.seat)).collect();
    json!({
        "domain": link.domain, "slug": link.slug, "name": link.name, "message": link.message,
        "method": link.method.as_str(),
        "sticky": link.sticky, "cookies": link.cookies, "click_event": link.click_event.as_str(), "fallback": link.fallback,
        "preview": PreviewDraft::from(&link.preview), "archived": link.archived_at.is_some(), "members": members,
        "rules": link.extras.rules, "deeplink": link.extras.deeplink, "form": link.extras.form,
        "button": link.extras.button, "destination_ids": link.extras.destinations,
    })
}

pub(super) fn told_seat(seat: &Seat) -> Value {
    json!({
        "name": seat.member.name, "number": seat.number, "weight": seat.member.weight, "active": seat.member.active,
        "hours": seat.member.duty.hours, "daily_cap": seat.member.duty.daily_cap, "back_at": seat.member.duty.back_at,
    })
}
