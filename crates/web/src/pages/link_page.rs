//! One link: its pool, its figures, the message on the phone, and "try it".

use super::desk::{Desk, Sent, redirect, show, wants_fragment};
use super::link_figures::{self, Pairs, Section};
use super::link_live::{self, Phone};
use super::links::without_scheme;
use super::pool::{self, Pool};
use super::{link_destinations, link_tabs, lists, tried};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use domain::link::Target;
use domain::scope::Scope;
use domain::template::Template as Message;
use engine::links::{self, LinkView};
use engine::{Engine, Rejection};
use http::HeaderMap;
use std::sync::Arc;

struct Shown {
    id: LinkId,
    name: String,
    url: String,
    address: String,
    archived: bool,
    method: &'static str,
    sticky: bool,
    cookies: bool,
    fallback: String,
    click_event: &'static str,
    /// Whom its conversions go to; empty where there is nobody.
    told: String,
    created_at: i64,
}

#[derive(Template)]
#[template(path = "desk/link.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    link: Shown,
    pool: Pool,
    may_write: bool,
    section: Option<Section>,
    phone: Phone,
    countries: Vec<(String, String)>,
    apps: Vec<(&'static str, String)>,
    tried: Option<tried::Tried>,
}

#[derive(Template)]
#[template(path = "desk/tried_fragment.html")]
struct TriedFragment {
    d: Desk,
    tried: Result<tried::Tried, Vec<String>>,
}

/// `GET /app/links/{id}`.
pub async fn see(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    Ok(show(&page(&engine, d, view, None, &pairs).await?))
}

/// `GET /app/links/{id}/try`: the fragment for htmx, the whole page without a script.
pub async fn try_it(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(wish): Query<tried::Wish>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let tried = tried::tried(&engine, &d, &view, &wish).await?;
    if wants_fragment(&headers) {
        return Ok(show(&TriedFragment { d, tried }));
    }
    Ok(show(&page(&engine, d, view, tried.ok(), &Pairs::new()).await?))
}

/// `POST /app/links/{id}/archive`.
pub async fn archive(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let archived = form.on("archived");
    let draft = LinkDraft { archived: Some(archived), ..LinkDraft::default() };
    links::patch(&engine, &d.who, view.link.id, None, draft).await.map_err(|r| d.refuse(r))?;
    let key = if archived { "link-archived" } else { "link-restored" };
    Ok(redirect(&format!("/app/links/{id}"), &d.a(key).s("name", &view.link.name).to_string()))
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(
    engine: &Engine,
    d: Desk,
    view: LinkView,
    tried: Option<tried::Tried>,
    pairs: &Pairs,
) -> Result<Page, Response> {
    let section = link_figures::section(engine, &d, &view, pairs).await?;
    let link = &view.link;
    let first = view.seats.iter().find(|s| s.planned_share > 0.0).or(view.seats.first());
    let name = first.map(|s| s.seat.member.name.clone()).unwrap_or_default();
    let comer = link_live::Comer::of(link.cookies, link.extras.form.enabled);
    let message = Message::parse(&link.message);
    let phone = link_live::phone(&d, engine, &message, (&name, comer), without_scheme(&view.url));
    Ok(Page {
        tabs: link_tabs::tabs(&d, link.id, ""),
        may_write: d.may(Scope::LinksWrite),
        pool: pool::pool(&d, &view),
        section,
        phone,
        countries: lists::countries(d.locale),
        apps: tried::apps(&d),
        tried,
        link: Shown {
            id: link.id,
            name: link.name.clone(),
            address: without_scheme(&view.url).to_owned(),
            url: view.url.clone(),
            archived: link.archived_at.is_some(),
            method: link.method.as_str(),
            sticky: link.sticky,
            cookies: link.cookies,
            fallback: fallback(engine, &d, link.fallback.as_ref()).await,
            click_event: link.click_event.as_str(),
            told: link_destinations::told(engine, &d, &link.extras.destinations).await?,
            created_at: link.created_at,
        },
        d,
    })
}

async fn fallback(engine: &Engine, d: &Desk, target: Option<&Target>) -> String {
    match target {
        None => d.t("link-fallback-workspace"),
        Some(Target::Url(url)) => url.clone(),
        Some(Target::ChannelId(id)) => {
            let channel = engine::channels::get(engine, &d.who, *id).await;
            channel.map_or_else(|_| d.t("value-unknown"), |c| c.name)
        }
    }
}
