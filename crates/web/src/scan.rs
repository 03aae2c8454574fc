//! The QR code of a link or a hub as it is served. It shows the own address of either with the mark by which a visit is known as a scan.
//! Asking for a code is no visit and records none; a code is drawn away from the answering threads, a few at a time, and
//! where too many wait the next is asked to come again.

use crate::api::locale;
use crate::own_domain;
use crate::problem::{Problem, render};
use crate::qr::{Code, Logo, Look};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::WorkspaceId;
use domain::problem::FieldError;
use domain::query::SCANNED;
use engine::{Engine, Rejection, pictures};
use http::request::Parts;
use http::{HeaderValue, Uri, header};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The ends of a code's address, by which it is told from that of a link or a hub.
const ENDS: [&str; 2] = ["/qr.svg", "/qr.png"];
/// Codes drawn at once, and those that may wait for it.
const AT_ONCE: usize = 2;
const IN_LINE: usize = 32;
/// Long enough for a page that is looked at again, short enough for a slug that was renamed.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Nothing in a picture of ours runs, loads or is styled from elsewhere.
const PICTURE_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; img-src data:");

pub fn routes() -> Router<Arc<Engine>> {
    Router::new()
        .route("/wa/{slug}/qr.svg", get(link_svg))
        .route("/wa/{slug}/qr.png", get(link_png))
        .route("/h/{slug}/qr.svg", get(hub_svg))
        .route("/h/{slug}/qr.png", get(hub_png))
}

/// Whether a path below `/wa/` or `/h/` is a code's and no link's and no hub's. A slug has no stroke in it.
pub fn is_code(path: &str) -> bool {
    ENDS.iter().any(|end| path.ends_with(end))
}

/// What a code of the link or the hub at this address says.
pub fn text(url: &str) -> String {
    format!("{url}?{SCANNED}")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Png,
}

impl Format {
    pub fn end(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

async fn link_svg(engine: State<Arc<Engine>>, slug: Path<String>, parts: Parts) -> Response {
    answer(engine, slug, parts, Format::Svg, Engine::link_at).await
}

async fn link_png(engine: State<Arc<Engine>>, slug: Path<String>, parts: Parts) -> Response {
    answer(engine, slug, parts, Format::Png, Engine::link_at).await
}

async fn hub_svg(engine: State<Arc<Engine>>, slug: Path<String>, parts: Parts) -> Response {
    answer(engine, slug, parts, Format::Svg, Engine::hub_at).await
}

async fn hub_png(engine: State<Arc<Engine>>, slug: Path<String>, parts: Parts) -> Response {
    answer(engine, slug, parts, Format::Png, Engine::hub_at).await
}

/// `find`: by host and slug the workspace of what stands there, and its whole address.
async fn answer(
    State(engine): State<Arc<Engine>>,
    Path(slug): Path<String>,
    parts: Parts,
    format: Format,
    find: fn(&Engine, &str, &str) -> Option<(WorkspaceId, String)>,
) -> Response {
    let drawn = match find(&engine, own_domain::host(&parts.uri, &parts.headers), &slug) {
        None => Err(Problem::NOT_FOUND),
        Some((workspace, url)) => match read(&parts.uri) {
            Err(problem) => Err(problem),
            Ok(look) => draw(&engine, workspace, text(&url), look, format).await,
        },
    };
    match drawn {
        Ok(bytes) => {
            let mut response = picture(bytes, format);
            response.headers_mut().insert(header::CACHE_CONTROL, FRESH);
            response
        }
        Err(problem) => {
            let mut response = render(problem.into_response(), locale(&parts.headers));
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }
    }
}

/// The look that an address asks for.
pub fn read(uri: &Uri) -> Result<Look, Problem> {
    let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        return Err(Problem::unreadable(FieldError::new("", "bad_query")));
    };
    Ok(Look::read(&given)?)
}

/// The bytes of a code as an answer; the caller says how long they keep.
pub fn picture(bytes: Vec<u8>, format: Format) -> Response {
    let kind = match format {
        Format::Svg => "image/svg+xml",
        Format::Png => "image/png",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY),
    ];
    (headers, bytes).into_response()
}

/// Draws a code; the logo is one of the workspace's own pictures. Errors: what is wrong with the look, by its parameter;
/// `Limited` where too many wait.
pub async fn draw(
    engine: &Engine,
    workspace: WorkspaceId,
    text: String,
    look: Look,
    format: Format,
) -> Result<Vec<u8>, Problem> {
    static LINE: Semaphore = Semaphore::const_new(IN_LINE);
    static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);
    let _waiting = LINE.try_acquire().map_err(|_| busy())?;
    let no_such = || Problem::from(vec![FieldError::new("logo", "no_such_picture")]);
    let logo = match look.logo {
        None => None,
        Some(id) => Some(pictures::bytes(engine, workspace, id).await?.ok_or_else(no_such)?),
    };
    let _place = PLACES.acquire().await.map_err(|_| busy())?;
    let drawn = tokio::task::spawn_blocking(move || {
        let code = Code::new(&text, &look)?;
        let logo = logo.map(|bytes| Logo::read(&bytes).ok_or_else(no_such)).transpose()?;
        Ok(match format {
            Format::Svg => code.svg(logo.as_ref()).into_bytes(),
            Format::Png => code.png(logo.as_ref()),
        })
    });
    drawn.await.map_err(|_| busy())?
}

fn busy() -> Problem {
    Rejection::Limited { after_seconds: 1 }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codes_address_is_told_from_a_links() {
        assert!(is_code("/wa/promo/qr.svg") && is_code("/h/toko/qr.png"));
        for path in ["/wa/promo", "/wa/qr.svg-", "/wa/promo/qr.gif", "/wa/qr", "/wa/promo/"] {
            assert!(!is_code(path), "{path}");
        }
    }
}
