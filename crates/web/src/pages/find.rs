//! The palette: pages, actions, links by name or address, leads by name, phone, e-mail or code.

use super::desk::{Desk, show, wants_fragment};
use super::lead_words::place;
use super::links::without_scheme;
use crate::outbox_words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::lead::filter::{Filter, Search};
use domain::scope::Scope;
use engine::{Engine, hubs, leads, links};
use http::HeaderMap;
use serde::Deserialize;
use std::sync::Arc;

const EACH: usize = 6;

struct Hit {
    id: String,
    href: String,
    icon: &'static str,
    name: String,
    hint: String,
}

struct Group {
    name: String,
    hits: Vec<Hit>,
}

#[derive(Template)]
#[template(path = "desk/found_fragment.html")]
struct Fragment {
    d: Desk,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "desk/find.html")]
struct Page {
    d: Desk,
    q: String,
    groups: Vec<Group>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /app/find`.
pub async fn find(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let groups = groups(&engine, &d, asked.q.trim()).await.map_err(|r| d.refuse(r))?;
    if wants_fragment(&headers) {
        return Ok(show(&Fragment { d, groups }));
    }
    Ok(show(&Page { d, q: asked.q, groups }))
}

async fn groups(engine: &Engine, d: &Desk, q: &str) -> Result<Vec<Group>, engine::Rejection> {
    let mut groups = Vec::new();
    if !q.is_empty() && d.may(Scope::LeadsRead) {
        let search = Search::read(q, engine.codes(), &d.country);
        let page = leads::list(engine, &d.who, Filter { search, ..Filter::default() }, None, EACH).await?;
        let hits = page.items.iter().map(|lead| {
            let code = engine.codes().encode(lead.id).to_string();
            let hint = lead.phone.clone().unwrap_or_else(|| place(d, &lead.whereabouts));
            Hit {
                id: String::new(),
                href: format!("/app/leads/{}", lead.id),
                icon: "contact-round",
                name: lead.display_name(&code),
                hint,
            }
        });
        groups.push(Group { name: d.t("find-leads"), hits: hits.collect() });
    }
    if d.may(Scope::LinksRead) {
        let filter = store::links::Filter { q: q.to_owned(), archived: false };
        let page = links::list(engine, &d.who, filter, None, EACH).await?;
        let hits = page.items.into_iter().map(|view| Hit {
            id: String::new(),
            href: format!("/app/links/{}", view.link.id),
            icon: "link",
            hint: without_scheme(&view.url).to_owned(),
            name: view.link.name,
        });
        groups.push(Group { name: d.t("find-links"), hits: hits.collect() });
        let filter = store::hubs::Filter { q: q.to_owned(), archived: false };
        let page = hubs::list(engine, &d.who, filter, None, EACH).await?;
        let hits = page.items.into_iter().map(|view| Hit {
            id: String::new(),
            href: format!("/app/hubs/{}", view.hub.id),
            icon: "smartphone",
            hint: without_scheme(&view.url).to_owned(),
            name: view.hub.name,
        });
        groups.push(Group { name: d.t("find-hubs"), hits: hits.collect() });
    }
    groups.extend(destinations(engine, d, q).await?);
    groups.push(Group { name: d.t("find-pages"), hits: pages(d, q) });
    groups.push(Group { name: d.t("find-acts"), hits: acts(d, q) });
    groups.retain(|group| !group.hits.is_empty());
    for (at, hit) in groups.iter_mut().flat_map(|group| group.hits.iter_mut()).enumerate() {
        hit.id = format!("hit-{at}");
    }
    Ok(groups)
}

async fn destinations(engine: &Engine, d: &Desk, q: &str) -> Result<Option<Group>, engine::Rejection> {
    if !d.may(Scope::DestinationsRead) {
        return Ok(None);
    }
    let all = engine::conversions::destinations::choices(engine, &d.who).await?;
    let q = q.to_lowercase();
    let hits = all.into_iter().filter_map(|(id, platform, name)| {
        let hint = outbox_words::platform(d.locale, platform);
        let fits = name.to_lowercase().contains(&q) || hint.to_lowercase().contains(&q);
        let href = format!("/app/conversions/destinations/{id}");
        fits.then(|| Hit { id: String::new(), href, icon: "target", name, hint })
    });
    Ok(Some(Group { name: d.t("conv-destinations"), hits: hits.take(EACH).collect() }))
}

fn pages(d: &Desk, q: &str) -> Vec<Hit> {
    let places = d.places().into_iter().map(|p| (p.name, p.href.to_owned(), p.icon));
    let tabs = super::settings::tabs(d).into_iter().map(|c| (c.name, c.href, "settings"));
    let more = d.may(Scope::VisitsRead).then(|| (d.t("visits-title"), "/app/visits".to_owned(), "mouse-pointer-click"));
    let hubs = d.may(Scope::LinksRead).then(|| (d.t("nav-hubs"), "/app/hubs".to_owned(), "smartphone"));
    let told = d.may(Scope::DestinationsRead);
    let told = told.then(|| (d.t("conv-deliveries"), "/app/conversions/deliveries".to_owned(), "target"));
    matching(places.chain(tabs).chain(hubs).chain(told).chain(more), q)
}

fn acts(d: &Desk, q: &str) -> Vec<Hit> {
    let all = [
        (Scope::LinksWrite, "links-new", "/app/links/new", "plus"),
        (Scope::LinksWrite, "hubs-new", "/app/hubs/new", "plus"),
        (Scope::ChannelsWrite, "channels-new", "/app/channels/new", "plus"),
        (Scope::DestinationsWrite, "conv-add", "/app/conversions/destinations/new", "plus"),
        (Scope::UsersWrite, "team-add", "/app/team/new", "user-plus"),
        (Scope::TokensWrite, "token-new", "/app/settings/tokens", "key-round"),
        (Scope::LeadsExport, "leads-export", "/app/leads/export.csv", "download"),
    ];
    let allowed = all.into_iter().filter(|(right, ..)| d.may(*right));
    matching(allowed.map(|(_, key, href, icon)| (d.t(key), href.to_owned(), icon)), q)
}

fn matching(all: impl Iterator<Item = (String, String, &'static str)>, q: &str) -> Vec<Hit> {
    let q = q.to_lowercase();
    all.filter(|(name, ..)| name.to_lowercase().contains(&q))
        .map(|(name, href, icon)| Hit { id: String::new(), href, icon, name, hint: String::new() })
        .collect()
}
