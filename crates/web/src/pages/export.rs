//! The leads of a filter as a file, page by page: however many they are, a page is all that is held.

use super::desk::Desk;
use super::leads::{Asked, filter};
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use engine::Engine;
use engine::leads::export::{Export, Format};
use http::header;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// `GET /app/leads/export.csv`.
pub async fn csv(State(engine): State<Arc<Engine>>, d: Desk, Query(asked): Query<Asked>) -> Result<Response, Response> {
    let export = Export::new(&d.who, filter(&asked, &engine, &d), Format::Csv).map_err(|r| d.refuse(r))?;
    let name = format!("attachment; filename=\"leads-{}.csv\"", crate::view::time::zoned(d.now, &d.zone).date());
    let headers = [(header::CONTENT_TYPE, Format::Csv.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body(engine, export)).into_response())
}

/// Two pieces wait at most: one who reads slowly holds no table in memory. A failure breaks the file off, so that
/// nobody takes a part for the whole.
fn body(engine: Arc<Engine>, mut export: Export) -> Body {
    let (send, receive) = mpsc::channel::<io::Result<Bytes>>(2);
    tokio::spawn(async move {
        loop {
            let piece = match export.next(&engine).await {
                Ok(Some(piece)) => Ok(Bytes::from(piece)),
                Ok(None) => break,
                Err(rejection) => {
                    tracing::warn!(%rejection, "an export broke off");
                    Err(io::Error::other("the export broke off"))
                }
            };
            let over = piece.is_err();
            if send.send(piece).await.is_err() || over {
                break;
            }
        }
    });
    Body::from_stream(ReceiverStream::new(receive))
}
