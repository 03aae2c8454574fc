//! A click as HTTP: borrows the facts from the request, lets the engine decide, waits until the visit is on disk,
//! answers. What never happens here: a decision, or an answer before the record.

mod answer;
mod beacon;
mod facts;
mod form;
mod hub;

pub use answer::Body;
pub use hub::HUB;

use domain::classify::Method as Asked;
use engine::Engine;
use engine::click::{Answer, Clicked};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use hyper::body::Incoming;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::journal::{Lane, NotKept, Receipt, WhenRefused};

/// Where links live.
pub const PREFIX: &str = "/wa/";

/// Whether a path is a link's. What stands below a link (its QR code) is looked at and not visited.
pub fn is_visit(path: &str) -> bool {
    path.starts_with(PREFIX) && !crate::scan::is_code(path)
}

/// Whether a path is a hub's; likewise.
pub fn is_hub(path: &str) -> bool {
    path.starts_with(HUB) && !crate::scan::is_code(path)
}
/// Where the page that opens a chat tells what happened.
pub const BEACON: &str = "/-/beacon";

/// Answers since the start, for `/metrics`.
#[derive(Debug, Default)]
pub struct Figures {
    pub redirects: AtomicU64,
    pub pages: AtomicU64,
    pub not_found: AtomicU64,
    /// Answered although the journal did not keep the visit, or not yet.
    pub unkept: AtomicU64,
    /// Told to come again because the journal did not keep the visit.
    pub refused: AtomicU64,
}

/// Everything a visit needs, one for each answering thread.
pub struct Visits {
    pub engine: Arc<Engine>,
    pub lane: Arc<Lane>,
    pub figures: Arc<Figures>,
}

impl Visits {
    /// Answers one request below [`PREFIX`].
    pub async fn answer(&self, parts: &Parts, body: Incoming, peer: IpAddr) -> Response<Body> {
        match parts.method {
            Method::GET => self.visit(parts, Asked::Get, peer).await,
            Method::HEAD => self.visit(parts, Asked::Head, peer).await,
            Method::POST => Box::pin(self.form(parts, body, peer, None)).await,
            _ => answer::not_allowed(),
        }
    }

    async fn visit(&self, parts: &Parts, method: Asked, peer: IpAddr) -> Response<Body> {
        let told = facts::Told::of(parts);
        let request = facts::request(parts, &told, method, peer);
        let Clicked { answer, entry, lead } = self.engine.click(&request).await;
        // The entry is encoded here and gone before the wait.
        let receipt = entry.map(|entry| self.engine.record(entry, lead, &self.lane));
        if let Some(receipt) = receipt
            && let Some(refusal) = self.keep(receipt).await
        {
            return refusal;
        }
        self.count(&answer);
        answer::of(&self.engine, parts, answer)
    }

    /// Waits until the entry is on disk. Some: it is not, and the setting says that the visitor must come again.
    async fn keep(&self, receipt: Receipt) -> Option<Response<Body>> {
        match receipt.await {
            Ok(()) => None,
            Err(NotKept::Refused) if self.engine.settings.when_refused == WhenRefused::Refuse => {
                self.figures.refused.fetch_add(1, Ordering::Relaxed);
                Some(answer::come_again(StatusCode::SERVICE_UNAVAILABLE))
            }
            Err(_) => {
                self.figures.unkept.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }

    fn count(&self, answer: &Answer) {
        let figure = match answer {
            Answer::Redirect { .. } => &self.figures.redirects,
            Answer::NotFound => &self.figures.not_found,
            _ => &self.figures.pages,
        };
        figure.fetch_add(1, Ordering::Relaxed);
    }
}
