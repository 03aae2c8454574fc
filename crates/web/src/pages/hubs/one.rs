//! One hub: how it looks, what it came to in the last thirty days, entry by entry, and where its numbers come from.

use super::super::address::Address;
use super::super::desk::{Desk, Sent, redirect, show};
use super::super::history;
use super::super::link_tabs::Tab;
use super::super::links::without_scheme;
use super::{find, guard, tabs};
use crate::hub::page;
use crate::sentence;
use crate::view::html::{Html, escape};
use crate::view::time;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::hub::HubDraft;
use domain::hub::{Entry, Hub, To};
use domain::id::{EntryId, HubId};
use domain::scope::Scope;
use engine::hubs::{Figures, HubView, OfDay};
use engine::{Engine, hubs};
use std::sync::Arc;
use store::reports::Days;
use store::visits::Figure;

struct Line {
    label: String,
    /// Where it leads, in words.
    to: String,
    href: String,
    /// Why visitors do not see it now; empty: they do.
    hidden: &'static str,
    /// Who sees it, read aloud; empty: everybody.
    who: String,
    presses: String,
    presses_rows: String,
    leads: String,
    leads_rows: String,
}

struct DayLine {
    day: String,
    views: String,
    scans: String,
    presses: String,
    presses_rows: String,
    leads: String,
    leads_rows: String,
}

#[derive(Template)]
#[template(path = "desk/hub.html")]
struct Page {
    d: Desk,
    tabs: Vec<Tab>,
    tabs_name: String,
    id: HubId,
    name: String,
    url: String,
    address: String,
    archived: bool,
    may_write: bool,
    may_see_figures: bool,
    views: String,
    scans: String,
    presses: String,
    presses_rows: String,
    leads: String,
    leads_rows: String,
    kinds: Vec<(String, String)>,
    lines: Vec<Line>,
    days: Vec<DayLine>,
    look: Html,
    history: Vec<history::Entry>,
}

/// `GET /app/hubs/{id}`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let counted = match d.may(Scope::ReportsRead) {
        true => Some(hubs::figures(&engine, &d.who, view.hub.id, (None, None)).await.map_err(|r| d.refuse(r))?),
        false => None,
    };
    let filter = store::audit::Filter { noun: "hub".into(), noun_id: view.hub.id.to_string() };
    let history = match d.may(Scope::AuditRead) {
        true => engine::audit::list(&engine, &d.who, filter, None, 20).await.map_err(|r| d.refuse(r))?.items,
        false => Vec::new(),
    };
    let history = history::entries(&engine, &d, &history).await;
    let (days, figures) = match &counted {
        Some((days, figures)) => (Some(*days), figures.clone()),
        None => (None, Figures::default()),
    };
    let all = rows(view.hub.id, None, days);
    Ok(show(&Page {
        tabs: tabs(&d, view.hub.id, ""),
        tabs_name: d.t("hub-tabs"),
        id: view.hub.id,
        name: view.hub.name.clone(),
        address: without_scheme(&view.url).to_owned(),
        url: view.url.clone(),
        archived: view.hub.archived_at.is_some(),
        may_write: d.may(Scope::LinksWrite),
        may_see_figures: counted.is_some(),
        views: d.num(figures.views),
        scans: d.num(figures.scans),
        presses: d.num(figures.presses),
        presses_rows: all(Figure::Visits),
        leads: d.num(figures.leads),
        leads_rows: all(Figure::Leads),
        kinds: figures.by_kind.iter().map(|(kind, n)| (d.word("kind", kind.as_str()), d.num(*n))).collect(),
        lines: lines(&engine, &d, &view, &figures, days).await?,
        days: by_day(&d, view.hub.id, &figures),
        look: Html(escape(&page::written(&seen(&d, &view)))),
        history,
        d,
    }))
}

/// `POST /app/hubs/{id}/archive`.
pub async fn archive(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let view = find(&engine, &d, &id).await?;
    let archived = form.on("archived");
    let draft = HubDraft { archived: Some(archived), ..HubDraft::default() };
    hubs::patch(&engine, &d.who, view.hub.id, None, draft).await.map_err(|r| d.refuse(r))?;
    let key = if archived { "hub-archived" } else { "hub-restored" };
    Ok(redirect(&format!("/app/hubs/{id}"), &d.a(key).s("name", &view.hub.name).to_string()))
}

