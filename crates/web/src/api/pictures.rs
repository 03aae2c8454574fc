//! `/api/v1/pictures`: pictures for previews, hubs and QR codes.

use super::answer::{Answer, Ids, created, nothing, one, page};
use super::caller::Caller;
use super::document::{LINKS, PicturePage};
use super::params::Params;
use super::shape::picture::{PictureForm, PictureJson};
use crate::pages::upload::is_multipart;
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use domain::id::PictureId;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::Engine;
use engine::pictures::{self, MOST_BYTES};
use http::{HeaderMap, header};
use std::sync::Arc;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// The part of a form that holds the picture, and what a fault names.
const FIELD: &str = "picture";
/// A picture and what a form has around it.
const MOST: usize = MOST_BYTES + 64 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list, create).layer(DefaultBodyLimit::max(MOST))).routes(routes!(get, remove))
}

/// The pictures of the workspace, newest first.
#[utoipa::path(get, path = "/api/v1/pictures", tag = LINKS,
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = PicturePage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(PictureId::parse);
    params.close()?;
    let found = pictures::list(&engine, &caller.who, before, limit).await?;
    page(found, |picture| picture.id.to_string(), |picture| PictureJson::new(&picture, &engine.settings.base_url))
}

/// Keeps a picture: JPEG, PNG or WebP, 8 MB and 25 million pixels at most.
///
/// It is told by its content, written anew without whatever else the file carries, and scaled down to 1,600 pixels. The
/// same content sent again is the same picture.
#[utoipa::path(post, path = "/api/v1/pictures", tag = LINKS,
    request_body(content((PictureForm = "multipart/form-data"), ("image/jpeg"), ("image/png"), ("image/webp"))),
    responses((status = 201, body = PictureJson)))]
async fn create(State(engine): State<Arc<Engine>>, caller: Caller, request: Request) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let bytes = uploaded(request).await?;
    created(&engine, &caller, None, "/api/v1/pictures", None, async {
        let picture = pictures::add(&engine, &caller.who, bytes, FIELD).await?;
        Ok(PictureJson::new(&picture, &engine.settings.base_url))
    })
    .await
}

/// One picture.
#[utoipa::path(get, path = "/api/v1/pictures/{picture_id}", tag = LINKS, params(("picture_id" = String, Path)),
    responses((status = 200, body = PictureJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let picture = pictures::get(&engine, &caller.who, ids.get("picture_id", PictureId::parse)?).await?;
    one(PictureJson::new(&picture, &engine.settings.base_url))
}

/// Removes a picture that no preview and no hub shows.
#[utoipa::path(delete, path = "/api/v1/pictures/{picture_id}", tag = LINKS, params(("picture_id" = String, Path)),
    responses((status = 204)))]
async fn remove(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    pictures::remove(&engine, &caller.who, ids.get("picture_id", PictureId::parse)?).await?;
    nothing()
}

/// The bytes themselves, or the form's part that holds them. What says that it is too large is not read at all.
async fn uploaded(request: Request) -> Result<Vec<u8>, Problem> {
    if length(request.headers()) > MOST as u64 {
        return Err(too_large());
    }
    if is_multipart(request.headers()) {
        return from_form(request).await;
    }
    let bytes = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status().as_u16() {
        413 => too_large(),
        _ => Problem::unreadable(FieldError::new(FIELD, "body_cut_off")),
    })?;
    Ok(bytes.into())
}

async fn from_form(request: Request) -> Result<Vec<u8>, Problem> {
    let unread = |error: MultipartError| match error.status().as_u16() {
        413 => too_large(),
        _ => Problem::unreadable(FieldError::new(FIELD, "body_cut_off")),
    };
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Problem::unreadable(FieldError::new(FIELD, "body_cut_off")))?;
    while let Some(part) = form.next_field().await.map_err(unread)? {
        if part.name() == Some(FIELD) {
            return Ok(part.bytes().await.map_err(unread)?.into());
        }
    }
    Err(vec![FieldError::new(FIELD, "required")].into())
}

/// As it is said; 0 where nothing is.
fn length(headers: &HeaderMap) -> u64 {
    headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or_default()
}

fn too_large() -> Problem {
    Problem::PartTooLarge(FieldError::new(FIELD, "picture_too_large").with("max", MOST_BYTES / 1024 / 1024))
}
