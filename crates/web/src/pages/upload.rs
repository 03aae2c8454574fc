//! A form with files in it (`multipart/form-data`): fields as in any form, and each file within bounds. A file that is too
//! large is read to its end and thrown away, so that the page can say so with everything typed still in it.

use super::form::Form;
use crate::i18n::Locale;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use domain::problem::FieldError;
use engine::pictures::MOST_BYTES;
use http::{HeaderMap, header};

/// Of a form with everything in it. What is longer is no form of ours.
const MOST: usize = 64 * 1024 * 1024;
/// Of all fields that are no files.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// Room for a route whose form has files.
pub fn room() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MOST)
}

pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// The fields in their order; files where something was chosen; of what was too large, the fault.
pub async fn form(request: Request, locale: Locale) -> Result<Form, Response> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
    let mut form = Form::new(locale, Vec::new());
    let (mut room, mut room_of_files) = (MOST_TEXT, MOST_BYTES);
    while let Some(part) = parts.next_field().await.map_err(IntoResponse::into_response)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            match within(part, room_of_files).await.map_err(IntoResponse::into_response)? {
                // A browser sends the field of a file that nobody chose, empty.
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => {
                    room_of_files -= bytes.len();
                    form.files.push((name, bytes));
                }
                None => {
                    let fault = FieldError::new(name, "picture_too_large");
                    form.faults.push(fault.with("max", MOST_BYTES / 1024 / 1024));
                }
            }
            continue;
        }
        let Some(bytes) = within(part, room).await.map_err(IntoResponse::into_response)? else {
            return Err(http::StatusCode::PAYLOAD_TOO_LARGE.into_response());
        };
        room -= bytes.len();
        form.values.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(form)
}

/// None: longer than `most`, and read to the end all the same.
async fn within(mut part: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut kept = Some(Vec::new());
    while let Some(chunk) = part.chunk().await? {
        if let Some(bytes) = &mut kept
            && bytes.len() + chunk.len() <= most
        {
            bytes.extend_from_slice(&chunk);
        } else {
            kept = None;
        }
    }
    Ok(kept)
}