/// The addresses of the rows behind the figures.
fn rows(hub: HubId, entry: Option<EntryId>, days: Option<Days>) -> impl Fn(Figure) -> String {
    move |figure| {
        let mut address = Address::new("/app/visits");
        address.set("figure", figure.as_str()).set("hub", &hub.to_string());
        address.set("entry", &entry.map(|id| id.to_string()).unwrap_or_default());
        if let Some(days) = days {
            address.set("from", &days.first().to_string()).set("to", &days.last().to_string());
        }
        address.to_string()
    }
}

/// The entries in their order; then those that are gone and were pressed all the same.
async fn lines(
    engine: &Engine,
    d: &Desk,
    view: &HubView,
    figures: &Figures,
    days: Option<Days>,
) -> Result<Vec<Line>, Response> {
    let names = sentence::names(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let line = |id: EntryId, label: String| {
        let of = figures.entries.get(&id).copied().unwrap_or_default();
        let rows = rows(view.hub.id, Some(id), days);
        Line {
            label,
            to: String::new(),
            href: String::new(),
            hidden: "",
            who: String::new(),
            presses: d.num(of.presses),
            presses_rows: rows(Figure::Visits),
            leads: d.num(of.leads),
            leads_rows: rows(Figure::Leads),
        }
    };
    let standing = view.hub.entries.iter().map(|entry| {
        let (to, href, hidden) = place(engine, d, entry);
        let who = entry.when.as_ref().map(|when| sentence::if_so(d.locale, &names, when)).unwrap_or_default();
        Line { to, href, hidden, who, ..line(entry.id, entry.label(d.locale).to_owned()) }
    });
    let gone = figures.entries.keys().filter(|id| view.hub.entries.iter().all(|entry| entry.id != **id));
    let gone = gone.map(|id| line(*id, d.t("hub-entry-gone")));
    Ok(standing.chain(gone).collect())
}

/// Where an entry leads, as the living configuration has it, and why nobody sees it now.
fn place(engine: &Engine, d: &Desk, entry: &Entry) -> (String, String, &'static str) {
    let snapshot = engine.live.now();
    match entry.to {
        To::LinkId(id) => match snapshot.link(id) {
            Some(link) => {
                let hidden = if link.archived { "hub-hidden-archived" } else { "" };
                (link.link.name.clone(), format!("/app/links/{id}"), hidden)
            }
            None => (d.t("value-unknown"), String::new(), "hub-hidden-archived"),
        },
        To::ChannelId(id) => match snapshot.channels.get(&id) {
            Some((_, channel)) => {
                let hidden = if channel.active { "" } else { "hub-hidden-passive" };
                (channel.name.clone(), format!("/app/channels/{id}"), hidden)
            }
            None => (d.t("value-unknown"), String::new(), "hub-hidden-archived"),
        },
    }
}

fn by_day(d: &Desk, hub: HubId, figures: &Figures) -> Vec<DayLine> {
    let line = |(day, of): (&jiff::civil::Date, &OfDay)| {
        let rows = rows(hub, None, Days::new(*day, *day));
        DayLine {
            day: time::long_day(d.locale, *day),
            views: d.num(of.views),
            scans: d.num(of.scans),
            presses: d.num(of.presses),
            presses_rows: rows(Figure::Visits),
            leads: d.num(of.leads),
            leads_rows: rows(Figure::Leads),
        }
    };
    figures.days.iter().rev().map(line).collect()
}

/// The page as somebody sees it to whom everything is shown; its entries lead nowhere.
fn seen(d: &Desk, view: &HubView) -> page::HubPage {
    let hub: Hub = store::hubs::live(view.hub.clone());
    let entries: Vec<&Entry> = hub.entries.iter().collect();
    let mut page = page::of(&hub, &entries, d.locale, "", &d.workspace, |_| String::new());
    page.entries.iter_mut().for_each(|entry| entry.href = "#".into());
    page
}
