//! A request's body has to come whole within a time, however it trickles in: what waits for it waits no longer. The
//! head has its own bound (`serve`), the size another (`DefaultBodyLimit`, by which the extractors read).

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// From the end of the head to the end of the body. 256 kB come in this time over the slowest line that people have.
pub const BODY: Duration = Duration::from_secs(30);

/// The same for what may hold a picture: 8 MB over a line that carries half a megabit.
pub const UPLOAD: Duration = Duration::from_secs(120);

/// The body was not whole in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSlow;

/// Answers a request whose body has to come within [`BODY`], or [`UPLOAD`]. Errors: `TooSlow` when it was waited for and did not,
/// whatever was made of it inside.
pub async fn keep(request: Request, next: Next) -> Result<Response, TooSlow> {
    if request.body().is_end_stream() {
        return Ok(next.run(request).await);
    }
    let late = Arc::new(AtomicBool::new(false));
    let until = Instant::now() + patience(&request);
    let request = request.map(|body| Body::new(Timed { body, until, alarm: None, late: Arc::clone(&late) }));
    let response = next.run(request).await;
    if late.load(Ordering::Relaxed) { Err(TooSlow) } else { Ok(response) }
}

fn patience(request: &Request) -> Duration {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"image/") || kind.starts_with(b"multipart/form-data") { UPLOAD } else { BODY }
}

/// What still trickles in belongs to no request any more: the connection ends with the answer.
pub fn hang_up(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

struct Timed {
    body: Body,
    until: Instant,
    /// Set at the first wait; most bodies are there with the head and never need it.
    alarm: Option<Pin<Box<Sleep>>>,
    late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        let until = this.until;
        let alarm = this.alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
        std::task::ready!(alarm.as_mut().poll(cx));
        this.late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new("the body did not come whole in time"))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
