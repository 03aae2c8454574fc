//! Requests by a domain of a business's own. Only what visitors need is there: links, hubs, what their pages load, the
//! file that proves the domain. The desk, the API and the figures are not: on such a name they would be somebody
//! else's page. And the question of a TLS proxy, whether a name may have a certificate.

use crate::pages::{security, visitor};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::host::proof;
use engine::Engine;
use engine::click::host_name;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use std::sync::Arc;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What is answered on own domains. Links themselves go past the router; their QR codes do not.
const SERVED: [&str; 4] = ["/wa/", "/-/", "/h/", proof::FILE_FOLDER];

pub fn routes() -> Router<Arc<Engine>> {
    Router::new()
        .route("/tls/allowed", get(may_have_certificate))
        .route("/.well-known/giliran/{token}", get(proof_of_domain))
}

/// Wraps all routes: by an own domain only its own pages are reached.
pub async fn guard(State(engine): State<Arc<Engine>>, request: Request, next: Next) -> Response {
    let name = host_name(host(request.uri(), request.headers()));
    let root_url = engine.live.now().domain(&name).map(|domain| domain.root_url.clone());
    let Some(root_url) = root_url else { return next.run(request).await };
    let path = request.uri().path();
    if SERVED.iter().any(|served| path.starts_with(served)) {
        return next.run(request).await;
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match root_url.filter(|_| path == "/" && reads) {
        Some(to) => redirect(&to),
        None => lost(&engine, &name, request.headers()),
    }
}

/// 302 to the address that the business set; nothing of the request goes into it.
fn redirect(to: &str) -> Response {
    let mut answer = StatusCode::FOUND.into_response();
    // Checked at save: percent-encoded ASCII.
    let Ok(location) = HeaderValue::try_from(to) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    answer.headers_mut().insert(header::LOCATION, location);
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    answer
}

/// The friendly page, in the words of the business whose domain it is.
fn lost(engine: &Engine, name: &str, headers: &HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = lost_page(engine, name, domain::language::page(accept));
    let mut answer = (StatusCode::NOT_FOUND, Html(page)).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    security::visitor_headers(answer.headers_mut());
    answer
}

/// The 404 page of a host: a domain's own, or everybody's.
pub fn lost_page(engine: &Engine, host: &str, locale: domain::language::Locale) -> String {
    let snapshot = engine.live.now();
    match snapshot.domain(&host_name(host)) {
        Some(domain) => visitor::not_found_in(locale, &domain.lost),
        None => visitor::not_found(locale),
    }
}

/// `GET /tls/allowed?domain=`: 200 for the installation's own name and for verified domains, 404 for any other. Asked
/// at each new TLS connection, so it is answered from memory.
async fn may_have_certificate(State(engine): State<Arc<Engine>>, RawQuery(query): RawQuery) -> StatusCode {
    let query = query.unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "domain");
    let name = asked.map(|(_, name)| name.trim_end_matches('.').to_ascii_lowercase()).unwrap_or_default();
    let known = !name.is_empty()
        && (name == host_name(engine.settings.base_host()) || engine.live.now().domain(&name).is_some());
    if known { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// The file that proves a claim whose domain points here already.
async fn proof_of_domain(
    State(engine): State<Arc<Engine>>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let name = host_name(host(&uri, &headers));
    if engine.live.now().claim(&name) != Some(token.as_str()) {
        return lost(&engine, &name, &headers);
    }
    let mut answer = Response::new(Body::from(format!("{}\n", proof::value(&token))));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    answer
}

/// Scheme and name of the domain that was asked: an own one's, else the base address.
pub fn origin(engine: &Engine, parts: &Parts) -> String {
    let name = host_name(host(&parts.uri, &parts.headers));
    let domain = if engine.live.now().domain(&name).is_some() { name.as_str() } else { "" };
    domain::host::origin(&engine.settings.base_url, domain)
}

/// The Host header, or the authority of a request that names it in its target.
pub fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> &'r str {
    let header = || headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    uri.authority().map_or_else(header, |authority| authority.as_str())
}
