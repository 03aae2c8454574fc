//! Rows of a filter as a file (leads, visits, deliveries), page by page: however many they are, a page is all that is
//! held.

use super::desk::Desk;
use super::leads::{Asked, filter};
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use engine::leads::export::{Export, Format};
use engine::{Engine, Rejection};
use http::header;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// The next piece of a file; none when it is whole.
pub type Piece<'a> = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, Rejection>> + Send + 'a>>;

/// A file that is made as it is read.
pub trait Pieces: Send + 'static {
    fn next<'a>(&'a mut self, engine: &'a Engine) -> Piece<'a>;
}

impl Pieces for Export {
    fn next<'a>(&'a mut self, engine: &'a Engine) -> Piece<'a> {
        Box::pin(Export::next(self, engine))
    }
}

/// `GET /app/leads/export.csv`.
pub async fn csv(State(engine): State<Arc<Engine>>, d: Desk, Query(asked): Query<Asked>) -> Result<Response, Response> {
    let export = Export::new(&d.who, filter(&asked, &engine, &d), Format::Csv).map_err(|r| d.refuse(r))?;
    Ok(file(engine, &d, "leads", export))
}

/// The answer, called after what is in it and today.
pub fn file(engine: Arc<Engine>, d: &Desk, of: &str, pieces: impl Pieces) -> Response {
    let today = crate::view::time::zoned(d.now, &d.zone).date();
    let name = format!("attachment; filename=\"{of}-{today}.csv\"");
    let headers = [(header::CONTENT_TYPE, Format::Csv.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, body(engine, pieces)).into_response()
}

/// Two pieces wait at most: one who reads slowly holds no table in memory. A failure breaks the file off, so that
/// nobody takes a part for the whole.
fn body(engine: Arc<Engine>, mut pieces: impl Pieces) -> Body {
    let (send, receive) = mpsc::channel::<io::Result<Bytes>>(2);
    tokio::spawn(async move {
        loop {
            let piece = match pieces.next(&engine).await {
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
