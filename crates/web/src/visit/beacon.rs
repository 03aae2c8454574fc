//! What the page that opens a chat tells of its visit: one small message, believed with the visit's own ticket and
//! recorded like a visit. Whatever comes, the answer is empty: nobody can ask anything here.

use super::Visits;
use super::answer::{self, Body};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use std::time::Duration;

/// A ticket and a word are far smaller.
const MOST: usize = 1024;
const PATIENCE: Duration = Duration::from_secs(10);

impl Visits {
    /// `POST /-/beacon` with `t` (the ticket) and `w` (what happened), urlencoded, under whatever type it is sent.
    pub(crate) async fn beacon(&self, parts: &Parts, body: Incoming) -> Response<Body> {
        if parts.method != Method::POST {
            let mut answer = answer::status(StatusCode::METHOD_NOT_ALLOWED);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            return answer;
        }
        let whole = tokio::time::timeout(PATIENCE, Limited::new(body, MOST).collect()).await;
        let bytes = match whole {
            Ok(Ok(whole)) => whole.to_bytes(),
            Ok(Err(_)) => return answer::status(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => return answer::status(StatusCode::REQUEST_TIMEOUT),
        };
        let (ticket, what) = read(&bytes);
        if let Some(entry) = self.engine.hear(&ticket, &what) {
            // What a full disk refuses is a figure less: the page has nobody to tell it to again.
            let _ = self.engine.record(entry, None, &self.lane).await;
        }
        answer::status(StatusCode::NO_CONTENT)
    }
}

fn read(bytes: &[u8]) -> (String, String) {
    let (mut ticket, mut what) = (String::new(), String::new());
    for (name, value) in form_urlencoded::parse(bytes) {
        match name.as_ref() {
            "t" => ticket = value.into_owned(),
            "w" => what = value.into_owned(),
            _ => {}
        }
    }
    (ticket, what)
}
