//! The workspace's pictures: what shows each, and a way to be rid of those that nothing shows.

use super::address::{Address, Choice};
use super::desk::{Desk, Sent, redirect, show};
use super::settings::tabs;
use crate::i18n;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::PictureId;
use domain::picture;
use domain::scope::Scope;
use engine::{Engine, Rejection, pictures};
use serde::Deserialize;
use std::sync::Arc;

const ADDRESS: &str = "/app/settings/pictures";
const PAGE: usize = 24;

struct Hung {
    id: String,
    address: String,
    size: String,
    created_at: i64,
    /// Where it is shown, as a sentence; empty where it is not.
    places: String,
}

#[derive(Template)]
#[template(path = "desk/gallery.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    pictures: Vec<Hung>,
    may_write: bool,
    next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<String>,
}

/// `GET /app/settings/pictures`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let before = asked.before.as_deref().and_then(PictureId::parse);
    let found = pictures::hung(&engine, &d.who, before, PAGE).await.map_err(|r| d.refuse(r))?;
    let last = found.items.last().map(|(picture, _)| picture.id);
    let next = last.filter(|_| found.more).map(|id| Address::new(ADDRESS).with("before", &id.to_string()).to_string());
    let hung = found.items.into_iter().map(|(picture, places)| Hung {
        id: picture.id.to_string(),
        address: picture::path(picture.id),
        size: d
            .a("picture-size")
            .n("width", picture.width)
            .n("height", picture.height)
            .n("kilobytes", (picture.size + 999) / 1000)
            .to_string(),
        created_at: picture.created_at,
        places: places.join(", "),
    });
    Ok(show(&Page { tabs: tabs(&d), pictures: hung.collect(), may_write: d.may(Scope::LinksWrite), next, d }))
}

/// `POST /app/settings/pictures/{id}/remove`.
pub async fn remove(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    let id = PictureId::parse(&id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let said = match pictures::remove(&engine, &d.who, id).await {
        // Gone already is gone.
        Ok(()) | Err(Rejection::NotFound) => d.t("picture-removed"),
        Err(Rejection::Conflict(faults)) => faults.first().map(|f| i18n::fault(d.locale, f)).unwrap_or_default(),
        Err(other) => return Err(d.refuse(other)),
    };
    Ok(redirect(ADDRESS, &said))
}
