//! `/api/v1/links/export`, `/api/v1/links/import` and the way back of a link: `/api/v1/links/{link_id}/put-back`.

use super::answer::{Answer, one};
use super::caller::Caller;
use super::change::Change;
use super::document::LINKS;
use super::params::Params;
use super::shape::LinkJson;
use super::shape::transfer::{DifferenceJson, LinksDocument, PutBackInput};
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use domain::draft::put_back::PutBack;
use domain::id::LinkId;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::transfer::{self, Format, MOST_BYTES, Wish};
use engine::{Engine, links};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    // One byte more is let in, so that the answer can say what was too large.
    let import = OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(MOST_BYTES + 1));
    OpenApiRouter::new().routes(routes!(export)).routes(routes!(put_back)).merge(import)
}

/// Every link as a file that the import reads back: CSV, JSON or TOML. Channels and other links are named by what they
/// are instead of by ids, so that the file can be carried to another installation.
#[utoipa::path(get, path = "/api/v1/links/export", tag = LINKS,
    params(("format" = Option<String>, Query, description = "`json` (when nothing is said), `csv` or `toml`")),
    responses((status = 200, content((LinksDocument = "application/json"), (String = "text/csv"),
                                     (String = "application/toml")))))]
async fn export(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let format = params.read("format", "unknown_file_format", Format::parse).unwrap_or(Format::Json);
    params.close()?;
    let file = transfer::export(&engine, &caller.who, format).await?;
    let name = format!("attachment; filename=\"links.{}\"", format.as_str());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// Brings the links of a file in: each is made, changed or left as it is, all of it or nothing. Known by domain and
/// slug; links that are not in the file stay. With `dry_run=true` it only says what would be different. Each fault names
/// its place in the file (`links[2].pool.members[0].number`) and, in its message, the line.
#[utoipa::path(post, path = "/api/v1/links/import", tag = LINKS,
    params(("dry_run" = Option<bool>, Query),
           ("format" = Option<String>, Query,
            description = "`csv`, `json` or `toml`; by the Content-Type, else by what stands in the file, when it is not said")),
    request_body(content((LinksDocument = "application/json"), (String = "text/csv"), (String = "application/toml"))),
    responses((status = 200, body = DifferenceJson)))]
async fn import(
    State(engine): State<Arc<Engine>>,
    caller: Caller,
    mut params: Params,
    headers: HeaderMap,
    file: Result<Bytes, BytesRejection>,
) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let wish = if params.flag("dry_run").unwrap_or_default() { Wish::DryRun } else { Wish::Apply };
    let format = params.read("format", "unknown_file_format", Format::parse);
    params.close()?;
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = file.map_err(|rejection| match rejection.status().as_u16() {
        413 => Problem::from(vec![FieldError::new("", "file_too_large").with("max", MOST_BYTES / 1024 / 1024)]),
        _ => Problem::unreadable(FieldError::new("", "body_cut_off")),
    })?;
    let format = format.or_else(|| Format::of_media(media));
    let done = transfer::import(&engine, &caller.who, file.to_vec(), format, wish).await?;
    one(DifferenceJson::new(done, caller.locale))
}

/// Makes a link what it was right after one of its changes (`/api/v1/audit-log?noun=link&noun_id=…`). It is a change of
/// its own; what can't be any more is refused by its field.
#[utoipa::path(post, path = "/api/v1/links/{link_id}/put-back", tag = LINKS, request_body = PutBackInput,
    params(("link_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = LinkJson)))]
async fn put_back(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LinksWrite)?;
    let id = ids.get("link_id", LinkId::parse)?;
    let PutBack { audit_id } = PutBack::parse(&json)?;
    one(LinkJson::new(links::put_back(&engine, &caller.who, id, audit_id, seen).await?, caller.locale))
}
